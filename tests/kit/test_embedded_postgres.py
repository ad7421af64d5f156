"""The embedded server: private, safe, and back after a sudden death."""

import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from qudao.kit.embedded_postgres import APP, OWNER, SUPERUSER, Server, Unavailable
from tests.support.running import temporary_home


@pytest.fixture
def home() -> Iterator[Path]:
    with temporary_home() as path:
        yield path


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with temporary_home() as home:
        server = Server(home)
        process = server.spawn()
        server.wait(process)
        server.provide()
        yield server
        server.stop(process)


def ask(server: Server, question: str, role: str = APP) -> object:
    with psycopg.connect(server.url(role)) as connection:
        row = connection.execute(question.encode()).fetchone()
        assert row is not None
        return row[0]


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("fsync", "on"),
        ("full_page_writes", "on"),
        ("synchronous_commit", "on"),
        ("data_checksums", "on"),
        ("TimeZone", "UTC"),
        ("listen_addresses", ""),
    ],
)
def test_it_runs_with_safe_settings(server: Server, setting: str, value: str) -> None:
    assert ask(server, f"SELECT current_setting('{setting}')") == value


def test_only_its_user_reaches_the_socket_and_the_data(server: Server) -> None:
    assert stat.S_IMODE(server.socket.stat().st_mode) == 0o700
    assert stat.S_IMODE(server.data.stat().st_mode) == 0o700


def test_the_application_role_has_no_special_rights(server: Server) -> None:
    assert ask(server, f"SELECT rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb FROM pg_roles WHERE rolname = '{APP}'") is False
    assert ask(server, "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = 'qudao'") == OWNER


def test_providing_again_changes_nothing(server: Server) -> None:
    server.provide()

    assert ask(server, "SELECT count(*) FROM pg_roles WHERE rolname LIKE 'qudao%'") == 2


def test_after_kill_nine_it_starts_again_with_every_committed_row(home: Path) -> None:
    server = Server(home)
    process = server.spawn()
    server.wait(process)
    server.provide()
    with psycopg.connect(server.url(OWNER)) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS number")
    lingering = psycopg.connect(server.url(SUPERUSER, "postgres"))

    process.send_signal(signal.SIGKILL)
    process.wait()
    server.clear_remains()
    assert server.running() == []
    again = server.spawn()
    try:
        server.wait(again, seconds=10)
        assert ask(server, "SELECT number FROM kept", OWNER) == 42
    finally:
        lingering.close()
        server.stop(again)


def test_clearing_up_after_it_leaves_alone_who_only_looks_around_in_its_data(home: Path) -> None:
    server = Server(home)
    server.initialise()
    visitor = subprocess.Popen(["sleep", "60"], cwd=server.data)
    try:
        server.clear_remains()
        assert visitor.poll() is None
    finally:
        visitor.kill()
        visitor.wait()


def test_a_process_number_left_behind_by_a_dead_server_does_not_keep_it_down(home: Path) -> None:
    server = Server(home)
    server.initialise()
    (server.data / "postmaster.pid").write_text(f"{os.getpid()}\n{server.data}\n1\n5432\n{server.socket}\n\n\nready\n")

    server.clear_remains()
    process = server.spawn()
    try:
        server.wait(process, seconds=10)
    finally:
        server.stop(process)


def test_a_data_directory_half_made_by_a_killed_start_does_not_count(home: Path) -> None:
    draft = home / "postgresql.new"
    draft.mkdir()
    (draft / "PG_VERSION").write_text("18\n")

    server = Server(home)
    server.initialise()

    assert (server.data / "global").is_dir()
    assert not draft.exists()


def test_a_home_with_a_very_long_name_gets_its_socket_elsewhere(home: Path) -> None:
    deep = home / ("long-" * 20)
    deep.mkdir()
    home.chmod(0o711)
    deep.chmod(0o711)
    server = Server(deep)
    process = server.spawn()
    try:
        server.wait(process)
        assert len(str(server.socket)) < 60
        assert stat.S_IMODE(server.socket.stat().st_mode) == 0o700
    finally:
        server.stop(process)
        for path in server.socket.iterdir():
            path.unlink()
        server.socket.rmdir()


def test_a_socket_directory_that_others_may_enter_is_refused(home: Path) -> None:
    (home / "socket").mkdir(mode=0o755)
    (home / "socket").chmod(0o755)

    with pytest.raises(Unavailable, match="must belong to the server's user alone"):
        Server(home).initialise()


def test_data_of_a_version_that_is_not_installed_is_refused_by_its_number(home: Path) -> None:
    (home / "postgresql").mkdir()
    (home / "postgresql" / "PG_VERSION").write_text("9\n")

    with pytest.raises(Unavailable, match="version 9, which made the data on disk"):
        Server(home).programs.exists()


def test_a_server_that_cannot_start_says_what_its_log_says(home: Path) -> None:
    server = Server(home, options={"shared_buffers": "nonsense"})
    process = server.spawn()

    with pytest.raises(Unavailable, match="shared_buffers"):
        server.wait(process)


def test_it_ends_with_whoever_started_it(home: Path) -> None:
    program = (
        "import os; from pathlib import Path; from qudao.kit.embedded_postgres import Server;"
        f"server = Server(Path({str(home)!r})); server.wait(server.spawn()); os.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", program], check=False)

    server = Server(home)
    for _ in range(100):
        if not server.running():
            break
        time.sleep(0.1)
    assert server.running() == []


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has another user to run the server as")
def test_for_root_it_runs_as_a_system_user(server: Server) -> None:
    assert {os.stat(f"/proc/{pid}").st_uid for pid in server.running()} == {server.data.stat().st_uid}
    assert server.data.stat().st_uid != 0


@pytest.mark.skipif(os.geteuid() != 0, reason="root may enter everything; others are refused by the file system itself")
def test_a_home_that_the_system_user_cannot_enter_is_refused_by_its_name(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)

    with pytest.raises(Unavailable, match="cannot enter it; choose another QUDAO_HOME"):
        Server(closed / "home").initialise()
