"""Kill anything, any time: no acknowledged write is lost, none is applied twice, and it serves again within ten seconds.

T2 small: eight writers remember their acknowledged keys and send each key until the answer is definite, through ten `kill -9`.
"""

import os
from pathlib import Path

import pytest

from tests.support.running import ROOT, running, temporary_home
from tests.support.writers import Outcome, drill

pytestmark = pytest.mark.kill

TEN = ["web worker", "backend", "job worker", "postmaster", "web master", "backend", "web worker", "postmaster", "job worker", "web master"]
BACK_WITHIN = 10.0
"""Seconds, on a machine that does nothing else; longer by as much as others had loaded it when the drill began."""

SABOTAGE = ROOT / "tests" / "support" / "sabotage"


def drilled(kills: list[str], *, sabotage: Path | None = None) -> Outcome:
    more = {"PYTHONPATH": f"{sabotage}:{ROOT}"} if sabotage else {}
    with temporary_home() as home, running(home, QUDAO_DEMO="0", **more) as run:
        return drill(run, kills)


def test_ten_kills_lose_nothing_and_do_nothing_twice() -> None:
    limit = BACK_WITHIN * max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))
    outcome = drilled(TEN)

    print(f"\n{outcome.acknowledged} acknowledged; back after " + ", ".join(f"{kind} {seconds:.1f} s" for kind, seconds in outcome.returned))
    assert outcome.wrong == []
    assert outcome.acknowledged > 200
    assert outcome.lost == set()
    assert outcome.extra == 0
    assert outcome.missing_events == 0
    assert outcome.other_bytes == 0
    assert [(kind, seconds) for kind, seconds in outcome.returned if seconds > limit] == []


def test_the_drill_notices_when_commits_are_acknowledged_before_they_are_on_disk() -> None:
    outcome = drilled(["postmaster", "postmaster"], sabotage=SABOTAGE / "lost_tail")

    assert len(outcome.lost) > 0


def test_the_drill_notices_when_the_key_is_committed_apart_from_its_effect() -> None:
    outcome = drilled(["web master", "web master"], sabotage=SABOTAGE / "separate_key")

    assert outcome.extra > 0
