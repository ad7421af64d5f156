"""Rights, measures, awards, promotion budgets and rewards, on their own."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from qudao.decide.sentences import sentence
from qudao.policies.load import load
from qudao.rules.decision import Dated, Decision, Reason
from qudao.rules.incentive import (
    Asked,
    Award,
    Budget,
    IncentiveTerms,
    Measure,
    Proof,
    Reward,
    Right,
    nominated,
    offered,
    own_right,
    promotion_budget,
    reward,
    rights,
    within_right,
)

BEGIN = date(2024, 1, 1)
PACK = load("internet-channel").incentive
QUOTA = [("core", 5_000_000), ("ordinary", 1_000_000)]
TERMS = replace(PACK, rights=tuple(Dated(Right(grade, "marketing", "support_quota", fen), BEGIN, "T3.2") for grade, fen in QUOTA))
LAST = date(2025, 12, 31)


def budget(*proofs: tuple[date, int], on: date) -> Budget:
    made = promotion_budget(PACK, granted_fen=500_000, expires_on=LAST, proofs=[Proof(day, fen) for day, fen in proofs], on=on)
    assert made.clause == "T3.5"
    return made.outcome


@pytest.mark.rulebook("PA-36")
@pytest.mark.parametrize(("amount_fen", "kept"), [(999_999, True), (1_000_000, True), (1_000_001, False), (2_000_000, False)])
def test_an_ordinary_partner_stays_within_its_quota(amount_fen: int, kept: bool) -> None:
    decision = within_right(TERMS, standing=["ordinary"], asked=Asked("support_quota", amount_fen), on=BEGIN)
    assert decision is not None
    assert (decision.outcome, decision.clause) == (kept, "T3.2")


def test_what_was_used_before_counts() -> None:
    asked = [Asked("support_quota", 400_000, used_fen=used) for used in (600_000, 600_001)]
    assert [within_right(TERMS, standing=["ordinary"], asked=one, on=BEGIN).outcome for one in asked] == [True, False]  # type: ignore[union-attr]


def test_a_grade_without_the_right_is_refused_and_an_unknown_right_is_not_judged() -> None:
    other = within_right(TERMS, standing=["senior"], asked=Asked("support_quota", 1), on=BEGIN)
    assert other is not None
    assert not other.outcome
    assert within_right(TERMS, standing=["core"], asked=Asked("car", 1), on=BEGIN) is None
    free = IncentiveTerms(rights=(Dated(Right("core", "sales", "price_list"), BEGIN, "T3.2"),))
    assert within_right(free, standing=["core"], asked=Asked("price_list", 10**9), on=BEGIN).outcome  # type: ignore[union-attr]
    assert within_right(free, standing=["core"], asked=Asked("price_list", 10**9, used_fen=10**17), on=BEGIN).outcome  # type: ignore[union-attr]


def test_the_tier_goes_before_the_grade_where_both_have_the_right() -> None:
    both = replace(TERMS, rights=(*TERMS.rights, Dated(Right("A", "marketing", "support_quota", 9_000_000), BEGIN, "T3.2")))
    for standing, limit_fen in ((["core", "A"], 5_000_000), (["A", "core"], 9_000_000), (["senior", "A"], 9_000_000)):
        own = own_right(both, standing=standing, right="support_quota", on=BEGIN)
        assert own is not None
        assert own.value.limit_fen == limit_fen
    assert own_right(both, standing=["senior"], right="support_quota", on=BEGIN) is None


def test_the_rights_of_a_grade_are_its_own() -> None:
    assert [reason.numbers["limit_fen"] for reason in rights(TERMS, grade="core", on=BEGIN)] == [5_000_000]
    assert rights(TERMS, grade="senior", on=BEGIN) == ()


@pytest.mark.rulebook("IN-08")
def test_a_result_offers_exactly_the_measures_that_the_policy_lists() -> None:
    listed = ("warning", "penalty", "end_of_cooperation")
    terms = IncentiveTerms(measures=tuple(Dated(Measure("poor", measure), BEGIN, "T3.5") for measure in listed))
    assert [reason.numbers["measure"] for reason in offered(terms, result="poor", on=BEGIN)] == list(listed)
    assert offered(terms, result="normal", on=BEGIN) == ()
    poor = {str(reason.numbers["measure"]) for reason in offered(PACK, result="poor", on=BEGIN)}
    assert poor == {"less_supply", "lower_agency_rate"}


@pytest.mark.rulebook("IN-08")
def test_a_reward_approved_in_may_is_a_line_of_may_that_cites_the_appraisal() -> None:
    appraised = Decision("excellent", (Reason("appraisal_result", "T3.3", {"result": "excellent", "percent": 110, "from_percent": 100}),))
    zone = ZoneInfo("Asia/Shanghai")
    line = reward(PACK, appraised=appraised, payee="A", amount_fen=200_000, approved_at=datetime(2025, 5, 20, 9, tzinfo=zone), zone=zone)
    assert line.outcome == Reward("A", "2025-05", 200_000)
    assert [reason.clause for reason in line.reasons] == ["T3.5", "T3.3"]
    assert sentence(line.reasons[0], "en") == "Appraisal: excellent; a reward of ¥2,000.00 in the settlement of 2025-05"


@pytest.mark.parametrize(("minute", "period"), [(59, "2025-05"), (60, "2025-06"), (61, "2025-06")])
def test_the_month_of_approval_is_that_of_the_policys_zone(minute: int, period: str) -> None:
    approved = datetime(2025, 5, 31, 15 + minute // 60, minute % 60, tzinfo=UTC)
    line = reward(PACK, appraised=Decision("excellent", ()), payee="A", amount_fen=1, approved_at=approved, zone=ZoneInfo("Asia/Shanghai"))
    assert line.outcome.period == period


@pytest.mark.rulebook("IN-06")
def test_what_is_not_proven_by_the_last_day_is_forfeited() -> None:
    proofs = ((date(2025, 6, 1), 100_000), (LAST, 200_000))
    assert budget(*proofs, on=LAST) == Budget(proven_fen=300_000, left_fen=200_000, forfeited_fen=0)
    assert budget(*proofs, on=date(2026, 1, 1)) == Budget(proven_fen=300_000, left_fen=0, forfeited_fen=200_000)


def test_proof_after_the_last_day_does_not_count_and_more_than_the_budget_proves_no_more() -> None:
    late = ((date(2025, 6, 1), 100_000), (date(2026, 1, 1), 200_000))
    assert budget(*late, on=date(2026, 1, 2)).forfeited_fen == 400_000
    assert budget((LAST, 600_000), on=date(2026, 1, 2)) == Budget(500_000, 0, 0)
    assert budget(*late, on=date(2025, 7, 1)).proven_fen == 100_000


@pytest.mark.rulebook("IN-07")
def test_of_twenty_channels_the_three_best_are_nominated() -> None:
    scores = {f"P{number:02}": Decimal(number) for number in range(20)}
    assert set(nominated(PACK, scores=scores, on=BEGIN)) == {"P17", "P18", "P19"}


def test_equals_at_the_last_place_are_all_nominated_and_few_are_all_few() -> None:
    scores = {"A": Decimal(90), "B": Decimal(80), "C": Decimal(70), "D": Decimal(70), "E": Decimal(69)}
    chosen = nominated(PACK, scores=scores, on=BEGIN)
    assert set(chosen) == {"A", "B", "C", "D"}
    assert [chosen[key].reasons[0].numbers["place"] for key in "ABCD"] == [1, 2, 3, 3]
    assert set(nominated(PACK, scores={"A": Decimal(1)}, on=BEGIN)) == {"A"}
    assert nominated(PACK, scores={}, on=BEGIN) == {}
    assert nominated(replace(PACK, award=()), scores=scores, on=BEGIN) == {}


def test_limits_below_nothing_and_an_award_for_nobody_are_named() -> None:
    wrong = IncentiveTerms(rights=(Dated(Right("core", "sales", "support_quota", -1), BEGIN, "T3.2"),), award=(Dated(Award("abc", 0), BEGIN, "8.4"),))
    assert [defect.place for defect in wrong.defects()] == ["rights.0.limit_fen", "award.0.top"]
    assert list(PACK.defects()) == []
