"""`make install` finds a way to install: uv, else pip, else the pip that Python brings along."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.support.running import ROOT

PYTHON = """#!/bin/sh
# A Python without packages: it notes what it is asked for, and has pip only when ensurepip has brought it.
echo "$*" >> {notes}
case "$2 $3" in
  "pip install") [ -e {pip} ] && [ "$4 $5 $6" != "--quiet --disable-pip-version-check uv" ] ;;
  "pip "*) [ -e {pip} ] ;;
  "ensurepip "*) {ensurepip} ;;
esac
"""


def install(place: Path, *, ensurepip: str, has_pip: bool = False) -> tuple[int, str, list[str]]:
    """Run `make install`'s first step with that Python; the exit code, what was said, and what Python was asked for."""
    for name in ("Makefile", "requirements.lock", "pyproject.toml"):
        shutil.copy(ROOT / name, place)
    programs = place / "programs"
    programs.mkdir()
    for name in ("make", "bash", "sh", "touch", "test", "id"):
        (programs / name).symlink_to(shutil.which(name) or name)
    (place / ".venv" / "bin").mkdir(parents=True)
    notes, pip = place / "notes", place / "pip"
    if has_pip:
        pip.touch()
    python = place / ".venv" / "bin" / "python"
    python.write_text(PYTHON.format(notes=notes, pip=pip, ensurepip=ensurepip.format(pip=pip)))
    python.chmod(0o755)
    environment = {**os.environ, "PATH": str(programs), "MAKEFLAGS": ""}
    done = subprocess.run(
        ["make", f"PYTHON={sys.executable}", ".venv/.installed"], cwd=place, env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    return done.returncode, done.stdout + done.stderr, notes.read_text().splitlines()


def test_without_uv_and_without_pip_it_takes_the_pip_that_python_brings(tmp_path: Path) -> None:
    code, said, asked = install(tmp_path, ensurepip="touch {pip}")
    assert code == 0, said
    assert asked[:2] == ["-m pip --version", "-m ensurepip"]
    assert "-m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock" in asked
    assert (tmp_path / ".venv" / ".installed").exists()


def test_with_pip_there_nothing_is_brought(tmp_path: Path) -> None:
    code, said, asked = install(tmp_path, ensurepip="touch {pip}", has_pip=True)
    assert code == 0, said
    assert "-m ensurepip" not in asked


def test_with_no_way_at_all_it_says_what_to_do(tmp_path: Path) -> None:
    code, said, _ = install(tmp_path, ensurepip="false")
    assert code != 0
    assert "apt-get install python3-venv" in said
    assert not (tmp_path / ".venv" / ".installed").exists()
