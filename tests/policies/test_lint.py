"""The lint finds every planted inconsistency, names its place, and is silent about what is just in order."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta

import pytest

from qudao.policies.lint import Finding, lint, told
from qudao.policies.lint.words import PLAIN
from qudao.policies.load import PACKS, load, names, parse, texts
from qudao.policies.policy import Amendment, Policy

SOUND = texts(PACKS / "property-distribution")
CAREER, GRADES = texts(PACKS / "telesales-careers"), texts(PACKS / "internet-channel")
VISIT = '- {days: 45, counted_from: next_day, starts_on: 2024-01-01, clause: "2.6"}'
FINE = '{kinds: [interception, poaching], subject: partner, step: 1, action: fine, fine_fen: 5000000, starts_on: 2024-01-01, clause: "2.9"}'
SECOND = '{kinds: [interception, poaching], subject: partner, step: 2, action: blacklist, fine_fen: 0, starts_on: 2024-01-01, clause: "2.9"}'
NEW_YEAR = date(2026, 1, 1)


def changed(*changes: tuple[str, str, str], files: Mapping[str, str] = SOUND) -> Policy:
    """The pack with some texts replaced: (file, old, new)."""
    result = dict(files)
    for file, old, new in changes:
        assert old in result[file], old
        result[file] = result[file].replace(old, new, 1)
    return parse(result, name="mine")


def found(policy: Policy, code: str, **options: object) -> list[Finding]:
    return [finding for finding in lint(policy, **options) if finding.code == code]  # type: ignore[arg-type]


def visits(new: str) -> Policy:
    return changed(("protection.yaml", VISIT, new))


PLANTED: list[tuple[str, str, Callable[[], Policy], str, str]] = [
    # code, level, the pack with its defect, file, place
    ("step_falls", "warning", lambda: changed(("discipline.yaml", SECOND, SECOND.replace("blacklist", "warn"))), "discipline.yaml", "sanctions.1"),
    (
        "bands_gap",
        "warning",
        lambda: changed(("discipline.yaml", "step: 2, action: blacklist", "step: 3, action: blacklist")),
        "discipline.yaml",
        "sanctions.1",
    ),
    (
        "ladder_bottom",
        "warning",
        lambda: changed(("discipline.yaml", "step: 1, action: dismiss", "step: 2, action: dismiss")),
        "discipline.yaml",
        "sanctions.3",
    ),
    (
        "kind_twice",
        "error",
        lambda: changed(("discipline.yaml", "[interception, poaching], subject: partner, step: 2", "[poaching], subject: partner, step: 2")),
        "discipline.yaml",
        "sanctions.1",
    ),
    ("no_start", "warning", lambda: visits(VISIT.replace("2024-01-01", "2024-01-02")), "protection.yaml", "after_visit.0"),
    ("starts_early", "warning", lambda: visits(VISIT.replace("2024-01-01", "2023-12-31")), "protection.yaml", "after_visit.0"),
    ("never_counts", "error", lambda: visits(f"{VISIT}\n{VISIT.replace('45', '30')}"), "protection.yaml", "after_visit.0"),
    ("beyond_whole", "error", lambda: changed(("commission.yaml", "rate_bp: 150", "rate_bp: 10001")), "commission.yaml", "rate.0"),
    ("visit_shortens", "warning", lambda: visits(VISIT.replace("45", "6")), "protection.yaml", "after_visit.0"),
    ("cap_cuts", "warning", lambda: visits(VISIT.replace("45", "46")), "protection.yaml", "total_after_visit.0"),
    ("clause_idle", "warning", lambda: changed(("clauses.yaml", "form: shown", "form: executed")), "clauses.yaml", "4"),
    ("clause_out_of_scope", "warning", lambda: idle("2.6"), "clauses.yaml", "7.form"),
    ("step_easier", "warning", lambda: changed(("career.yaml", "months: 6", "months: 2"), files=CAREER), "career.yaml", "levels.2"),
    ("unreachable", "warning", lambda: changed(("grading.yaml", "from_score: 80", "from_score: 101"), files=GRADES), "grading.yaml", "bands.0"),
    ("product_default", "note", lambda: load("property-distribution"), "commission.yaml", "rate.0"),
    ("not_set", "note", lambda: load("membership"), "earning.yaml", "rate"),
]


def idle(clause: str) -> Policy:
    policy = load("property-distribution")
    return replace(policy, clauses={**policy.clauses, clause: replace(policy.clauses[clause], form="out_of_scope")})


@pytest.mark.parametrize(("code", "level", "plant", "file", "place"), PLANTED, ids=[case[0] for case in PLANTED])
def test_a_planted_defect_turns_up_with_its_place_and_its_words(code: str, level: str, plant: Callable[[], Policy], file: str, place: str) -> None:
    findings = found(plant(), code)
    assert (level, file, place) in [(finding.level, finding.file, finding.place) for finding in findings]
    for finding in findings:
        assert finding.clearable or finding.level == "error"
        for lang in ("zh", "en"):
            said = told(finding, lang)
            assert said.what
            assert said.do
            assert not {"?", "{"} & set(said.what + said.do), said


def test_the_shipped_packs_have_none_of_these_defects() -> None:
    for name in names():
        assert {finding.code for finding in lint(load(name)) if finding.code in PLAIN} <= {"product_default", "not_set"}, name


JUST_IN_ORDER: list[tuple[str, Callable[[], Policy]]] = [
    ("step_falls", lambda: changed(("discipline.yaml", SECOND, SECOND.replace("blacklist, fine_fen: 0", "fine, fine_fen: 5000000")))),
    ("beyond_whole", lambda: changed(("commission.yaml", "rate_bp: 150", "rate_bp: 10000"))),
    ("visit_shortens", lambda: visits(VISIT.replace("45", "7"))),
    ("cap_cuts", lambda: visits(VISIT.replace("45", "45"))),
    ("step_easier", lambda: changed(("career.yaml", "months: 6", "months: 3"), files=CAREER)),
    ("unreachable", lambda: changed(("grading.yaml", "from_score: 80", "from_score: 100"), files=GRADES)),
    ("no_start", lambda: visits(f"{VISIT}\n{VISIT.replace('45', '30').replace('2024-01-01', '2024-01-02')}")),
    ("never_counts", lambda: visits(f"{VISIT}\n{VISIT.replace('45', '30').replace('2024-01-01', '2024-01-02')}")),
]


@pytest.mark.parametrize(("code", "policy"), JUST_IN_ORDER, ids=[case[0] for case in JUST_IN_ORDER])
def test_what_is_just_in_order_is_not_told(code: str, policy: Callable[[], Policy]) -> None:
    assert found(policy(), code) == []


@pytest.mark.parametrize(("second", "falls"), [("4999999", True), ("5000000", False), ("5000001", False)])
def test_a_second_fine_below_the_first_falls(second: str, falls: bool) -> None:
    policy = changed(("discipline.yaml", SECOND, SECOND.replace("blacklist, fine_fen: 0", f"fine, fine_fen: {second}")))
    assert bool(found(policy, "step_falls")) is falls


def test_a_fine_that_nobody_has_set_is_neither_less_nor_more() -> None:
    policy = changed(("discipline.yaml", SECOND, SECOND.replace("blacklist, fine_fen: 0", "fine, fine_fen: null")))
    assert found(policy, "step_falls") == []


def test_a_defect_that_lasts_is_told_once() -> None:
    policy = changed(
        ("discipline.yaml", SECOND, SECOND.replace("blacklist", "warn")),
        ("discipline.yaml", "\n# Calendar days after receipt", f"- {FINE.replace('2024-01-01', '2025-01-01')}\n\n# Calendar days after receipt"),
    )
    assert [finding.numbers["on"] for finding in found(policy, "step_falls")] == [date(2024, 1, 1)]


# A new version beside the one in force.


def draft(first: date, days: int = 30) -> Policy:
    return visits(f"{VISIT}\n{VISIT.replace('45', str(days)).replace('2024-01-01', first.isoformat())}")


@pytest.mark.parametrize(("first", "reaches_back"), [(NEW_YEAR - timedelta(days=1), True), (NEW_YEAR, False), (NEW_YEAR + timedelta(days=1), False)])
def test_a_line_from_before_the_first_day_reaches_back(first: date, reaches_back: bool) -> None:
    findings = found(draft(first), "retroactive", against=load("property-distribution"), starts_on=NEW_YEAR)
    assert bool(findings) is reaches_back
    assert all((finding.level, finding.clearable, finding.place) == ("error", False, "after_visit.1") for finding in findings)


def test_the_same_number_again_from_before_the_first_day_changes_nothing() -> None:
    assert found(draft(date(2025, 6, 1), days=45), "retroactive", against=load("property-distribution"), starts_on=NEW_YEAR) == []


def test_replacing_the_only_line_reaches_back_even_with_a_later_date() -> None:
    """A fact older than the first line is judged by the first line."""
    only = visits(VISIT.replace("45", "30").replace("2024-01-01", "2026-01-01"))
    assert found(only, "retroactive", against=load("property-distribution"), starts_on=NEW_YEAR)


def test_citing_another_clause_for_the_past_reaches_back_too() -> None:
    other = visits(VISIT.replace('"2.6"', '"2.5"'))
    assert found(other, "retroactive", against=load("property-distribution"), starts_on=NEW_YEAR)


@pytest.mark.parametrize(("first", "reaches_back"), [("2025-12-31", True), ("2026-01-01", False), ("2026-01-02", False)])
def test_a_new_step_may_not_begin_before_the_version(first: str, reaches_back: bool) -> None:
    third = SECOND.replace("step: 2", "step: 3").replace("2024-01-01", first)
    sanctions = changed(("discipline.yaml", "\n# Calendar days after receipt", f"- {third}\n\n# Calendar days after receipt"))
    assert bool(found(sanctions, "retroactive_added", against=load("property-distribution"), starts_on=NEW_YEAR)) is reaches_back


def test_a_line_taken_out_reaches_back_and_a_named_person_can_let_it_stand() -> None:
    without = changed(("commission.yaml", '- {ground: price_missing, starts_on: 2024-01-01, clause: "2.18"}\n', ""))
    (finding,) = found(without, "retroactive_removed", against=load("property-distribution"), starts_on=NEW_YEAR)
    assert (finding.level, finding.clearable, finding.cleared_by) == ("error", True, "legal")


def test_another_time_zone_reaches_back() -> None:
    elsewhere = changed(("policy.yaml", "Asia/Shanghai", "Asia/Urumqi"))
    assert found(elsewhere, "retroactive_header", against=load("property-distribution"), starts_on=NEW_YEAR)


def test_a_draft_that_only_adds_a_later_line_has_no_error() -> None:
    findings = lint(draft(NEW_YEAR), against=load("property-distribution"), starts_on=NEW_YEAR, today=date(2025, 12, 1), files=SOUND)
    assert [finding for finding in findings if finding.level == "error"] == []


def test_terms_from_before_the_new_policy_that_stood_in_the_old_one_are_no_news() -> None:
    later = changed(("policy.yaml", "starts_on: 2024-01-01", "starts_on: 2026-01-01"))
    assert found(later, "starts_early") != []
    assert found(later, "starts_early", against=parse({**SOUND, "policy.yaml": SOUND["policy.yaml"]}, name="old"), starts_on=NEW_YEAR) == []


@pytest.mark.parametrize(("left", "is_short"), [(6, True), (7, False), (8, False)])
@pytest.mark.rulebook("CL-03")
def test_fewer_days_of_notice_than_promised_are_told(left: int, is_short: bool) -> None:
    promised = replace(load("property-distribution").header, amendment=replace(load("suppliers").header.amendment, notice_days=7, clause="2.6"))
    policy = replace(load("property-distribution"), header=promised)
    findings = found(policy, "notice_short", starts_on=NEW_YEAR, today=NEW_YEAR - timedelta(days=left))
    assert bool(findings) is is_short
    assert all(finding.level == "warning" for finding in findings)


# What a finding carries.


def test_a_finding_names_the_line_of_its_place() -> None:
    files = {**SOUND, "commission.yaml": SOUND["commission.yaml"].replace("rate_bp: 150", "rate_bp: 10001")}
    (finding,) = found(parse(files, name="mine"), "beyond_whole", files=files)
    assert files["commission.yaml"].splitlines()[(finding.line or 0) - 1].startswith("- {rate_bp: 10001")


def test_a_key_stays_until_the_place_the_clause_or_the_numbers_change() -> None:
    one, same, other = (found(visits(VISIT.replace("45", days)), "visit_shortens")[0] for days in ("6", "6", "5"))
    assert one.key == same.key
    assert one.key != other.key
    assert replace(one, place="after_visit.1").key != one.key
    assert replace(one, line=99).key == one.key


def test_the_gravest_stands_first() -> None:
    policy = changed(("commission.yaml", "rate_bp: 150", "rate_bp: 10001"), ("protection.yaml", VISIT, VISIT.replace("45", "46")))
    levels = [finding.level for finding in lint(policy)]
    assert levels == sorted(levels, key=["error", "warning", "note"].index)
    assert set(levels) == {"error", "warning", "note"}


@pytest.mark.parametrize(("left", "said"), [(365, 0), (366, 0), (367, 1)])
def test_a_first_day_more_than_a_year_ahead_may_be_a_slip_of_the_pen(left: int, said: int) -> None:
    policy = load("property-distribution")
    assert len(found(policy, "starts_far", starts_on=NEW_YEAR, today=NEW_YEAR - timedelta(days=left))) == said


# Numbers whose words stayed behind.


def left_behind(policy: Policy, against: Policy | None = None) -> list[Finding]:
    return found(policy, "words_behind", against=against or load("property-distribution"), starts_on=NEW_YEAR)


@pytest.mark.parametrize(("days", "is_told"), [(44, True), (45, False), (46, True)])
def test_a_new_number_beside_old_words_is_told_at_the_clause(days: int, is_told: bool) -> None:
    findings = left_behind(draft(NEW_YEAR, days))
    assert [(one.level, one.file, one.place, one.clause, one.clearable, one.cleared_by) for one in findings] == (
        [("warning", "clauses.yaml", "7.text", "2.6", True, "rule_owner")] if is_told else []
    )
    for one in findings:
        assert told(one, "zh").what == f"条款 2.6：到访后的保护期 45 天 → {days} 天，自 2026-01-01 起；这一条的文字却没有跟着改"
        assert told(one, "en").what.startswith(f"Clause 2.6: protection after a visit 45 → {days} days from 2026-01-01; the words")
        assert told(one, "zh").do
        assert told(one, "en").do


WORDS = ("zh: 客户到访的，保护期为四十五天。", "en: After a visit the protection is forty-five days.")


@pytest.mark.parametrize(
    ("old", "new"),
    [(WORDS[0], "zh: 三十天。"), (WORDS[1], "en: Thirty days."), (WORDS[1], f"{WORDS[1]}\n  wording: 第六条 三十天。")],
    ids=["zh", "en", "own"],
)
def test_words_that_moved_with_the_number_are_enough(old: str, new: str) -> None:
    both = changed(
        ("protection.yaml", VISIT, f"{VISIT}\n{VISIT.replace('45', '30').replace('2024-01-01', '2026-01-01')}"), ("clauses.yaml", old, new)
    )
    assert left_behind(both) == []
    elsewhere = changed(
        ("protection.yaml", VISIT, f"{VISIT}\n{VISIT.replace('45', '30').replace('2024-01-01', '2026-01-01')}"),
        ("clauses.yaml", "zh: 报备分为", "zh: 报备有"),
    )
    assert len(left_behind(elsewhere)) == 1


def test_another_day_for_the_same_number_is_no_change() -> None:
    """A later first day for what was approved already, a day before it, and the number that was there before."""
    before = draft(date(2026, 6, 1))
    for first in (date(2026, 5, 31), date(2026, 6, 1), date(2026, 6, 2)):
        assert left_behind(draft(first), before) == []
    assert [one.clause for one in left_behind(load("property-distribution"), before)] == ["2.6"]


def test_our_default_and_what_nobody_had_set_were_never_in_the_words() -> None:
    assert left_behind(changed(("commission.yaml", "rate_bp: 150", "rate_bp: 175"))) == []
    rate = 'rate:\n- {level: vip, category: goods, rate_bp: 500, starts_on: 2026-01-01, clause: "2.1"}\n'
    files = texts(PACKS / "membership")
    assert "\nrate: []" in files["earning.yaml"]
    assert left_behind(load("membership"), load("membership")) == []
    policy = load("membership")
    clause = next(iter(policy.clauses))
    text = files["earning.yaml"].replace("\nrate: []", "\n" + rate.replace("2.1", clause).strip())
    assert left_behind(changed(("earning.yaml", files["earning.yaml"], text), files=files), policy) == []


def test_a_line_more_a_line_less_and_several_numbers_of_one_clause_are_one_finding() -> None:
    third = SECOND.replace("step: 2", "step: 3").replace("2024-01-01", "2026-01-01")
    more = changed(
        (
            "discipline.yaml",
            "\n# Calendar days after receipt",
            f"- {third}\n- {FINE.replace('5000000', '6000000').replace('2024', '2026')}\n\n# Calendar days after receipt",
        )
    )
    (one,) = left_behind(more)
    assert (one.clause, len(one.numbers["changes"])) == ("2.9", 2)
    assert "¥50,000.00 → ¥60,000.00" in told(one, "zh").what
    assert "第几次 3） 无 → 列入黑名单" in told(one, "zh").what
    (less,) = left_behind(load("property-distribution"), more)
    assert "step 3) blacklisting → none" in told(less, "en").what


def test_an_answer_holds_for_these_numbers_and_for_no_others() -> None:
    keys = [left_behind(draft(NEW_YEAR, days))[0].key for days in (30, 30, 31)]
    assert keys[0] == keys[1] != keys[2]


def test_no_policy_is_behind_itself() -> None:
    for name in names():
        assert left_behind(load(name), load(name)) == [], name


@pytest.mark.parametrize(("days", "is_told"), [(6, True), (7, False), (8, True)])
def test_the_notice_that_an_amendment_needs_stands_in_words_too(days: int, is_told: bool) -> None:
    """policy.yaml cites a clause as a section does."""
    policy = load("property-distribution")
    one, other = (
        replace(policy, header=replace(policy.header, amendment=Amendment(("channel_manager",), notice_days, "2.6"))) for notice_days in (7, days)
    )
    assert [finding.clause for finding in left_behind(other, one)] == (["2.6"] if is_told else [])
