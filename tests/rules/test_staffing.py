"""Terms of posts: what the loader refuses in them, and which day's terms judge."""

from dataclasses import replace
from datetime import date

import pytest

from qudao.policies.load import PACKS, PolicyError, load, parse, texts
from qudao.rules.decision import Dated
from qudao.rules.posts import Post
from qudao.rules.staff_commission import StaffRate
from qudao.rules.staffing import GroupSize, Leader, StaffingTerms, decide

TERMS: StaffingTerms = load("field-team").staffing
PROJECT = ("华东", "杭州", "云岭花园")
APRIL = date(2025, 4, 1)


def team(specialists: int) -> tuple[Post, ...]:
    return (*(Post(f"S{n:02d}", "specialist_high", PROJECT) for n in range(specialists)), Post("G1", "group_leader", PROJECT))


def leader(terms: StaffingTerms, on: date) -> str:
    rows = decide(terms, posts_on=lambda _day: team(11), on=on)
    return next(row.outcome.status for row in rows if row.outcome.post == "group_leader")


@pytest.mark.parametrize(("on", "status"), [(date(2025, 3, 31), "refused"), (APRIL, "ok"), (date(2025, 4, 2), "ok")])
def test_the_threshold_is_that_of_the_day(on: date, status: str) -> None:
    lowered = replace(TERMS, group_leader=(*TERMS.group_leader, Dated(Leader(specialists_above=10), APRIL, "5.4")))
    assert leader(lowered, on) == status


def test_what_is_not_set_is_not_judged() -> None:
    assert decide(StaffingTerms(), posts_on=lambda _day: team(11), on=APRIL) == ()


def test_nobody_with_a_post_of_the_channel_is_nothing_to_judge() -> None:
    assert decide(TERMS, posts_on=lambda _day: (Post("S1", "accountant", PROJECT),), cities=["宁波"], on=APRIL) == ()


@pytest.mark.parametrize(("recommended", "codes"), [(4, ["below_least"]), (5, []), (6, [])])
def test_a_group_is_not_recommended_smaller_than_its_least_size(recommended: int, codes: list[str]) -> None:
    terms = StaffingTerms(group_size=(Dated(GroupSize(5, recommended), APRIL, "5.4"),))
    assert [defect.code for defect in terms.defects()] == codes


@pytest.mark.parametrize(("rate_bp", "codes"), [(99_999, []), (100_000, []), (100_001, ["not_within"])])
def test_a_rate_is_within_what_is_computed_exactly(rate_bp: int, codes: list[str]) -> None:
    terms = replace(load("field-team").staff_commission, rate=(Dated(StaffRate("specialist_high", rate_bp), APRIL, "5.5"),))
    assert [defect.code for defect in terms.defects()] == codes


@pytest.mark.parametrize(("lang", "expected"), [("zh", "应不少于 5"), ("en", "expected at least 5")])
def test_the_loader_names_file_line_and_value(lang: str, expected: str) -> None:
    files = texts(PACKS / "field-team")
    files["staffing.yaml"] = files["staffing.yaml"].replace("recommended: 6", "recommended: 4")
    with pytest.raises(PolicyError) as refused:
        parse(files, name="field-team")
    said = refused.value.message(lang)
    assert said.startswith("staffing.yaml:")
    assert "group_size.0.recommended" in said
    assert expected in said
