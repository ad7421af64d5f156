"""QUDAO_HOME: the one directory where this machine's state and secrets live. Standard library only."""

import os
import secrets
from pathlib import Path

FIRST_VALUES = {"django": "{}", "field-keys": "1:{}", "lookup": "{}"}
"""What a secret looks like when it is first made; {} is 64 random hex digits."""


def home() -> Path:
    """The directory of QUDAO_HOME, or `.qudao` in the current directory, or /var/lib/qudao for root."""
    given = os.environ.get("QUDAO_HOME")
    if given:
        return Path(given).expanduser().absolute()
    return Path("/var/lib/qudao") if os.geteuid() == 0 else Path(".qudao").absolute()


def secret(name: str) -> str:
    """The secret of that name: from the environment (QUDAO_FIELD_KEYS for "field-keys"), else from its 0600 file, made at first use."""
    given = os.environ.get("QUDAO_" + name.upper().replace("-", "_"))
    if given:
        return given
    path = home() / "keys" / name
    if not path.exists():
        private_directory(home(), 0o711)
        private_directory(path.parent, 0o700)
        write_once(path, FIRST_VALUES[name].format(secrets.token_hex(32)))
    return path.read_text().strip()


def private_directory(path: Path, mode: int = 0o700) -> Path:
    """Make the directory with that mode; one that exists keeps its own."""
    if not path.is_dir():
        path.mkdir(parents=True, exist_ok=True)
        path.chmod(mode)
    return path


def write_once(path: Path, text: str) -> None:
    """Write a 0600 file that appears whole or not at all; of two processes at once the first wins."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    write_private(draft, text)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner reads, replacing what was there."""
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
    path.chmod(0o600)
