"""`qudao decide` as a person meets it: what is printed, what is written, what is refused."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from qudao.__main__ import app
from qudao.decide.write import OUTPUTS
from tests.decide.folder import facts, table

RUNNER = CliRunner()
PACK = "property-distribution"
TABLES = sorted(f"{name}.csv" for name in OUTPUTS)


def run(*words: str | Path) -> tuple[int, str, str]:
    """Exit code, standard output, standard error."""
    result = RUNNER.invoke(app, [str(word) for word in words])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stdout, result.stderr


def test_it_rules_on_a_folder_and_writes_every_table(tmp_path: Path) -> None:
    code, out, _ = run("decide", facts(tmp_path / "in"), "--policy", PACK, "--out", tmp_path / "out", "--lang", "en")
    assert code == 0
    assert sorted(file.name for file in (tmp_path / "out").iterdir()) == TABLES
    owners = {row["deal_id"]: row["partner_id"] for row in table(tmp_path / "out" / "attributions.csv")}
    assert owners == {"D1": "A", "D2": ""}
    statuses = {row["registration_id"]: row["status"] for row in table(tmp_path / "out" / "registrations.csv")}
    assert statuses == {"R1": "visited", "R2": "lapsed", "R3": "refused"}
    assert "3 registrations, 2 deals, 1 nobody's because: 1 the report was refused" in out


def test_every_row_ends_with_clause_reason_and_version(tmp_path: Path) -> None:
    run("decide", facts(tmp_path / "in"), "--policy", PACK, "--out", tmp_path / "out")
    for name in TABLES:
        heading = (tmp_path / "out" / name).read_text("utf-8").splitlines()[0]
        assert heading.endswith(",clause,because,policy_version")
    for row in table(tmp_path / "out" / "registrations.csv"):
        assert row["clause"].startswith("分销商客户管理制度 ")
        assert row["because"]
        assert row["policy_version"] == "2024-01-01"


def test_money_and_instants_are_written_as_the_contract_says(tmp_path: Path) -> None:
    run("decide", facts(tmp_path / "in"), "--policy", PACK, "--out", tmp_path / "out")
    (commission,) = table(tmp_path / "out" / "commissions.csv")
    assert (commission["base"], commission["rate_bp"], commission["amount"], commission["period"]) == ("2400000.00", "150", "36000.00", "2025-04")
    first = table(tmp_path / "out" / "registrations.csv")[0]
    assert (first["protected_from"], first["protected_until"]) == ("2025-03-01T09:00:00+08:00", "2025-04-16T00:00:00+08:00")


def test_a_table_without_rows_still_has_its_heading(tmp_path: Path) -> None:
    run("decide", facts(tmp_path / "in"), "--policy", PACK, "--out", tmp_path / "out")
    assert (tmp_path / "out" / "penalties.csv").read_text("utf-8").count("\n") == 1


def test_without_out_nothing_is_written_and_the_attributions_are_printed(tmp_path: Path) -> None:
    folder = facts(tmp_path / "in")
    before = sorted(tmp_path.rglob("*"))
    code, out, err = run("decide", folder, "--policy", PACK)
    assert code == 0
    assert out.splitlines()[0] == "deal_id,partner_id,registration_id,share_bp,clause,because,policy_version"
    assert out.splitlines()[1].startswith("D1,A,R1,10000,")
    assert "3 条报备" in err
    assert sorted(tmp_path.rglob("*")) == before


def test_as_of_defaults_to_the_latest_instant_that_happened(tmp_path: Path) -> None:
    code, out, _ = run("decide", facts(tmp_path / "in"), "--policy", PACK, "--out", tmp_path / "out")
    assert code == 0
    assert "2025-03-31T10:00:00+08:00" in out
    _, out, _ = run("decide", tmp_path / "in", "--policy", PACK, "--out", tmp_path / "out", "--as-of", "2025-03-02T08:00+08:00")
    assert "2025-03-02T08:00:00+08:00" in out
    assert [row["registration_id"] for row in table(tmp_path / "out" / "registrations.csv")] == ["R1"]


def test_a_plan_does_not_move_the_default_as_of(tmp_path: Path) -> None:
    lines = ["heading:registration_id,received_at,partner_id,project_id,stage,customer_name,phone,planned_visit_on"]
    lines += ["R1,2025-03-01 09:00,A,P,pre,周敏,13812345678,2030-01-01"]
    folder = facts(
        tmp_path / "in", registrations=lines, deals=[], buyers=[], visits=[], projects=["heading:project_id,name,opens_on", "P,云岭,2031-01-01"]
    )
    _, out, _ = run("decide", folder, "--policy", PACK, "--out", tmp_path / "out")
    assert "2025-03-01T09:00:00+08:00" in out


@pytest.mark.parametrize("as_of", ["2025-02-30", "soon", "2025-03-01T25:00"])
def test_an_impossible_as_of_is_refused(tmp_path: Path, as_of: str) -> None:
    code, _, err = run("decide", facts(tmp_path / "in"), "--policy", PACK, "--as-of", as_of)
    assert code == 2
    assert "--as-of" in err


def test_all_defects_of_all_tables_are_told_at_once_and_nothing_is_written(tmp_path: Path) -> None:
    folder = facts(
        tmp_path / "in",
        registrations=["R1,2025-02-30 09:00,A,P,pre,周敏,13812345678", "R2,2025-03-02 09:00,X,P,pre,,1381234567"],
        deals=["D1,P,A,2025-03-20 10:00,,,-5", "D1,P,B,2025-03-20 10:00,,,12.345"],
        buyers=["D9,周敏,13812345678"],
        visits=["heading:visit_id,at,project_id,customer_name,colour", "V1,2025-03-01 11:00,P,周敏,red"],
    )
    code, out, err = run("decide", folder, "--policy", PACK, "--out", tmp_path / "out", "--lang", "en")
    assert code == 2
    assert out == ""
    assert not (tmp_path / "out").exists()
    for said in (
        "registrations.csv, row 2, column received_at: “2025-02-30 09:00” is a date or time that does not exist",
        "registrations.csv, row 3, column partner_id: “X” does not exist in table partners",
        "registrations.csv, row 3, column customer_name: is required and blank",
        "registrations.csv, row 3, column phone: “138****567” cannot be read; expected an 11-digit mobile",
        "visits.csv, row 1, column colour: is not a column of this table; expected: visit_id",
        "deals.csv, row 2, column price: “-5” is negative",
        "deals.csv, row 3, column price: “12.345” has more than two decimals",
        "deals.csv, row 3, column deal_id: “D1” was already used in row 2 with other content",
        "buyers.csv, row 2, column deal_id: “D9” does not exist in table deals",
        "9 errors; nothing was written",
    ):
        assert said in err, (said, err)


def test_defects_are_told_in_chinese_too(tmp_path: Path) -> None:
    folder = facts(tmp_path / "in", buyers=["D9,周敏,1381234567O"])
    code, _, err = run("decide", folder, "--policy", PACK)
    assert code == 2
    assert "buyers.csv 第 2 行“deal_id”列：“D9”在 deals (成交) 表中不存在；应为那里已有的编号" in err
    assert "“138****567O”" in err
    assert "1381234" not in err
    assert "不能识别；应为11 位手机号" in err
    assert "没有写出任何结果" in err


def test_existing_results_are_replaced_and_other_files_stay(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "attributions.csv").write_text("old")
    (out / "notes.txt").write_text("mine")
    run("decide", facts(tmp_path / "in"), "--policy", PACK, "--out", out)
    assert (out / "attributions.csv").read_text("utf-8").startswith("deal_id,")
    assert (out / "notes.txt").read_text() == "mine"
    assert sorted(file.name for file in out.iterdir()) == sorted([*TABLES, "notes.txt"])


def test_an_error_leaves_earlier_results_as_they_were(tmp_path: Path) -> None:
    out = tmp_path / "out"
    run("decide", facts(tmp_path / "in"), "--policy", PACK, "--out", out)
    before = {file.name: file.read_bytes() for file in out.iterdir()}
    code, _, _ = run("decide", facts(tmp_path / "in", buyers=["D9,周敏,13812345678"]), "--policy", PACK, "--out", out)
    assert code == 2
    assert {file.name: file.read_bytes() for file in out.iterdir()} == before


def test_the_facts_are_never_overwritten(tmp_path: Path) -> None:
    folder = facts(tmp_path / "in")
    before = (folder / "registrations.csv").read_bytes()
    code, _, err = run("decide", folder, "--policy", PACK, "--out", folder, "--lang", "en")
    assert code == 2
    assert "would overwrite the facts" in err
    assert (folder / "registrations.csv").read_bytes() == before


def test_one_text_file_cannot_take_all_tables(tmp_path: Path) -> None:
    code, _, err = run("decide", facts(tmp_path / "in"), "--policy", PACK, "--out", tmp_path / "out.csv", "--lang", "en")
    assert code == 2
    assert "expected a folder, or one .xlsx" in err
    assert not (tmp_path / "out.csv").exists()


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    code, _, err = run("decide", facts(tmp_path / "in"), "--policy", PACK, "--out", tmp_path / "file", "--lang", "en")
    assert code == 2
    assert "cannot be written" in err
    assert (tmp_path / "file").read_text() == "mine"


@pytest.mark.parametrize("words", [("nowhere",), ("file.txt",), ("empty",)])
def test_facts_that_are_not_there_are_named(tmp_path: Path, words: tuple[str]) -> None:
    (tmp_path / "file.txt").write_text("x")
    (tmp_path / "empty").mkdir()
    code, _, err = run("decide", tmp_path / words[0], "--policy", PACK, "--lang", "en")
    assert code == 2
    assert words[0] in err


def test_an_unknown_policy_is_named_with_the_shipped_ones(tmp_path: Path) -> None:
    code, _, err = run("decide", facts(tmp_path / "in"), "--policy", "nonsense", "--lang", "en")
    assert code == 2
    assert "nonsense" in err
    assert PACK in err


@pytest.mark.parametrize("form", ["jsonl", "parquet"])
def test_a_folder_may_hold_json_lines_or_parquet(tmp_path: Path, form: str) -> None:
    run("decide", facts(tmp_path / "in"), "--policy", PACK, "--out", tmp_path / "csv")
    code, _, _ = run("decide", tmp_path / "in", "--policy", PACK, "--out", tmp_path / "out", "--format", form)
    assert code == 0
    path = tmp_path / "out" / f"attributions.{form}"
    rows = pq.read_table(path).to_pylist() if form == "parquet" else [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    assert [(row["deal_id"], row["partner_id"], row["share_bp"]) for row in rows] == [("D1", "A", 10000), ("D2", None, 0)]
    assert [row["because"] for row in rows] == [row["because"] for row in table(tmp_path / "csv" / "attributions.csv")]


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
def test_every_engine_gives_the_same_bytes(tmp_path: Path, engine: str) -> None:
    run("decide", facts(tmp_path / "in"), "--policy", PACK, "--out", tmp_path / "usual")
    code, _, _ = run("decide", tmp_path / "in", "--policy", PACK, "--out", tmp_path / engine, "--engine", engine)
    assert code == 0
    assert all((tmp_path / engine / name).read_bytes() == (tmp_path / "usual" / name).read_bytes() for name in TABLES)


def test_the_program_needs_neither_django_nor_a_terminal(tmp_path: Path) -> None:
    program = (
        "import sys; from qudao.__main__ import app\n"
        "try:\n    app(sys.argv[1:])\nexcept SystemExit as stop:\n"
        "    assert not stop.code, stop.code\n    assert 'django' not in sys.modules"
    )
    command = [sys.executable, "-c", program, "decide", str(facts(tmp_path / "in")), "--policy", PACK]
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", env=environment, check=False)
    assert done.returncode == 0, done.stderr
    assert "\x1b" not in done.stdout + done.stderr
