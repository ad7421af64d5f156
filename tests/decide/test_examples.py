"""examples/yunling: reproducible, messy, ruled on without an error, and the same in any order."""

import csv
import importlib.util
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from qudao.__main__ import app
from qudao.decide.facts import Loaded, load
from qudao.decide.read import SHANGHAI
from tests.decide.folder import table

ROOT = Path(__file__).parents[2]
YUNLING = ROOT / "examples" / "yunling"
PACK = "property-distribution"


@pytest.fixture(scope="module")
def loaded() -> Loaded:
    """The facts of the example."""
    return load(YUNLING, zone=SHANGHAI)


@pytest.fixture(scope="module")
def ruled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The decisions on the example."""
    out = tmp_path_factory.mktemp("yunling")
    result = CliRunner().invoke(app, ["decide", str(YUNLING), "--policy", PACK, "--out", str(out), "--lang", "en"])
    assert result.exit_code == 0, result.stderr
    assert "2,000 registrations, 260 deals, " in result.stdout
    return out


@pytest.mark.skipif(importlib.util.find_spec("faker") is None, reason="make.py needs Faker, a development dependency")
def test_the_script_writes_the_same_bytes_again(tmp_path: Path) -> None:
    subprocess.run([sys.executable, str(YUNLING / "make.py"), str(tmp_path)], check=True)
    made = {file.name: file.read_bytes() for file in tmp_path.glob("*.csv")}
    assert made == {file.name: file.read_bytes() for file in YUNLING.glob("*.csv")}


def test_it_is_as_large_as_promised_and_has_no_error(loaded: Loaded) -> None:
    assert loaded.problems == []
    assert {name: len(loaded.tables[name]) for name in ("registrations", "visits", "deals", "partners", "projects")} == {
        "registrations": 2000,
        "visits": 1300,
        "deals": 260,
        "partners": 40,
        "projects": 6,
    }
    assert {warning.code for warning in loaded.warnings} == {"collapsed"}


def test_it_is_messy() -> None:
    registrations = (YUNLING / "registrations.csv").read_text("utf-8")
    for mess in ("+86 1", "0086", "****", "\uff11", "\u3000", "2025/", "年"):
        assert mess in registrations, mess
    with pytest.raises(UnicodeDecodeError):
        (YUNLING / "visits.csv").read_text("utf-8")
    assert (YUNLING / "deals.csv").read_text("utf-8").splitlines()[0].startswith("云岭地产")


def test_its_verdicts_are_of_every_kind(ruled: Path) -> None:
    attributions = table(ruled / "attributions.csv")
    owners = Counter(bool(row["partner_id"]) for row in attributions)
    assert owners[True] > 150
    assert owners[False] > 50
    because = " ".join(row["because"] for row in attributions)
    for said in ("close relative", "joint buyers", "walk-in", "no identifier is right", "Protected until", "decided anew", "had a record"):
        assert said in because, said
    statuses = Counter(row["status"] for row in table(ruled / "commissions.csv"))
    assert set(statuses) >= {"payable", "withheld", "denied", "paid"}


def test_every_table_is_sorted_by_its_ids(ruled: Path) -> None:
    for name, keys in {"registrations": ("registration_id",), "attributions": ("deal_id",), "callback_samples": ("period", "deal_id")}.items():
        ids = [tuple(row[key] for key in keys) for row in table(ruled / f"{name}.csv")]
        assert ids == sorted(ids)


def rewritten(folder: Path, change: Callable[[list[list[str]]], list[list[str]]]) -> Path:
    """The example with its rows changed, file by file."""
    folder.mkdir()
    for file in sorted(YUNLING.glob("*.csv")):
        encoding = "gbk" if file.name == "visits.csv" else "utf-8"
        with file.open(encoding=encoding, newline="") as source:
            rows = list(csv.reader(source))
        top = 2 if file.name == "deals.csv" else 1
        with (folder / file.name).open("w", encoding=encoding, newline="") as target:
            csv.writer(target).writerows([*rows[:top], *change(rows[top:])])
    return folder


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_decisions_are_the_same_bytes_whatever_the_order_of_the_rows(tmp_path: Path, ruled: Path, seed: int) -> None:
    rng = random.Random(seed)
    folder = rewritten(tmp_path / "shuffled", lambda rows: rng.sample(rows, len(rows)))
    result = CliRunner().invoke(app, ["decide", str(folder), "--policy", PACK, "--out", str(tmp_path / "out"), "--lang", "en"])
    assert result.exit_code == 0
    for file in ruled.iterdir():
        assert (tmp_path / "out" / file.name).read_bytes() == file.read_bytes(), file.name
