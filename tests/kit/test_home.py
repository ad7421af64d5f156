"""Secrets and where they live."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from qudao.kit.home import home, secret, write_private


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("QUDAO_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def test_a_secret_is_made_once_and_stays(own_home: Path) -> None:
    first = secret("django")

    assert len(first) == 64
    assert secret("django") == first
    assert (own_home / "keys" / "django").read_text() == first


def test_only_the_owner_reads_secrets(own_home: Path) -> None:
    secret("lookup")

    assert stat.S_IMODE((own_home / "keys" / "lookup").stat().st_mode) == 0o600
    assert stat.S_IMODE((own_home / "keys").stat().st_mode) == 0o700


def test_the_key_ring_starts_with_key_number_one() -> None:
    number, _, key = secret("field-keys").partition(":")

    assert number == "1"
    assert len(bytes.fromhex(key)) == 32


def test_the_environment_goes_before_the_file(own_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUDAO_FIELD_KEYS", "1:" + "0" * 64)

    assert secret("field-keys") == "1:" + "0" * 64
    assert not own_home.exists()


def test_two_who_ask_at_once_get_the_same_secret() -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = set(pool.map(lambda _: secret("django"), range(32)))

    assert len(answers) == 1


def test_a_private_file_closes_one_that_was_open_to_all(tmp_path: Path) -> None:
    path = tmp_path / "accounts"
    path.write_text("old")
    path.chmod(0o644)

    write_private(path, "new")

    assert path.read_text() == "new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_home_is_an_absolute_path_also_when_given_relatively(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUDAO_HOME", "here")

    assert home() == Path("here").absolute()
