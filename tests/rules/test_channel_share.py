"""The channel's share of visitors, around the target, and what is shown of a share that does not come out even."""

from datetime import date
from decimal import Decimal

import pytest

from qudao.policies.load import load
from qudao.rules.channel_share import Base, ChannelShareTerms, Share, counted, decide, percent
from qudao.rules.decision import Dated

MARCH = date(2025, 3, 1)
TERMS: ChannelShareTerms = load("field-team").channel_share


@pytest.mark.rulebook("PE-14")
@pytest.mark.parametrize(
    ("channel", "score", "grade", "gap", "short"),
    [
        (100, "25.00", "not_met", "5.00", 20),
        (119, "29.75", "not_met", "0.25", 1),
        (120, "30.00", "met", None, None),
        (121, "30.25", "met", None, None),
    ],
)
def test_30_percent_of_400_visitors_are_120(channel: int, score: str, grade: str, gap: str | None, short: int | None) -> None:
    decision = decide(TERMS, visitors={"channel": channel, "walk_in": 400 - channel}, month=MARCH, is_over=True)
    assert decision is not None
    assert (decision.outcome.score, decision.outcome.grade) == (Decimal(score), grade)
    numbers = decision.reasons[0].numbers
    assert (numbers.get("gap"), numbers.get("short")) == (gap, short)
    assert decision.clause == "W4.1"


def test_a_share_just_below_the_target_is_never_shown_as_the_target() -> None:
    decision = decide(TERMS, visitors={"channel": 29_999, "walk_in": 70_001}, month=MARCH, is_over=True)
    assert decision is not None
    assert (decision.outcome.score, decision.outcome.grade) == (Decimal("29.99"), "not_met")
    assert percent(2, 3) == "66.66"


def test_a_target_that_does_not_come_out_even_needs_the_next_visitor() -> None:
    """30 % of seven are 2.1: two are not enough, three are."""
    two = decide(TERMS, visitors={"channel": 2, "own": 5}, month=MARCH, is_over=True)
    three = decide(TERMS, visitors={"channel": 3, "own": 4}, month=MARCH, is_over=True)
    assert two is not None
    assert two.outcome.grade == "not_met"
    assert two.reasons[0].numbers["short"] == 1
    assert three is not None
    assert three.outcome.grade == "met"


def test_nobody_to_count_is_no_share() -> None:
    left_out = ChannelShareTerms(TERMS.target, TERMS.sources, (Dated(Base("left_out"), MARCH, "W4.1"),))
    assert decide(TERMS, visitors={}, month=MARCH, is_over=True) is None
    assert decide(left_out, visitors={None: 3}, month=MARCH, is_over=True) is None
    assert decide(TERMS, visitors={None: 3}, month=MARCH, is_over=True) is not None


def test_without_a_target_nothing_is_said() -> None:
    assert decide(ChannelShareTerms((), TERMS.sources, TERMS.base), visitors={"channel": 1}, month=MARCH, is_over=True) is None


def test_the_target_is_that_of_the_month() -> None:
    raised = ChannelShareTerms((*TERMS.target, Dated(Share(4000), date(2025, 4, 1), "W4.1")), TERMS.sources, TERMS.base)
    visitors: dict[str | None, int] = {"channel": 35, "walk_in": 65}
    march = decide(raised, visitors=visitors, month=MARCH, is_over=True)
    april = decide(raised, visitors=visitors, month=date(2025, 4, 1), is_over=True)
    assert march is not None
    assert april is not None
    assert (march.outcome.grade, april.outcome.grade) == ("met", "not_met")


def test_a_blank_answer_is_no_answer() -> None:
    assert counted(["channel", None, "", "channel"]) == {"channel": 2, None: 2}


def test_a_target_above_the_whole_is_a_defect() -> None:
    terms = ChannelShareTerms((Dated(Share(10_001), MARCH, "W4.1"),), (), TERMS.base)
    assert [(defect.code, defect.place) for defect in terms.defects()] == [("not_within", "target.0.rate_bp"), ("no_terms", "sources")]
    assert list(TERMS.defects()) == []
