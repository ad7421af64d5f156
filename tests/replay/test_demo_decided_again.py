"""On a sound database nothing differs: the demo company as it lived."""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from qudao.customers.models import Registration
from qudao.demo.load import load
from qudao.kit import clock
from qudao.replay.decisions import verify_decisions


@pytest.fixture(scope="module")
def company(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Loaded once for this file, in a transaction that is rolled back."""
    from django.test import TestCase

    home = tmp_path_factory.mktemp("home")
    with django_db_blocker.unblock():
        atomics = TestCase._enter_atomics()  # type: ignore[attr-defined]
        load(home)
        yield home
        TestCase._rollback_atomics(atomics)  # type: ignore[attr-defined]


def test_the_demo_company_decides_the_same_again(company: Path) -> None:
    verdict = verify_decisions()

    assert [str(difference) for difference in verdict.differences] == []
    assert verdict.decided["registration"] > 300
    assert verdict.decided["ruling"] > 100
    assert verdict.decided["letter"] > 50
    assert verdict.decided["statement line"] > 10


def test_deciding_again_twice_tells_the_same(company: Path) -> None:
    assert verify_decisions() == verify_decisions()


def test_the_instants_that_the_migration_takes_from_the_log_decide_the_same_again(company: Path) -> None:
    """What an older database gets: since when each fact is known and as of when each registration was decided, from events alone."""
    migration = import_module("qudao.customers.migrations.0004_known_and_decided_at")
    with transaction.atomic():
        before = dict(Registration.objects.values_list("number", "decided_at"))
        Registration.objects.update(decided_at=clock.now(), recorded_at=clock.now())
        with connection.cursor() as cursor:
            cursor.execute(migration.KNOWN)
            cursor.execute(migration.DECIDED)
        after = dict(Registration.objects.values_list("number", "decided_at"))
        differences = [str(difference) for difference in verify_decisions().differences]
        transaction.set_rollback(True)

    assert differences == []
    assert sum(after[number] >= at for number, at in before.items()) == len(before)
