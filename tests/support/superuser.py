"""What a superuser does to the tests' database behind the triggers' back."""

import os
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from django.db import connections

from tests.support.database import Place


def administrator() -> psycopg.Connection:
    """The tests' database as its owner or a superuser sees it, triggers on."""
    name = connections["default"].settings_dict["NAME"]
    url = urlsplit(Place(Path(os.environ["QUDAO_TEST_HOME"])).admin)
    return psycopg.connect(urlunsplit(url._replace(path=f"/{name}")))


def tamper(statement: str, *values: object) -> None:
    """Run one statement with all triggers and foreign keys off; skip the test where nobody here is a superuser."""
    with administrator() as connection:
        try:
            connection.execute("SET session_replication_role = replica")
        except psycopg.errors.InsufficientPrivilege:
            pytest.skip("the given DATABASE_OWNER_URL is no superuser: nobody here can tamper")
        connection.execute(statement, values)
