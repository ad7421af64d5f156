"""The benchmark's plain loop is a second opinion on the rule: both must find the same windows and the same owners."""

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from benchmarks import decide as bench

PROGRAM = Path(bench.__file__)


@pytest.mark.parametrize("rows", [500, 1500, 4000])
def test_the_product_and_the_careful_loop_agree(rows: int) -> None:
    facts = bench.facts_of(rows)
    windows, owners = bench.product(facts)
    plain_windows, plain_owners = bench.loop(facts)
    assert owners == plain_owners
    assert windows == plain_windows
    assert len({owner for owner in owners.values() if owner}) > 10


@pytest.mark.parametrize(("name", "value"), [("HOUR", timedelta(minutes=61)), ("HOUR", timedelta(minutes=59)), ("DAY", timedelta(hours=23))])
def test_a_slip_in_the_rule_would_be_seen(monkeypatch: pytest.MonkeyPatch, name: str, value: timedelta) -> None:
    facts = bench.facts_of(4000)
    honest = bench.loop(facts)
    monkeypatch.setattr(bench, name, value)
    assert bench.loop(facts) != honest


def test_the_program_prints_figures_and_a_checksum() -> None:
    done = subprocess.run([sys.executable, str(PROGRAM), "--rows", "600", "--pairs", "1"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    for word in ("600 registrations", "checksum", "ratio loop/product", "reading and checking"):
        assert word in done.stdout
