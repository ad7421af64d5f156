"""Files of suppliers, rates that two scorecards share, and the standard of carriers."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from qudao.policies.load import load
from qudao.rules.decision import Dated
from qudao.rules.supplier import Floor, Interval, SupplierTerms, appraise, appraise_carrier, delivered, may_sign, measured, select

TERMS: SupplierTerms = load("suppliers").supplier
ON = date(2025, 3, 1)
CRITERIA = ("supply", "quality", "reputation", "price_reasonable")
GROUPS = tuple(term.value.group for term in TERMS.contract)
COUNTED = {
    "orders": Decimal(20),
    "orders_on_time": Decimal(18),
    "units_ordered": Decimal(1000),
    "units_filled": Decimal(950),
    "batches": Decimal(5),
    "batches_rejected": Decimal(1),
}


@pytest.mark.rulebook("PA-50")
@pytest.mark.parametrize(("quotations", "outcome"), [(0, "incomplete"), (1, "complete"), (2, "complete")])
def test_a_price_is_scored_against_another_quotation(quotations: int, outcome: str) -> None:
    assert select(TERMS, scored=CRITERIA, quotations=quotations, on=ON).outcome == outcome


@pytest.mark.rulebook("PA-51")
@pytest.mark.parametrize("lacking", GROUPS)
def test_each_missing_group_alone_blocks_the_contract_and_is_named(lacking: str) -> None:
    decision = may_sign(TERMS, stated=[group for group in GROUPS if group != lacking], on=ON)
    assert (decision.outcome, [reason.numbers["group"] for reason in decision.reasons]) == ("incomplete", [lacking])
    assert len(GROUPS) == 6
    assert may_sign(TERMS, stated=GROUPS, on=ON).outcome == "complete"


@pytest.mark.rulebook("PA-51")
@pytest.mark.parametrize(
    ("posted_on", "today", "outcome"),
    [
        (None, date(2025, 3, 10), "due"),
        (None, date(2025, 3, 11), "late"),
        (date(2025, 3, 10), date(2025, 3, 11), "kept"),
        (date(2025, 3, 11), date(2025, 3, 11), "late"),
        (date(2025, 3, 11), date(2025, 3, 10), "due"),
    ],
)
def test_a_delivery_is_late_from_the_next_day_on(posted_on: date | None, today: date, outcome: str) -> None:
    assert delivered(TERMS, due_on=date(2025, 3, 10), posted_on=posted_on, today=today).outcome == outcome


@pytest.mark.rulebook("PA-52")
def test_the_rates_are_those_of_the_orders_in_both_forms() -> None:
    decided = appraise(TERMS, totals=COUNTED, scores={}, on=ON)
    assert [decision.outcome.scheme for decision in decided] == ["evaluation", "performance"]
    for decision in decided:
        rates = {reason.numbers["rate"]: reason.numbers["rate_bp"] for reason in decision.reasons if reason.code == "rate_measured"}
        assert rates == {"on_time": 9000, "fill": 9500, "accepted": 8000}


@pytest.mark.rulebook("PA-52")
def test_only_the_appraisal_knows_problem_solving_and_share() -> None:
    dimensions = {term.value.name: {one.name for one in term.value.dimensions} for term in TERMS.schemes}
    assert dimensions["performance"] - dimensions["evaluation"] == {"problem_solving", "sales_and_share"}
    assert dimensions["evaluation"] - dimensions["performance"] == {"cooperation", "market_feedback"}


def test_a_rate_is_not_overruled_by_a_score_given_by_hand() -> None:
    scores = dict.fromkeys(("delivery", "quality", "after_sales", "cooperation", "market_feedback"), Decimal(100))
    (evaluation,) = (one for one in appraise(TERMS, totals=COUNTED, scores=scores, on=ON) if one.outcome.scheme == "evaluation")
    assert evaluation.outcome.score == Decimal("95.625")  # 92.5 × 25 % + 80 × 12.5 % + 100 × 62.5 %


def test_what_was_not_counted_is_not_measured() -> None:
    assert measured(TERMS.rates, totals={"orders": Decimal(20)}, on=ON) == ()
    assert measured(TERMS.rates, totals={"orders": Decimal(0), "orders_on_time": Decimal(0)}, on=ON) == ()


@pytest.mark.rulebook("PA-53")
@pytest.mark.parametrize(("limit_bp", "outcome"), [(9499, "keep"), (9500, "keep"), (9501, "replace")])
def test_a_carrier_below_the_standard_is_proposed_for_replacement(limit_bp: int, outcome: str) -> None:
    terms = replace(TERMS, floors=(Dated(Floor("on_time", limit_bp), date(2024, 1, 1), "W7.2"),))
    totals = {"shipments": Decimal(200), "shipments_on_time": Decimal(190), "shipments_damaged": Decimal(2)}
    decision = appraise_carrier(terms, totals=totals, on=ON)
    assert decision is not None
    assert decision.outcome == outcome
    rates = {reason.numbers["rate"]: reason.numbers["rate_bp"] for reason in decision.reasons if reason.code == "rate_measured"}
    assert rates == {"on_time": 9500, "damaged": 100}


def test_impossible_intervals_and_unknown_rates_are_defects() -> None:
    assert list(TERMS.defects()) == []
    wrong = replace(TERMS, interval=(Dated(Interval(2), date(2024, 1, 1), "2.2.1"),), floors=(Dated(Floor("lost", 1), date(2024, 1, 1), "W7.2"),))
    assert [defect.place for defect in wrong.defects()] == ["interval.0.months", "floors.0.rate"]
