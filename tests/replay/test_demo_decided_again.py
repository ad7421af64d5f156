"""On a sound database nothing differs: the demo company as it lived."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from qudao.demo.load import load
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
