"""examples/clinic: ruled on without an error, in both languages, the same in any order, and what its README says of it is so."""

import csv
from decimal import Decimal
from pathlib import Path

import pytest
from typer.testing import CliRunner

from qudao.__main__ import app
from tests.decide.folder import table

CLINIC = Path(__file__).parents[2] / "examples" / "clinic"
PACK = "clinic-stores"


def ruled(facts: Path, out: Path, lang: str = "en") -> Path:
    result = CliRunner().invoke(app, ["decide", str(facts), "--policy", PACK, "--out", str(out), "--lang", lang])
    assert result.exit_code == 0, result.output
    return out


@pytest.fixture(scope="module")
def decided(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return ruled(CLINIC, tmp_path_factory.mktemp("clinic"))


def money(out: Path, deal: str, **columns: str) -> list[str]:
    rows = [row for row in table(out / "commissions.csv") if row["deal_id"] == deal]
    return [row["amount"] for row in rows if all(row[name] == value for name, value in columns.items())]


def test_every_deal_earns_what_its_lines_say(decided: Path) -> None:
    assert money(decided, "D01", payee="M01", line_no="1") == ["13000.00", "-3000.00"]
    assert money(decided, "D01", rule="introduction_bonus", payee="N01") == ["425.00", "-75.00"]
    assert money(decided, "D02", rule="payback_consumable") == ["20000.00"]
    assert money(decided, "D03") == []
    assert money(decided, "D04", payee="M02") == ["10000.00", "0.00", "2000.00", "98.00", "-50.00", "-48.00"]
    assert money(decided, "D05", line_no="1", status="withheld") == ["11700.00"]
    assert money(decided, "D06", rule="demonstration") == ["0.00", "0.00"]
    assert money(decided, "D07", rule="introduction_bonus") == ["125.00", "125.00"]
    assert money(decided, "D08", status="withheld") == ["0.00"]
    assert money(decided, "D09", status="accrued") == ["4500.00"]
    assert money(decided, "D10") == []
    assert money(decided, "D11", status="denied") == ["0.00"]


def test_every_amount_is_its_base_times_its_rate_to_the_fen(decided: Path) -> None:
    for row in table(decided / "commissions.csv"):
        if row["base"] and row["status"] != "denied":
            exact = Decimal(row["base"]) * int(row["rate_bp"]) / 10_000
            assert abs(Decimal(row["amount"]) - exact) <= Decimal("0.01"), row


def test_the_stores_have_the_salespeople_they_should(decided: Path) -> None:
    assert {row["filing_id"]: (row["status"], row["owner"]) for row in table(decided / "filings.csv")} == {
        "F1": ("valid", "S02"),
        "F2": ("lapsed", ""),
        "F3": ("invalid", ""),
        "F4": ("valid", "S04"),
        "F5": ("transferred", "S03"),
        "F6": ("invalid", ""),
    }


def test_the_screen_says_it_in_both_languages() -> None:
    chinese = CliRunner().invoke(app, ["decide", str(CLINIC), "--policy", PACK])
    english = CliRunner().invoke(app, ["decide", str(CLINIC), "--policy", PACK, "--lang", "en"])
    assert "市场部工作流程及相关制度 1.1" in chinese.stdout
    assert "已转归 1" in chinese.output
    assert "1 transferred" in english.output


def test_the_decisions_are_the_same_bytes_whatever_the_order_of_the_rows(decided: Path, tmp_path: Path) -> None:
    folder = tmp_path / "reversed"
    folder.mkdir()
    for file in CLINIC.glob("*.csv"):
        with file.open(encoding="utf-8", newline="") as source:
            head, *rows = csv.reader(source)
        with (folder / file.name).open("w", encoding="utf-8", newline="") as target:
            csv.writer(target).writerows([head, *rows[::-1]])
    again = ruled(folder, tmp_path / "out")
    for file in decided.iterdir():
        assert (again / file.name).read_bytes() == file.read_bytes(), file.name


def test_a_refund_of_a_line_that_was_not_sold_is_bad_input(tmp_path: Path) -> None:
    for file in CLINIC.glob("*.csv"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    with (tmp_path / "refunds.csv").open("a", encoding="utf-8") as more:
        more.write("T9,D01,9,2025-04-15 09:30,10.00\n")
    result = CliRunner().invoke(app, ["decide", str(tmp_path), "--policy", PACK, "--lang", "en"])
    assert result.exit_code == 2
    assert "refunds.csv" in result.output
    assert "deal_lines" in result.output


@pytest.mark.parametrize(("share", "code"), [('""45""', 2), ("-1", 2), ("4500", 0)])
def test_an_approved_share_that_is_no_number_is_bad_input(tmp_path: Path, share: str, code: int) -> None:
    for file in CLINIC.glob("*.csv"):
        (tmp_path / file.name).write_text(file.read_text("utf-8").replace(": 4500}", f": {share}}}"), "utf-8")
    result = CliRunner().invoke(app, ["decide", str(tmp_path), "--policy", PACK, "--lang", "en"])
    assert result.exit_code == code, result.output
