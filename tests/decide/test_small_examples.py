"""The small examples of members, agents and suppliers say what their READMEs say."""

import csv
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from qudao.__main__ import app
from qudao.policies.load import PACKS

EXAMPLES = Path(__file__).parents[2] / "examples"


def decided(name: str, out: Path, *, policy: str = "", as_of: str = "") -> dict[str, list[dict[str, str]]]:
    """The tables that the command writes."""
    arguments = ["decide", str(EXAMPLES / name), "--policy", policy or name, "--out", str(out), "--lang", "en"]
    result = CliRunner().invoke(app, [*arguments, *(["--as-of", as_of] if as_of else [])])
    assert result.exit_code == 0, result.stderr
    assert "warning" not in result.stderr
    return {file.stem: list(csv.DictReader(file.open(encoding="utf-8"))) for file in out.glob("*.csv")}


def changed(name: str, folder: Path, **lines: tuple[str, str]) -> str:
    """A copy of a shipped pack with one empty list of a file filled in."""
    shutil.copytree(PACKS / name, folder)
    for file, (empty, filled) in lines.items():
        path = folder / f"{file}.yaml"
        text = path.read_text("utf-8")
        assert text.count(f"\n{empty}\n") == 1
        path.write_text(text.replace(f"\n{empty}\n", f"\n{filled}\n"), "utf-8")
    return str(folder)


def test_members_are_admitted_and_no_rate_is_invented(tmp_path: Path) -> None:
    tables = decided("membership", tmp_path / "out", as_of="2025-08-01")
    status = {row["filing_id"]: row["status"] for row in tables["filings"]}
    assert status == {"M3/admission": "valid", "M4/admission": "invalid", "M5/admission": "invalid", "M6/admission": "open"}
    assert {row["amount"] for row in tables["commissions"]} == {"0.00"}
    assert {row["status"] for row in tables["commissions"]} == {"withheld", "denied"}


@pytest.mark.rulebook("IN-05", "PA-26")
def test_with_rates_the_day_of_the_upgrade_decides(tmp_path: Path) -> None:
    term = '- {{level: {}, rate_bp: {}, starts_on: 2024-01-01, clause: "{}", set_by: company}}'
    upgrade = 'upgrade:\n- {level: ordinary, to: advanced, sales_fen: 10000000, months: 6, starts_on: 2024-01-01, clause: "2.2", set_by: company}'
    rates = "\n".join(["rate:", term.format("ordinary", 500, "2.1"), term.format("advanced", 800, "2.2")])
    policy = changed("membership", tmp_path / "members", earning=("rate: []", rates), membership=("upgrade: []", upgrade))
    tables = decided("membership", tmp_path / "out", policy=policy, as_of="2025-08-01")
    amounts = {row["deal_id"]: row["amount"] for row in tables["commissions"]}
    assert amounts == {"D1": "500.00", "D2": "800.00", "D3": "3000.00", "D4": "2000.00", "D5": "0.00"}
    assert [(row["subject_id"], row["period"], row["score"], row["grade"]) for row in tables["grades"]] == [("M2", "2025-07", "100000", "advanced")]


@pytest.mark.rulebook("IN-31")
def test_shares_of_agents_with_an_adjustment_beside_them(tmp_path: Path) -> None:
    rates = "\n".join(
        [
            "rate:",
            '- {level: level_1, rate_bp: 2000, starts_on: 2024-01-01, clause: "6.6", set_by: company}',
            '- {level: level_2, rate_bp: 3000, starts_on: 2024-01-01, clause: "6.6", set_by: company}',
            "adjustment:",
            '- {minimum_bp: 8000, maximum_bp: 12000, starts_on: 2024-01-01, clause: "6.7", set_by: company}',
        ]
    )
    policy = changed("social-commerce", tmp_path / "agents", earning=("rate: []", rates))
    text = (tmp_path / "agents" / "earning.yaml").read_text("utf-8")
    (tmp_path / "agents" / "earning.yaml").write_text(text.replace("\nadjustment: []\n", "\n"), "utf-8")
    tables = decided("social-commerce", tmp_path / "out", policy=policy, as_of="2025-03-20")
    rows = [(row["deal_id"], row["rule"], row["amount"], row["status"]) for row in tables["commissions"]]
    assert rows == [
        ("D1", "commission", "200.00", "payable"),
        ("D2", "adjustment", "30.00", "payable"),
        ("D2", "commission", "300.00", "payable"),
        ("D3", "commission", "0.00", "withheld"),
    ]


def test_agents_are_warned_and_only_partners_escalate(tmp_path: Path) -> None:
    tables = decided("social-commerce", tmp_path / "out", as_of="2025-03-20")
    rows = [(row["violation_id"], row["subject_id"], row["step"], row["action"], row["fine"]) for row in tables["penalties"]]
    assert rows == [
        ("X1", "A2", "1", "warn", "0.00"),
        ("X2", "A2", "2", "fine", "0.00"),
        ("X3", "A3", "1", "warn", "0.00"),
        ("X3", "A3", "2", "fine", "0.00"),
        ("X4", "W1", "1", "warn", "0.00"),
    ]
    assert {row["filing_id"]: row["status"] for row in tables["filings"]} == {"A2/place": "valid", "A3/place": "invalid", "R2/exception": "open"}


def test_suppliers_wait_are_late_and_are_graded(tmp_path: Path) -> None:
    tables = decided("suppliers", tmp_path / "out")
    assert {row["filing_id"]: row["status"] for row in tables["filings"]} == {
        "C1/selection": "valid",
        "S1/contract": "open",
        "S1/delivery/L1": "lapsed",
        "S1/delivery/L2": "valid",
        "S1/selection": "valid",
        "S2/selection": "open",
    }
    assert [(row["subject_id"], row["score"], row["grade"]) for row in tables["grades"]] == [
        ("C1", "", "keep"),
        ("S1", "", ""),
        ("S1", "83.125", "B"),
    ]


@pytest.mark.parametrize("name", ["membership", "social-commerce", "suppliers"])
def test_the_order_of_the_rows_changes_nothing(name: str, tmp_path: Path) -> None:
    turned = tmp_path / "turned"
    turned.mkdir()
    for file in (EXAMPLES / name).glob("*.csv"):
        heading, *rows = file.read_text("utf-8").splitlines(keepends=True)
        (turned / file.name).write_text("".join([heading, *reversed(rows)]), "utf-8")
    as_of = "2025-08-01"
    assert decided(str(turned), tmp_path / "there", policy=name, as_of=as_of) == decided(name, tmp_path / "here", as_of=as_of)
