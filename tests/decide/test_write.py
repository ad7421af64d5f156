"""Decisions on paper: no formula ever, the same bytes always, workbooks that read back."""

import csv
import io
import zipfile
from pathlib import Path

import pytest
import python_calamine as calamine
from typer.testing import CliRunner

from qudao.__main__ import app
from qudao.decide.cells import clean
from qudao.decide.facts import load
from qudao.decide.read import SHANGHAI
from qudao.decide.rows import AttributionRow
from qudao.decide.write import OUTPUTS, csv_text, harmless, headings, yuan
from tests.decide.folder import LINES, facts, table

PACK = "property-distribution"


def decide(folder: Path, out: Path, *words: str) -> None:
    """Rule on the folder and write."""
    result = CliRunner().invoke(app, ["decide", str(folder), "--policy", PACK, "--out", str(out), *words])
    assert result.exit_code == 0, result.stderr


@pytest.mark.parametrize(("fen", "said"), [(0, "0.00"), (1, "0.01"), (10, "0.10"), (100, "1.00"), (-3600000, "-36000.00"), (-5, "-0.05")])
def test_fen_are_written_as_yuan(fen: int, said: str) -> None:
    assert yuan(fen) == said


@pytest.mark.parametrize("text", ["=1+1", "+86", "-1", "@SUM", "\t=1", "\r=1", " =1", "\u3000=1", "\uff1d1+1", "|x", "%0A", '=HYPERLINK("http://x")'])
def test_text_that_would_run_is_made_harmless_and_reads_back(text: str) -> None:
    assert harmless(text) == "'" + text
    assert clean(harmless(text.strip())) == clean(text)


@pytest.mark.parametrize("text", ["周敏", "R1", "1.5 %", "a=b", ""])
def test_ordinary_text_is_left_alone(text: str) -> None:
    assert harmless(text) == text


def test_csv_protects_words_and_leaves_numbers(tmp_path: Path) -> None:
    kind = OUTPUTS["commissions"]
    row = dict.fromkeys(headings(kind), "") | {"deal_id": "=D1", "amount": "-36000.00", "rate_bp": 150, "status": "clawed_back"}
    (read,) = csv.DictReader(io.StringIO(csv_text(kind, [list(row.values())])))
    assert (read["deal_id"], read["amount"], read["rate_bp"]) == ("'=D1", "-36000.00", "150")


def test_the_columns_are_those_of_the_contract() -> None:
    assert headings(AttributionRow) == ["deal_id", "partner_id", "registration_id", "share_bp", "clause", "because", "policy_version"]
    expected = "deal_id,line_no,payee,rule,base,rate_bp,amount,status,period,clause,because,policy_version"
    assert headings(OUTPUTS["commissions"]) == expected.split(",")
    assert headings(OUTPUTS["penalties"])[:6] == ["violation_id", "subject_id", "step", "fine", "action", "until"]


def hostile_ids(folder: Path) -> Path:
    """Facts whose ids and names are formulas."""
    lines = {name: [line.replace("R1,", "=R1,").replace("D1,", "@D1,").replace("周敏", "=周敏") for line in rows] for name, rows in LINES.items()}
    return facts(folder, **lines)


def test_ids_that_are_formulas_come_out_harmless_and_go_in_again(tmp_path: Path) -> None:
    decide(hostile_ids(tmp_path / "in"), tmp_path / "out")
    assert {row["deal_id"] for row in table(tmp_path / "out" / "attributions.csv")} == {"'@D1", "D2"}
    protected = facts(tmp_path / "again", deals=[line.replace("D1,", "'@D1,") for line in LINES["deals"]], buyers=LINES["buyers"][1:])
    assert {deal.deal_id for deal in load(protected, zone=SHANGHAI).facts.deals} == {"@D1", "D2"}


def test_a_workbook_holds_no_formula_and_the_same_decisions(tmp_path: Path) -> None:
    decide(hostile_ids(tmp_path / "in"), tmp_path / "out.xlsx")
    decide(tmp_path / "in", tmp_path / "out")
    with zipfile.ZipFile(tmp_path / "out.xlsx") as archive:
        assert not [name for name in archive.namelist() if name.startswith("xl/worksheets") and b"<f" in archive.read(name)]
    book = calamine.CalamineWorkbook.from_path(str(tmp_path / "out.xlsx"))
    assert book.sheet_names == list(OUTPUTS)
    heading, *rows = book.get_sheet_by_name("attributions").to_python()
    assert heading == headings(AttributionRow)
    assert [row[0].removeprefix("@") for row in rows] == [row["deal_id"].removeprefix("'@") for row in table(tmp_path / "out" / "attributions.csv")]
    heading, row = book.get_sheet_by_name("commissions").to_python()
    assert dict(zip(heading, row, strict=True))["amount"] == 36000.0


def test_a_workbook_is_the_same_to_the_byte(tmp_path: Path) -> None:
    for name in ("a", "b"):
        decide(facts(tmp_path / "in"), tmp_path / name / "out.xlsx")
    assert (tmp_path / "a" / "out.xlsx").read_bytes() == (tmp_path / "b" / "out.xlsx").read_bytes()


def test_reasons_are_in_the_chosen_language(tmp_path: Path) -> None:
    decide(facts(tmp_path / "in"), tmp_path / "zh")
    decide(tmp_path / "in", tmp_path / "en", "--lang", "en")
    chinese, english = (table(tmp_path / lang / "attributions.csv")[0]["because"] for lang in ("zh", "en"))
    assert any("\u4e00" <= ch <= "\u9fff" for ch in chinese)
    assert english.isascii()
