"""docs/write-a-policy.md, followed to the letter: its files are written and its commands give what it says."""

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from qudao.__main__ import app
from qudao.policies.policy import SECTIONS

GUIDE = (Path(__file__).parent.parent / "docs" / "write-a-policy.md").read_text("utf-8")
BLOCK = re.compile(r"^```(?:yaml|csv) (\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The guide's files; the draft is the copy it tells to make, with the one file it changes."""
    blocks = dict(BLOCK.findall(GUIDE))
    copied = {name.replace("hemu/", "draft/"): text for name, text in blocks.items() if name.startswith("hemu/")}
    for name, text in {**copied, **blocks}.items():
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    header = tmp_path / "draft" / "policy.yaml"
    header.write_text(header.read_text("utf-8").replace('version: "2026-01-01"', 'version: "2026-03-01"'), "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def said(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, [*words, "--lang", "en"])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.output


def test_the_pack_of_the_guide_is_clean_but_for_the_warning_it_explains(folder: Path) -> None:
    code, told = said("lint", "hemu")
    assert (code, told.splitlines()[-1]) == (0, "0 errors, 1 warning, 0 notes")
    assert "minimum price" in told


def test_the_facts_of_the_guide_are_decided_as_it_says(folder: Path) -> None:
    code, told = said("decide", "facts", "--policy", "hemu", "--out", "decisions")
    assert code == 0, told
    assert "warning" not in told
    commissions = (folder / "decisions" / "commissions.csv").read_text("utf-8")
    assert "D1,,A,commission,12000.00,800,960.00,payable,2026-03,Hemu Dealer Rules 1.2" in commissions
    assert ",500,400.00,payable" in commissions
    penalties = (folder / "decisions" / "penalties.csv").read_text("utf-8")
    assert "X1,B,1,0.00,warn" in penalties
    assert "X2,B,2,20000.00,fine" in penalties


def test_the_draft_of_the_guide_differs_as_it_says(folder: Path) -> None:
    assert "8 → 7 % from 2026-03-01" in said("diff", "hemu", "draft")[1]
    code, told = said("lint", "draft", "--against", "hemu", "--starts-on", "2026-03-01")
    assert code == 1
    assert "The example “A senior dealer earns 8 percent” no longer holds" in told
    assert "Clause 1.2: rate of each level (senior) 8 → 7 % from 2026-03-01; the words of the clause are still the old ones" in told
    code, told = said("backtest", "facts", "--policy", "hemu", "--against", "draft")
    assert code == 0
    assert "¥1,360.00 in force, ¥1,240.00 by the draft" in told


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        ("earning.yaml", "rate_bp: 500", "rate_bp: 7.5", "rate_bp: 7.5: expected a whole number"),
        ("earning.yaml", 'clause: "1.2"', "clause: 1.2", "expected a text (put numbers in quotes)"),
        ("earning.yaml", "rate_bp: 500", "rate_pb: 500", "(rate_bp?)"),
        ("earning.yaml", 'clause: "1.2"', 'clause: "1.9"', "expected a number of clauses.yaml"),
        (
            "discipline.yaml",
            "step: 3, action: terminate, fine_fen: 0, starts_on: 2026-01-01",
            "step: 3, action: terminate, fine_fen: 0, starts_on: 2025-01-01",
            "expected terms in order of starts_on",
        ),
    ],
)
def test_a_mistake_of_the_guides_table_is_refused_as_it_says(folder: Path, file: str, old: str, new: str, expected: str) -> None:
    path = folder / "hemu" / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")
    code, told = said("lint", "hemu")
    assert code == 2
    assert f"{file}" in told
    assert expected in told


def test_the_guide_names_every_section() -> None:
    table = GUIDE.partition("## 4.")[2].partition("## 5.")[0]
    assert [name for name in SECTIONS if not re.search(rf"\b{name}\b", table)] == []
