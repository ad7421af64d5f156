"""Two database roles: the owner migrates and owns everything; the application serves with rights and owns nothing.

Start-up asks `unsafe_settings` and refuses to serve while it names anything.
"""

import re
from collections.abc import Iterable
from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

APPEND_ONLY = (
    "organization_event",
    "organization_seal",
    "organization_sealedevent",
    "customers_unmasking",
    "programmes_binding",
    "programmes_findinganswer",
    "programmes_backtestseen",
    "programmes_policyreceipt",
    "replay_verificationrun",
)
"""Tables whose rows are never changed or removed: the application may read and add, and a trigger refuses everybody else."""

READ_ONLY = ("django_migrations",)
OLDEST_SERVER = 150000
NEVER_OFF = ("fsync", "full_page_writes", "synchronous_commit")


class Unsafe(Exception):
    """The database would let an acknowledged write vanish, or the application has more rights than it may."""


def grant_application(role: str, *, using: str = "owner") -> None:
    """Give the application's role its rights on everything that the owner has made, and take back what it may not do."""
    app, tables = _quoted(role), ", ".join(map(_quoted, APPEND_ONLY))
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT current_user")
        if cursor.fetchone()[0] == role:
            raise Unsafe(f"the role {role} both owns the tables and serves: give DATABASE_URL a role of its own")
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {app}")
        cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {app}")
        cursor.execute(f"REVOKE TRUNCATE, REFERENCES, TRIGGER ON ALL TABLES IN SCHEMA public FROM {app}")
        cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {app}")
        cursor.execute(f"GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO {app}")
        cursor.execute(f"REVOKE UPDATE, DELETE ON {tables} FROM {app}")
        cursor.execute(f"REVOKE INSERT, UPDATE, DELETE ON {', '.join(map(_quoted, READ_ONLY))} FROM {app}")


def require_safe(*, using: str = "default") -> None:
    """Raise Unsafe with one line for each thing that is wrong."""
    found = unsafe_settings(connections[using])
    if found:
        raise Unsafe("Qudao refuses to serve from this database:\n" + "\n".join(f"- {line}" for line in found))


def unsafe_settings(connection: BaseDatabaseWrapper) -> list[str]:
    """What is wrong with the server, the database or the role behind this connection, one sentence each."""
    return [*_of_the_server(connection), *_of_later_sessions(connection), *_of_the_role(connection), *_of_the_tables(connection)]


def advice(connection: BaseDatabaseWrapper) -> list[str]:
    """What could be better but does not stop us: an existing server may have been made without it."""
    checksums, zone = _row(connection, "SELECT current_setting('data_checksums'), (SELECT reset_val FROM pg_settings WHERE name = 'log_timezone')")
    lines = [] if checksums == "on" else ["data_checksums is off: a damaged page would go unnoticed (pg_checksums --enable)"]
    return lines if re.fullmatch(r"(Etc/)?(UTC|GMT|UCT|Zulu)", zone) else [*lines, f"log_timezone is {zone}: the server should keep its time in UTC"]


def _of_the_server(connection: BaseDatabaseWrapper) -> Iterable[str]:
    version, isolation = _row(connection, "SELECT current_setting('server_version_num')::int, current_setting('default_transaction_isolation')")
    if version < OLDEST_SERVER:
        yield f"PostgreSQL {version // 10000} is too old: version 15 or newer is needed"
    if isolation != "read committed":
        yield f"default_transaction_isolation is {isolation}: it must be read committed"
    for name in NEVER_OFF:
        (value,) = _row(connection, "SELECT current_setting(%s)", name)
        if value == "off":
            yield f"{name} is off: a crash could lose or tear a write that was acknowledged; it must be on"


def _of_later_sessions(connection: BaseDatabaseWrapper) -> Iterable[str]:
    """Settings of a role or a database, which the session that looks may not have itself."""
    rows = _rows(
        connection,
        """
        SELECT coalesce(r.rolname, ''), coalesce(d.datname, ''), setting
        FROM pg_db_role_setting s LEFT JOIN pg_roles r ON r.oid = s.setrole LEFT JOIN pg_database d ON d.oid = s.setdatabase,
        unnest(s.setconfig) setting
        WHERE split_part(setting, '=', 1) = 'synchronous_commit' AND split_part(setting, '=', 2) IN ('off', 'false', 'no', '0')
        AND (d.datname IS NULL OR d.datname = current_database())
        """,
    )
    for role, database, setting in rows:
        where = " ".join(filter(None, [role and f"role {role}", database and f"database {database}"]))
        yield f"{setting} is set for the {where}: ALTER … RESET synchronous_commit"


def _of_the_role(connection: BaseDatabaseWrapper) -> Iterable[str]:
    name, is_super, bypasses, makes_roles = _row(
        connection,
        "SELECT rolname, rolsuper, rolbypassrls, rolcreaterole FROM pg_roles WHERE rolname = current_user",
    )
    if is_super:
        yield f"the application's role {name} is a superuser: use a plain role in DATABASE_URL"
    if bypasses and not is_super:
        yield f"the application's role {name} has BYPASSRLS: ALTER ROLE {name} NOBYPASSRLS"
    if makes_roles and not is_super:
        yield f"the application's role {name} has CREATEROLE: ALTER ROLE {name} NOCREATEROLE"
    if not is_super:
        above = _rows(
            connection,
            "SELECT rolname FROM pg_roles WHERE rolname <> %s AND (rolsuper OR rolbypassrls) AND pg_has_role(%s, oid, 'MEMBER')",
            name,
            name,
        )
        yield from (f"the application's role {name} is a member of {other}, which may do anything: REVOKE {other} FROM {name}" for (other,) in above)


def _of_the_tables(connection: BaseDatabaseWrapper) -> Iterable[str]:
    """Ownership, also through membership, and rights on what must never change."""
    (is_super,) = _row(connection, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
    if is_super:
        return
    owned = _rows(
        connection,
        "SELECT relname, pg_get_userbyid(relowner) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm')"
        " AND pg_has_role(current_user, relowner, 'MEMBER') ORDER BY relname",
    )
    if owned:
        table, owner = owned[0]
        more = f" and {len(owned) - 1} more tables" if len(owned) > 1 else ""
        yield f"the application's role owns {table}{more} (as {owner}): tables belong to the owner's role, of which it is no member"
    for table in APPEND_ONLY:
        rows = _rows(
            connection,
            "SELECT p FROM unnest(ARRAY['UPDATE', 'DELETE', 'TRUNCATE']) p, to_regclass(%s) t WHERE t IS NOT NULL AND has_table_privilege(t, p)",
            table,
        )
        if rows and not owned:
            yield f"the application's role may {' and '.join(right for (right,) in rows)} on {table}: it may only read and add (run `qudao migrate`)"


def _row(connection: BaseDatabaseWrapper, sql: str, *values: str) -> tuple[Any, ...]:
    return _rows(connection, sql, *values)[0]


def _rows(connection: BaseDatabaseWrapper, sql: str, *values: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
