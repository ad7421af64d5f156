"""A pack is loaded whole or refused with file, path, value and what was expected."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from qudao.policies.load import PACKS, PolicyError, load, names


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return Path(shutil.copytree(PACKS / "property-distribution", tmp_path / "mine"))


def test_the_shipped_packs_load_and_are_read_once() -> None:
    assert {"property-distribution", "property-intercompany"} <= set(names())
    for name in names():
        policy = load(name)
        assert (policy.name, policy.starts_on, str(policy.timezone)) == (name, date(2024, 1, 1), "Asia/Shanghai")
        assert load(name) is policy
    assert load("property-distribution").cite("2.5") == "分销商客户管理制度 2.5"


def test_a_folder_of_ones_own_is_a_pack(pack: Path) -> None:
    assert load(pack).name == "mine"
    assert load(str(pack)).protection == load("property-distribution").protection


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("protection.yaml", "days: 7,", "days: seven,", ["protection.yaml", "before_visit.0.days", '"seven"', "whole number"]),
        ("protection.yaml", "days: 7,", "days: 7.5,", ["protection.yaml", "before_visit.0.days", "7.5", "whole number"]),
        ("protection.yaml", "days: 7, counted_from: next_day", "days: 7, counted_from: moon", ["before_visit.0.counted_from", '"moon"', "next_day"]),
        ("protection.yaml", "days: 7,", "days: 7, weeks: 1,", ["before_visit.0.weeks", "1", "unknown key", "days, counted_from"]),
        ("protection.yaml", "before_visit:", "before_visits:", ["before_visits", "unknown key", "before_visit"]),
        ("protection.yaml", 'clause: "2.5"', 'clause: "9.9"', ["protection.yaml", "before_visit.0.clause", '"9.9"', "clauses.yaml"]),
        ("protection.yaml", 'clause: "2.5"', "clause: 2.5", ["before_visit.0.clause", "2.5", "text"]),
        ("protection.yaml", "starts_on: 2024-01-01", "starts_on: 2024-02-30", ["protection.yaml", "starts_on", "2024-02-30", "exists"]),
        ("protection.yaml", "starts_on: 2024-01-01", "starts_on: yesterday", ["starts_on", '"yesterday"', "date"]),
        ("attribution.yaml", "events: [pre_subscribed_at,", "events: [dreamt_at,", ["moment.0.events.0", '"dreamt_at"']),
        ("policy.yaml", "timezone: Asia/Shanghai", "timezone: Asia/Nowhere", ["policy.yaml", "timezone", '"Asia/Nowhere"']),
        ("policy.yaml", "scheme: distribution", "scheme: lottery", ["policy.yaml", "scheme", '"lottery"', "distribution"]),
        ("policy.yaml", "tell_sole_party: false", "tell_sole_party: sometimes", ["notices.tell_sole_party", '"sometimes"', "true or false"]),
        ("clauses.yaml", 'number: "2.6"', 'number: "2.5"', ["clauses.yaml", "number", '"2.5"', "once"]),
        ("clauses.yaml", "  form: executed", "  form: ignored", ["clauses.yaml", "form", '"ignored"', "executed"]),
        ("disputes.yaml", "window:", "windows:", ["disputes.yaml", "windows", "unknown key"]),
        ("commission.yaml", "rate_bp: 150", "rate_bp: 1.5", ["commission.yaml", "rate.0.rate_bp", "1.5", "whole number"]),
    ],
)
def test_a_wrong_value_is_named_with_its_file_path_value_and_what_was_expected(pack: Path, file: str, old: str, new: str, said: list[str]) -> None:
    path = pack / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(PolicyError) as caught:
        load(pack)
    for part in said:
        assert part in str(caught.value)


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda pack: (pack / "attribution.yaml").unlink(), "attribution.yaml: missing"),
        (lambda pack: (pack / "protection.yaml").write_text("a: [1", "utf-8"), "not closed"),
        (lambda pack: (pack / "protection.yaml").write_bytes("before_visit: 七".encode("gbk")), "UTF-8"),
        (lambda pack: (pack / "protection.yaml").write_text("just words", "utf-8"), "protection.yaml"),
        (lambda pack: (pack / "protection.yaml").write_text("", "utf-8"), "protection.yaml"),
    ],
)
def test_a_file_that_is_missing_or_unreadable_is_named(pack: Path, spoil: Callable[[Path], None], said: str) -> None:
    spoil(pack)
    with pytest.raises(PolicyError, match=said):
        load(pack)


def test_terms_must_stand_in_the_order_of_their_first_days(pack: Path) -> None:
    path = pack / "protection.yaml"
    line = '- {days: 7, counted_from: next_day, starts_on: 2024-01-01, clause: "2.5"}'
    later = line.replace("2024-01-01", "2025-01-01")
    path.write_text(path.read_text("utf-8").replace(line, f"{later}\n{line}"), "utf-8")
    with pytest.raises(PolicyError, match=r"before_visit.*2025-01-01.*order of starts_on"):
        load(pack)


def test_an_unknown_pack_says_which_ones_there_are() -> None:
    with pytest.raises(PolicyError, match="property-distribution"):
        load("no-such-pack")


def test_the_distribution_pack_without_terms_is_refused(pack: Path) -> None:
    path = pack / "protection.yaml"
    text = path.read_text("utf-8")
    start = text.index("before_visit:")
    path.write_text(text[:start] + "before_visit: []\n" + text[text.index("# Counted from the day after the entry") :], "utf-8")
    with pytest.raises(PolicyError, match=r"before_visit: \[\]: expected at least one term"):
        load(pack)
