"""The database of the tests: made and migrated by the owner, used by the application's role, cloned for each worker."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from django.apps import apps
from django.core.management import call_command
from django.db import connections
from django.db.backends.base.operations import BaseDatabaseOperations
from psycopg import sql

from qudao.kit.embedded_postgres import APP, OWNER
from qudao.organization.database import grant_application
from qudao.settings import database as settings_of
from tests.support.home import start_embedded

KEPT = {"django_migrations", "django_content_type", "auth_permission", "procrastinate_version"}
TEST_APP = "qudao_test_app"
TEST_OWNER = "qudao_test_owner"


class Place:
    """Where the tests' databases are: an administrator's URL, and the URLs of owner and application for one database."""

    def __init__(self, home: Path) -> None:
        given = os.environ.get("QUDAO_TEST_OWNER_URL", "")
        self.embedded = not given
        self.admin = start_embedded(home) if self.embedded else given
        self.owner, self.app = (OWNER, APP) if self.embedded else (TEST_OWNER, TEST_APP)
        self.given_app = os.environ.get("QUDAO_TEST_APP_URL", "")
        if not self.embedded:
            self._provide_roles()

    def url(self, role: str, database: str) -> str:
        """The URL under which `role` reaches `database`."""
        base = self.given_app if role == self.app and self.given_app else self.admin
        parts = urlsplit(base)
        location = parts.netloc.rpartition("@")[2]
        password = f":{parts.password}" if parts.password else ""
        return urlunsplit(parts._replace(netloc=f"{role}{password}@{location}", path=f"/{database}"))

    @property
    def base_name(self) -> str:
        """What the tests' databases are called, before worker and version."""
        return "test_" + re.sub(r"\W", "_", urlsplit(self.admin).path.lstrip("/") or "qudao")

    def _provide_roles(self) -> None:
        """Roles of the tests' own where the given one may make roles; else the two given ones serve."""
        owner, given_app = urlsplit(self.admin), urlsplit(self.given_app)
        with self.administrate() as connection:
            row = connection.execute("SELECT rolsuper, rolcreatedb FROM pg_roles WHERE rolname = current_user").fetchone()
            assert row is not None
            if not row[0]:
                if not row[1] or not given_app.username or given_app.username == owner.username:
                    raise RuntimeError(
                        "DATABASE_OWNER_URL needs a role with CREATEDB, and DATABASE_URL another plain role, to run the tests on this server"
                    )
                self.owner, self.app = owner.username or "", given_app.username
                return
            self.given_app = ""
            connection.execute("SELECT pg_advisory_lock(71001)")
            for role in (TEST_OWNER, TEST_APP):
                if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone():
                    password = sql.SQL("PASSWORD {}").format(owner.password) if owner.password else sql.SQL("")
                    connection.execute(sql.SQL("CREATE ROLE {} LOGIN {}").format(sql.Identifier(role), password))
            connection.execute("SELECT pg_advisory_unlock(71001)")

    @contextmanager
    def administrate(self) -> Iterator[psycopg.Connection]:
        """A connection that may make databases; to the maintenance database when the given one does not exist."""
        try:
            connection = psycopg.connect(self.admin, autocommit=True)
        except psycopg.OperationalError as error:
            if "does not exist" not in str(error):
                raise
            connection = psycopg.connect(urlunsplit(urlsplit(self.admin)._replace(path="/postgres")), autocommit=True)
        with connection:
            yield connection


def fingerprint() -> str:
    """Of everything that shapes the migrated database."""
    digest = sha256(f"{version('django')} {version('procrastinate')} {version('django-allauth')}".encode())
    for config in sorted(apps.get_app_configs(), key=lambda config: config.name):
        if config.name.startswith("qudao."):
            for path in sorted(Path(config.path).glob("migrations/*.py")):
                digest.update(path.name.encode() + path.read_bytes())
    digest.update(Path(grant_application.__code__.co_filename).read_bytes())
    return digest.hexdigest()[:12]


def provide(place: Place, worker: str) -> str:
    """Clone this worker's database from a migrated template, which is made once for each fingerprint; return its name."""
    template, name = f"{place.base_name}_template_{fingerprint()}", f"{place.base_name}_{worker}"
    with place.administrate() as admin:
        admin.execute("SELECT pg_advisory_lock(hashtext(%s))", [place.base_name])
        if not _exists(admin, template):
            _make_template(place, admin, template)
        drop(admin, name)
        admin.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER {}").format(*map(sql.Identifier, (name, template, place.owner))))
    point_at(place, name)
    return name


def _make_template(place: Place, admin: psycopg.Connection, template: str) -> None:
    draft = template + "_draft"
    drop(admin, draft)
    admin.execute(
        sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0 ENCODING 'UTF8'").format(sql.Identifier(draft), sql.Identifier(place.owner))
    )
    point_at(place, draft)
    call_command("migrate", database="owner", verbosity=0)
    grant_application(place.app)
    for alias in ("owner", "default"):
        connections[alias].close()
    old = admin.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [place.base_name.replace("_", r"\_") + r"\_template\_%"]).fetchall()
    for (stale,) in old:
        if stale != draft:
            drop(admin, stale)
    admin.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(draft), sql.Identifier(template)))


def _exists(admin: psycopg.Connection, name: str) -> bool:
    return admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is not None


def drop(admin: psycopg.Connection, name: str) -> None:
    """Drop a database of the tests, whoever is connected."""
    admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def point_at(place: Place, name: str) -> None:
    """Make Django's two aliases mean this database, and the environment too, for the programs that tests start."""
    for alias, role, variable in (("default", place.app, "DATABASE_URL"), ("owner", place.owner, "DATABASE_OWNER_URL")):
        connections[alias].close()
        connections[alias].settings_dict.update({key: value for key, value in settings_of(place.url(role, name)).items() if key != "OPTIONS"})
        os.environ[variable] = place.url(role, name)


def close_all() -> None:
    """Close both aliases, so that the database can be dropped."""
    for alias in ("owner", "default"):
        connections[alias].close()


def flush_as_owner(_operations: BaseDatabaseOperations, _statements: list[str]) -> None:
    """Empty the tables that hold rows. Only the owner can, and only with the insert-only triggers out of the way."""
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"]) as connection:
        connection.execute("SET lock_timeout = '15s'")
        names = [name for (name,) in connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'") if name not in KEPT]
        probe = sql.SQL(" UNION ALL ").join(
            sql.SQL("SELECT {0} WHERE EXISTS (SELECT 1 FROM {1})").format(name, sql.Identifier(name)) for name in names
        )
        full = {name for (name,) in connection.execute(probe)}
        if not full:
            return
        triggers = "SELECT relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid WHERE tgname = 'never_emptied'"
        guarded = [sql.Identifier(table) for (table,) in connection.execute(triggers)]
        for table in guarded:
            connection.execute(sql.SQL("ALTER TABLE {} DISABLE TRIGGER USER").format(table))
        connection.execute(sql.SQL("TRUNCATE {} CASCADE").format(sql.SQL(", ").join(map(sql.Identifier, sorted(full)))))
        for table in guarded:
            connection.execute(sql.SQL("ALTER TABLE {} ENABLE TRIGGER USER").format(table))
