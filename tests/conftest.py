"""How the suite gets its home and its database: embedded PostgreSQL, or the server of DATABASE_OWNER_URL (and DATABASE_URL).

Tests run as the application's role, which may not migrate, truncate or touch the event log. With `-n 2` each worker has a database.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.home import prepare_environment, stop_embedded

# Before anything reads the settings: a home of this run's own, shared by its workers, and the server that was given, if any.
IS_MAKER = "QUDAO_TEST_HOME" not in os.environ
if IS_MAKER:
    prepare_environment()
os.environ["QUDAO_HOME"] = os.environ["QUDAO_TEST_HOME"]
os.environ["DJANGO_SETTINGS_MODULE"] = "qudao.settings"

from django.apps import apps  # noqa: E402
from django.conf import settings  # noqa: E402
from django.utils import translation  # noqa: E402

HOME = Path(os.environ["QUDAO_TEST_HOME"])


def pytest_configure() -> None:
    """Tests make many users: hash their passwords fast."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def pytest_unconfigure() -> None:
    """Stop the server and remove the home of this run, when this process made them."""
    if IS_MAKER:
        stop_embedded(HOME)


@pytest.fixture(autouse=True)
def first_language() -> None:
    """Every test begins in the first language: a page read in English leaves its thread in English."""
    if apps.ready:
        translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """This worker's database, migrated by the owner and served to the application's role."""
    from django.db.backends.postgresql.operations import DatabaseOperations

    from tests.support import database

    DatabaseOperations.execute_sql_flush = database.flush_as_owner  # type: ignore[method-assign]
    with django_db_blocker.unblock():
        place = database.Place(HOME)
        name = database.provide(place, os.environ.get("PYTEST_XDIST_WORKER", "main"))
    yield
    with django_db_blocker.unblock():
        database.close_all()
        if not place.embedded:
            with place.administrate() as admin:
                database.drop(admin, name)
