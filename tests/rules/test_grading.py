"""Grades from scores: bands as a partition, exact sums, distances, and schemes that make no sense."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qudao.policies.load import PACKS, PolicyError, load, parse, texts
from qudao.rules.decision import Dated
from qudao.rules.grading import Band, Dimension, GradingTerms, Scheme, banded, combined, distance, grades, next_band

BEGIN = date(2024, 1, 1)
TERMS = load("internet-channel").grading
TIERS = TERMS.named("tiers")[0].value
scores = st.decimals(0, 100, places=3)


def terms(cuts: Sequence[tuple[str, Decimal]], *schemes: Scheme) -> GradingTerms:
    known = schemes or (Scheme("s", "lowest", (Dimension("d"),)),)
    return GradingTerms(
        tuple(Dated(scheme, BEGIN, "5.1") for scheme in known), tuple(Dated(Band(known[0].name, name, cut), BEGIN, "5.1") for name, cut in cuts)
    )


@settings(deadline=None)
@given(cuts=st.sets(st.decimals(1, 99, places=2), max_size=6), score=st.decimals(-10, 150, places=4))
def test_every_score_lies_in_exactly_one_band(cuts: set[Decimal], score: Decimal) -> None:
    ladder = terms([(f"g{place}", cut) for place, cut in enumerate({Decimal(0), *cuts})])
    assert list(ladder.defects()) == []
    bands = ladder.bands_of("s", BEGIN)
    holding = [
        low
        for low, high in zip(bands, [None, *bands], strict=False)
        if (low.value.from_score <= score or low is bands[-1]) and (high is None or score < high.value.from_score)
    ]
    assert holding == [banded(bands, score)]


@settings(deadline=None)
@given(parts=st.lists(scores, min_size=4, max_size=4))
def test_the_weighted_sum_is_exact(parts: list[Decimal]) -> None:
    by_name = {one.name: score for one, score in zip(TIERS.dimensions, parts, strict=True)}
    exact = sum(Fraction(score) * one.weight_bp for one, score in zip(TIERS.dimensions, parts, strict=True)) / 10_000
    assert Fraction(combined(TIERS, by_name)) == exact


@settings(deadline=None)
@given(parts=st.lists(scores, min_size=4, max_size=4), place=st.integers(0, 3), more=st.decimals(0, 20, places=3))
def test_a_higher_score_never_gives_a_lower_tier(parts: list[Decimal], place: int, more: Decimal) -> None:
    order = ["ordinary", "senior", "core"]
    names = [one.name for one in TIERS.dimensions]
    raised = [score + more if index == place else score for index, score in enumerate(parts)]
    (before,) = grades(TERMS, scores=dict(zip(names, parts, strict=True)), on=BEGIN)
    (after,) = grades(TERMS, scores=dict(zip(names, raised, strict=True)), on=BEGIN)
    assert order.index(str(after.outcome.grade)) >= order.index(str(before.outcome.grade))


@pytest.mark.rulebook("PA-35")
def test_the_computation_of_78_is_shown_part_by_part() -> None:
    given_scores = {"size": Decimal(80), "strength": Decimal(70), "sales_ability": Decimal(90), "service_level": Decimal(60)}
    (decision,) = grades(TERMS, scores=given_scores, on=date(2025, 1, 1))
    parts = [reason.numbers for reason in decision.reasons if reason.code == "grade_weighted_part"]
    assert [(part["dimension"], part["weight_bp"], part["points"]) for part in parts] == [
        ("size", 2000, 16), ("strength", 2000, 14), ("sales_ability", 4000, 36), ("service_level", 2000, 12),
    ]  # fmt: skip
    assert decision.outcome.score == 78
    (further,) = [reason.numbers for reason in decision.reasons if reason.code == "grade_next"]
    assert further == {"grade": "core", "from_score": 85, "missing": 7}


@pytest.mark.parametrize(("score", "missing"), [("84.99", "0.01"), ("85", None), ("85.01", None), ("69.99", "0.01"), ("70", "15"), ("-3", "73")])
def test_the_distance_to_the_next_tier(score: str, missing: str | None) -> None:
    bands = TERMS.bands_of("tiers", BEGIN)
    above = next_band(bands, Decimal(score))
    assert (None if above is None else distance(above, Decimal(score))) == (None if missing is None else Decimal(missing))


def test_a_score_without_idle_digits() -> None:
    names = [one.name for one in TIERS.dimensions]
    score = combined(TIERS, dict.fromkeys(names, Decimal("85.50")))
    assert str(score) == "85.5"
    assert str(combined(TIERS, dict.fromkeys(names, Decimal("1E+2")))) == "100"


def test_a_scheme_without_any_score_says_nothing_and_one_with_a_part_says_what_is_missing() -> None:
    assert grades(TERMS, scores={"punctuality": Decimal(90)}, on=BEGIN) == ()
    (decision,) = grades(TERMS, scores={"size": Decimal(90), "strength": Decimal(90)}, on=BEGIN)
    assert (decision.outcome.score, decision.outcome.grade) == (None, None)
    assert decision.reasons[0].numbers == {"scheme": "tiers", "missing": "sales_ability;service_level"}


def test_a_band_that_begins_later_does_not_exist_before() -> None:
    later = replace(TERMS, bands=(*TERMS.bands, Dated(Band("abc", "S", Decimal(95)), date(2025, 7, 1), "5.1")))
    both = {"contribution": Decimal(99), "influence": Decimal(99)}
    assert [grades(later, scores=both, on=day)[0].outcome.grade for day in (date(2025, 6, 30), date(2025, 7, 1))] == ["A", "S"]


TWO = (Dimension("a", 5000), Dimension("b", 5000))
DEFECTS = [
    ([("A", 0)], Scheme("s", "weighted", (Dimension("a", 5000), Dimension("b", 4500))), "schemes.0.dimensions", "weights_total"),
    ([("A", 0)], Scheme("s", "weighted", (Dimension("a", 5000), Dimension("b", 5500))), "schemes.0.dimensions", "weights_total"),
    ([("A", 0)], Scheme("s", "weighted", (Dimension("a", 10500), Dimension("b", -500))), "schemes.0.dimensions", "weights_total"),
    ([("A", 0)], Scheme("s", "lowest", (Dimension("a", 10000),)), "schemes.0.dimensions", "weights_unused"),
    ([("A", 0)], Scheme("s", "lowest", (Dimension("a"), Dimension("a"))), "schemes.0.dimensions", "each_once"),
    ([("A", 0)], Scheme("s", "weighted", ()), "schemes.0.dimensions", "each_once"),
    ([("A", 80), ("B", 80), ("C", 0)], Scheme("s", "weighted", TWO), "bands.1.from_score", "bands_overlap"),
    ([("A", 80), ("B", 50)], Scheme("s", "weighted", TWO), "bands.1.from_score", "bands_gap"),
    ([], Scheme("s", "weighted", TWO), "bands", "no_bands"),
]


@pytest.mark.parametrize(("cuts", "scheme", "place", "code"), DEFECTS, ids=[f"{number}-{case[3]}" for number, case in enumerate(DEFECTS)])
def test_a_scheme_that_makes_no_sense_is_named(cuts: list[tuple[str, int]], scheme: Scheme, place: str, code: str) -> None:
    wrong = terms([(name, Decimal(cut)) for name, cut in cuts], scheme)
    assert (place, code) in [(defect.place, defect.code) for defect in wrong.defects()]


def test_a_band_of_an_unknown_scheme_is_named() -> None:
    wrong = replace(TERMS, bands=(*TERMS.bands, Dated(Band("abd", "A", Decimal(0)), BEGIN, "5.1")))
    assert [(defect.place, defect.value) for defect in wrong.defects()] == [("bands.6.scheme", "abd")]


def test_a_later_cut_off_that_meets_another_is_named_once() -> None:
    wrong = replace(TERMS, bands=(*TERMS.bands, Dated(Band("abc", "B", Decimal(80)), date(2025, 1, 1), "5.2")))
    assert [(defect.place, defect.code) for defect in wrong.defects()] == [("bands.6.from_score", "bands_overlap")]


@pytest.mark.rulebook("PA-35")
@pytest.mark.parametrize(("lang", "expected"), [("zh", "权重合计应为 10000"), ("en", "weights of 10000 in total")])
def test_weights_of_95_percent_are_refused_with_file_place_and_value(lang: str, expected: str) -> None:
    files = texts(PACKS / "internet-channel")
    files["grading.yaml"] = files["grading.yaml"].replace("sales_ability, weight_bp: 4000", "sales_ability, weight_bp: 3500")
    with pytest.raises(PolicyError) as refused:
        parse(files, name="internet-channel")
    (problem,) = refused.value.problems
    assert (problem.file, problem.place, problem.value) == ("grading.yaml", "schemes.1.dimensions", "9500")
    assert expected in problem.message(lang)


def test_the_shipped_bands_fall_without_a_gap() -> None:
    for scheme in ("abc", "tiers"):
        cuts = [term.value.from_score for term in TERMS.bands_of(scheme, BEGIN)]
        assert all(higher > lower for higher, lower in pairwise(cuts))
        assert cuts[-1] == 0
