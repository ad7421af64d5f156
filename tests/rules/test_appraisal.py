"""Appraisals: the weakest measure, thresholds in threes, and percentages that never flatter."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qudao.policies.load import load
from qudao.rules.appraisal import AppraisalTerms, Interval, Result, Standard, appraise
from qudao.rules.decision import Dated

BEGIN = date(2024, 1, 1)
PACK = load("internet-channel").appraisal


def standard(target: int, measure: str = "sales", tier: str | None = None, over: str = "sum") -> Dated[Standard]:
    return Dated(Standard(measure, Decimal(target), over, tier), BEGIN, "T3.3")  # type: ignore[arg-type]


def three_ways(*standards: Dated[Standard]) -> AppraisalTerms:
    results = [("reached", 100), ("help", 60), ("replace", 0)]
    return AppraisalTerms(
        (Dated(Interval(12), BEGIN, "T3.3"),), standards, tuple(Dated(Result(name, Decimal(cut)), BEGIN, "T3.3") for name, cut in results)
    )


def result(terms: AppraisalTerms, tier: str | None = None, **months: list[str]) -> tuple[str | None, Decimal | None]:
    figures = {measure: [Decimal(value) for value in values] for measure, values in months.items()}
    outcome = appraise(terms, tier=tier, months=figures, on=BEGIN).outcome
    return outcome.result, outcome.percent


@pytest.mark.rulebook("PE-25")
@pytest.mark.parametrize(
    ("sales", "name"),
    [("1050", "reached"), ("1000", "reached"), ("999.99", "help"), ("850", "help"), ("600", "help"), ("599.99", "replace"), ("500", "replace")],
)
def test_a_partner_is_rewarded_helped_or_replaced(sales: str, name: str) -> None:
    assert result(three_ways(standard(1000)), sales=[sales])[0] == name


def test_a_third_of_three_is_not_the_target_by_rounding() -> None:
    terms = three_ways(standard(3, over="mean"))
    assert result(terms, sales=["3", "3", "2.9999"]) == ("help", Decimal("99.99"))
    assert result(terms, sales=["3", "3", "3"]) == ("reached", Decimal(100))


@settings(deadline=None)
@given(sales=st.decimals(0, 2000, places=2), share=st.decimals(0, 20, places=2))
def test_the_weakest_measure_decides_and_the_percentage_never_says_more(sales: Decimal, share: Decimal) -> None:
    terms = three_ways(standard(1000), standard(10, "share", over="mean"))
    name, percent = result(terms, sales=[str(sales)], share=[str(share)])
    reached = sales >= 1000 and share >= 10
    assert (name == "reached") is reached
    assert percent is not None
    assert percent * 1000 <= sales * 100
    assert percent * 10 <= share * 100
    assert min(sales / 10, share * 10) - percent < Decimal("0.01")


def test_a_tiers_own_standard_goes_before_that_of_every_tier() -> None:
    terms = three_ways(standard(1000), standard(2000, tier="core"))
    assert result(terms, "core", sales=["1000"]) == ("replace", Decimal(50))
    assert result(terms, "ordinary", sales=["1000"]) == ("reached", Decimal(100))
    assert result(terms, None, sales=["1000"]) == ("reached", Decimal(100))


def test_a_tier_without_a_standard_or_a_measure_without_figures_has_no_result() -> None:
    assert result(three_ways(standard(1000, tier="core")), "ordinary", sales=["1"]) == (None, None)
    assert result(three_ways(standard(1000), standard(10, "share")), sales=["1"]) == (None, None)


@pytest.mark.parametrize(
    ("terms", "place", "code"),
    [
        (three_ways(standard(0)), "standards.0.target", "not_above_zero"),
        (replace(three_ways(), interval=(Dated(Interval(5), BEGIN, "T3.3"),)), "interval.0.months", "not_one_of"),
        (replace(PACK, results=PACK.results[:2]), "results", "bands_gap"),
        (replace(PACK, results=(*PACK.results, Dated(Result("fair", Decimal(60)), BEGIN, "T3.3"))), "results", "bands_overlap"),
        (AppraisalTerms(standards=(standard(1),)), "standards", "needs_both"),
    ],
)
def test_terms_that_make_no_sense_are_named(terms: AppraisalTerms, place: str, code: str) -> None:
    assert (place, code) in [(defect.place, defect.code) for defect in terms.defects()]


def test_the_shipped_terms_have_no_defect() -> None:
    assert list(PACK.defects()) == []
