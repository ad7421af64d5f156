"""`qudao lint` and `qudao diff`, as a person meets them."""

import json
import shutil
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

from qudao.__main__ import app
from qudao.policies.load import PACKS

RUN = CliRunner()
VISIT = '- {days: 45, counted_from: next_day, starts_on: 2024-01-01, clause: "2.6"}'
THIRTY = VISIT.replace("45", "30").replace("2024-01-01", "2026-01-01")


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return Path(shutil.copytree(PACKS / "property-distribution", tmp_path / "mine"))


def edit(pack: Path, file: str, old: str, new: str) -> None:
    text = (pack / file).read_text("utf-8")
    assert old in text
    (pack / file).write_text(text.replace(old, new, 1), "utf-8")


def test_a_sound_pack_passes_with_its_warnings() -> None:
    done = RUN.invoke(app, ["lint", "property-distribution"])
    assert done.exit_code == 0
    assert "警告 discipline.yaml:11 sanctions.3.action [demotion_or_dismissal]" in done.output
    assert "《劳动合同法》第三十九条、第四十条（请法务确认）" in done.output
    assert "仍要发布：由人事具名说明理由" in done.output
    assert "错误 0" in done.output


def test_english_is_english() -> None:
    done = RUN.invoke(app, ["lint", "property-distribution", "--lang", "en"])
    assert "(have counsel confirm)" in done.output
    assert "0 errors, 3 warnings" in done.output
    assert not any("一" <= char <= "鿿" for char in done.output)


def test_an_error_gives_one_and_names_the_line(pack: Path) -> None:
    edit(pack, "commission.yaml", "rate_bp: 150", "rate_bp: 10001")
    done = RUN.invoke(app, ["lint", str(pack), "--lang", "en"])
    assert done.exit_code == 1
    assert "error commission.yaml:3 rate.0 [beyond_whole]" in done.output


def test_an_example_that_no_longer_holds_is_an_error(pack: Path) -> None:
    edit(pack, "protection.yaml", VISIT, VISIT.replace("45", "44"))
    done = RUN.invoke(app, ["lint", str(pack), "--json", "--lang", "en"])
    assert done.exit_code == 1
    failed = [finding for finding in json.loads(done.output) if finding["code"] == "case_failed"]
    assert {finding["file"] for finding in failed} >= {"cases/protection.yaml"}
    assert all(finding["level"] == "error" and not finding["clearable"] and "≠" in finding["what"] for finding in failed)


def test_examples_that_cannot_be_read_and_a_pack_without_any_are_told(pack: Path) -> None:
    (pack / "cases" / "protection.yaml").write_text("- {name: a, given: {}, expects: {}}", "utf-8")
    done = RUN.invoke(app, ["lint", str(pack), "--lang", "en"])
    assert done.exit_code == 1
    assert "[case_wrong]" in done.output
    assert "unknown key expects" in done.output
    shutil.rmtree(pack / "cases")
    done = RUN.invoke(app, ["lint", str(pack), "--lang", "en"])
    assert done.exit_code == 0
    assert "[uncased]" in done.output


def test_a_draft_beside_the_version_in_force(pack: Path) -> None:
    edit(pack, "protection.yaml", VISIT, f"{VISIT}\n{THIRTY}")
    against = ["--against", "property-distribution", "--starts-on"]
    assert RUN.invoke(app, ["lint", str(pack), *against, "2026-01-01"]).exit_code == 0
    late = RUN.invoke(app, ["lint", str(pack), *against, "2026-01-02"])
    assert late.exit_code == 1
    assert "[retroactive]" in late.output


def test_the_json_carries_keys_and_sentences() -> None:
    found = json.loads(RUN.invoke(app, ["lint", "membership", "--json"]).output)
    assert {"level", "code", "file", "place", "line", "clause", "key", "what", "why", "law", "do", "cleared_by"} <= set(found[0])


@pytest.mark.parametrize("command", [["lint", "nothing-here"], ["diff", "nothing-here", "membership"], ["diff", "membership", "nothing-here"]])
def test_an_unknown_pack_is_refused_in_the_language_asked_for(command: list[str]) -> None:
    for lang, said in (("zh", "没有这个制度包"), ("en", "no such pack")):
        done = RUN.invoke(app, [*command, "--lang", lang])
        assert done.exit_code == 2
        assert said in done.output


def test_a_pack_that_cannot_be_read_names_every_problem_in_the_language_asked_for(pack: Path) -> None:
    edit(pack, "protection.yaml", "days: 7,", "days: 7.5,")
    edit(pack, "policy.yaml", "Asia/Shanghai", "Asia/Nowhere")
    for lang, said in (("zh", "应为整数"), ("en", "expected a whole number")):
        done = RUN.invoke(app, ["lint", str(pack), "--lang", lang])
        assert done.exit_code == 2
        assert said in done.output


def test_a_day_that_does_not_exist_is_refused() -> None:
    done = RUN.invoke(app, ["lint", "membership", "--starts-on", "2026-02-30"])
    assert done.exit_code == 2
    assert "2026-02-30" in done.output


def test_the_difference_stands_under_its_article(pack: Path) -> None:
    edit(pack, "protection.yaml", VISIT, f"{VISIT}\n{THIRTY}")
    done = RUN.invoke(app, ["diff", "property-distribution", str(pack)])
    assert done.output.splitlines() == ["分销商客户管理制度 2.6", "  到访后的保护期 45 天 → 30 天，自 2026-01-01 起"]
    done = RUN.invoke(app, ["diff", "property-distribution", str(pack), "--lang", "en", "--json"])
    (change,) = json.loads(done.output)
    assert change["text"] == "protection after a visit 45 → 30 days from 2026-01-01"
    assert change["clause"] == "2.6"


def test_no_difference_says_so() -> None:
    assert RUN.invoke(app, ["diff", "membership", "membership"]).output == "没有改动\n"
    assert RUN.invoke(app, ["diff", "membership", "membership", "--lang", "en"]).output == "no changes\n"


def test_reading_the_largest_shipped_pack_is_quick() -> None:
    begun = time.process_time()
    assert RUN.invoke(app, ["lint", "social-commerce"]).exit_code == 0
    assert time.process_time() - begun < 10
