"""Start-up refuses a database that could lose an acknowledged write, and a role that may do more than serve."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
import pytest
from django.db import ConnectionHandler
from pytest_django import DjangoDbBlocker

from qudao.kit.embedded_postgres import APP, OWNER, SUPERUSER, Server
from qudao.organization.database import APPEND_ONLY, Unsafe, advice, grant_application, unsafe_settings
from qudao.settings import database
from tests.support.running import ROOT, environment, free_port, temporary_home

TABLES = "".join(f"CREATE TABLE IF NOT EXISTS {table} (id int);" for table in (*APPEND_ONLY, "django_migrations", "deal"))
TABLES += f"GRANT SELECT, INSERT, UPDATE, DELETE ON deal TO {APP};"


@contextmanager
def serving(*, tables: str = TABLES, **options: str) -> Iterator[Server]:
    with temporary_home() as home:
        server = Server(home, options=options)
        process = server.spawn()
        server.wait(process)
        server.provide()
        with psycopg.connect(server.url(OWNER)) as connection:
            connection.execute(tables.encode())
        yield server
        server.stop(process)


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with serving() as server:
        yield server


@pytest.fixture
def breaches(django_db_blocker: DjangoDbBlocker) -> Callable[[Server], list[str]]:
    def look(server: Server) -> list[str]:
        with django_db_blocker.unblock():
            handler = ConnectionHandler({"default": database(server.url(APP))})
            try:
                return unsafe_settings(handler["default"])
            finally:
                handler["default"].close()

    return look


@contextmanager
def altered(server: Server, change: str, back: str) -> Iterator[None]:
    with psycopg.connect(server.url(SUPERUSER), autocommit=True) as connection:
        connection.execute(change.encode())
        yield
        connection.execute(back.encode())


def test_our_own_server_and_roles_are_safe(server: Server, breaches: Callable[[Server], list[str]]) -> None:
    assert breaches(server) == []


@pytest.mark.parametrize("name", ["fsync", "full_page_writes", "synchronous_commit"])
def test_a_server_that_runs_with_it_off_is_refused_by_its_name(name: str, breaches: Callable[[Server], list[str]]) -> None:
    with serving(**{name: "off"}) as unsafe:
        (line,) = breaches(unsafe)

    assert line.startswith(f"{name} is off")


@pytest.mark.parametrize(
    ("change", "back", "said"),
    [
        (f"ALTER ROLE {APP} SET synchronous_commit = off", f"ALTER ROLE {APP} RESET synchronous_commit", f"role {APP}"),
        (f"ALTER ROLE {OWNER} SET synchronous_commit = off", f"ALTER ROLE {OWNER} RESET synchronous_commit", f"role {OWNER}"),
        ("ALTER DATABASE qudao SET synchronous_commit = off", "ALTER DATABASE qudao RESET synchronous_commit", "database qudao"),
        (
            f"ALTER ROLE {APP} IN DATABASE qudao SET synchronous_commit = off",
            f"ALTER ROLE {APP} IN DATABASE qudao RESET synchronous_commit",
            "database qudao",
        ),
        (f"ALTER ROLE {APP} SUPERUSER", f"ALTER ROLE {APP} NOSUPERUSER", "is a superuser"),
        (f"ALTER ROLE {APP} BYPASSRLS", f"ALTER ROLE {APP} NOBYPASSRLS", "has BYPASSRLS"),
        (f"ALTER ROLE {APP} CREATEROLE", f"ALTER ROLE {APP} NOCREATEROLE", "has CREATEROLE"),
        (f"ALTER TABLE deal OWNER TO {APP}", f"ALTER TABLE deal OWNER TO {OWNER}", "owns deal"),
        (f"GRANT {OWNER} TO {APP}", f"REVOKE {OWNER} FROM {APP}", f"and {len(APPEND_ONLY) + 1} more tables (as {OWNER})"),
        (f"GRANT {SUPERUSER} TO {APP}", f"REVOKE {SUPERUSER} FROM {APP}", "is a member of postgres"),
        ("GRANT UPDATE ON organization_event TO PUBLIC", "REVOKE UPDATE ON organization_event FROM PUBLIC", "may UPDATE on organization_event"),
        ("GRANT DELETE ON organization_seal TO PUBLIC", "REVOKE DELETE ON organization_seal FROM PUBLIC", "may DELETE on organization_seal"),
        (
            "ALTER DATABASE qudao SET default_transaction_isolation = 'serializable'",
            "ALTER DATABASE qudao RESET default_transaction_isolation",
            "default_transaction_isolation is serializable",
        ),
    ],
)
def test_a_role_or_setting_that_is_unsafe_is_refused_by_its_name(
    change: str, back: str, said: str, server: Server, breaches: Callable[[Server], list[str]]
) -> None:
    with altered(server, change, back):
        found = breaches(server)

    assert any(said in line for line in found), found
    assert breaches(server) == []


def test_a_server_without_checksums_is_served_with_an_advice(server: Server, django_db_blocker: DjangoDbBlocker) -> None:
    with django_db_blocker.unblock():
        handler = ConnectionHandler({"default": database(server.url(APP))})
        assert advice(handler["default"]) == []
        handler["default"].close()


@pytest.mark.django_db(databases=["default", "owner"])
def test_one_role_for_both_is_refused_when_rights_are_given() -> None:
    from django.db import connections

    with pytest.raises(Unsafe, match="both owns the tables and serves"):
        grant_application(connections["owner"].settings_dict["USER"])


def run(command: list[str], **more: str) -> subprocess.CompletedProcess[str]:
    with temporary_home() as home:
        return subprocess.run(
            [sys.executable, *command],
            cwd=ROOT,
            env=environment(home, free_port(), **more),
            capture_output=True,
            text=True,
            timeout=120,
            stdin=subprocess.DEVNULL,
        )


def test_qudao_run_does_not_serve_from_an_unsafe_database() -> None:
    with serving(tables="SELECT 1", fsync="off") as unsafe:
        done = run(["-m", "qudao", "run"], DATABASE_URL=unsafe.url(APP), DATABASE_OWNER_URL=unsafe.url(OWNER))

    assert done.returncode == 1
    assert "fsync is off" in done.stderr
    assert "http://" not in done.stdout


def test_a_web_server_started_by_other_means_does_not_serve_either(server: Server) -> None:
    with altered(server, f"ALTER ROLE {APP} SUPERUSER", f"ALTER ROLE {APP} NOSUPERUSER"):
        done = run(["-c", "import qudao.wsgi"], DATABASE_URL=server.url(APP), DATABASE_OWNER_URL=server.url(OWNER))

    assert done.returncode != 0
    assert f"the application's role {APP} is a superuser" in done.stderr


@pytest.mark.parametrize("given", ["DATABASE_URL", "DATABASE_OWNER_URL"])
def test_one_database_url_without_the_other_is_refused(given: str) -> None:
    done = run(["-m", "qudao", "run"], **{given: "postgresql://qudao@127.0.0.1:1/qudao"})

    assert done.returncode == 1
    assert ({"DATABASE_URL", "DATABASE_OWNER_URL"} - {given}).pop() + " is missing" in done.stderr


def test_a_database_that_does_not_answer_is_named() -> None:
    url = "postgresql://qudao@127.0.0.1:1/qudao"
    done = run(["-m", "qudao", "run"], DATABASE_URL=url, DATABASE_OWNER_URL=url.replace("qudao@", "owner@"))

    assert done.returncode == 1
    assert "port 1 failed" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("port", ["0", "65536", "http"])
def test_a_port_that_is_none_is_refused(port: str) -> None:
    with temporary_home() as home:
        done = subprocess.run(
            [sys.executable, "-m", "qudao", "run"],
            cwd=ROOT,
            env=environment(home, 1) | {"PORT": port},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    assert done.returncode == 1
    assert f"PORT is '{port}': expected a number from 1 to 65535" in done.stderr


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_home_that_cannot_be_written_is_named() -> None:
    done = run(["-m", "qudao", "run"], QUDAO_HOME="/proc/nowhere")

    assert "QUDAO_HOME /proc/nowhere cannot be used" in done.stderr
