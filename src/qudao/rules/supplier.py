"""Suppliers and carriers: what a selection and a contract must contain, rates of performance, and the two scorecards that share them.

渠道供应商管理办法 2.1, 2.2, 3.1, 3.2 and 5; 产品质量控制.2 and 物流合作伙伴选择.1-2 of 微商管理制度 (PA-50 to PA-53).
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from qudao.rules import grading
from qudao.rules.decision import Cited, Dated, Decision, Number, Reason
from qudao.rules.defect import Defect
from qudao.rules.grading import Band, Grade, GradingTerms, Scheme
from qudao.rules.money import BASIS
from qudao.rules.number import written
from qudao.rules.period import in_force

LENGTHS = (1, 3, 6, 12)


@dataclass(frozen=True, slots=True)
class Criterion:
    """One thing that the form of a selection scores, or of which a carrier's selection needs evidence."""

    criterion: str


@dataclass(frozen=True, slots=True)
class Quotations:
    """With how many other quotations a price is compared at least; without them the price cannot be scored."""

    at_least: int
    criterion: str


@dataclass(frozen=True, slots=True)
class Content:
    """One group of content that a contract states before it is signed."""

    group: str


@dataclass(frozen=True, slots=True)
class Rate:
    """A part of a whole, or what is left of it; `dimension` is where it counts as a score of 0 to 100."""

    name: str
    part: str
    whole: str
    remainder: bool = False
    dimension: str = ""


@dataclass(frozen=True, slots=True)
class Interval:
    """How many months are judged together: 1, 3, 6 or 12, by the calendar."""

    months: int


@dataclass(frozen=True, slots=True)
class Floor:
    """A rate that must be at least (or, with `at_most`, at most) so much, else a replacement is proposed."""

    rate: str
    limit_bp: int
    at_most: bool = False


@dataclass(frozen=True, slots=True)
class SupplierTerms:
    """In YAML every item carries its fields, `starts_on` and `clause`. Several forms, one set of rates."""

    selection: tuple[Dated[Criterion], ...]
    quotations: tuple[Dated[Quotations], ...]
    contract: tuple[Dated[Content], ...]
    delivery: tuple[Dated[Cited], ...]
    rates: tuple[Dated[Rate], ...]
    interval: tuple[Dated[Interval], ...]
    schemes: tuple[Dated[Scheme], ...]
    bands: tuple[Dated[Band], ...]
    carrier: tuple[Dated[Criterion], ...] = ()
    carrier_agreement: tuple[Dated[Cited], ...] = ()
    carrier_rates: tuple[Dated[Rate], ...] = ()
    floors: tuple[Dated[Floor], ...] = ()

    def defects(self) -> Iterator[Defect]:
        """What makes no sense: lengths that are no calendar period, weights and bands as for any grading."""
        for index, term in enumerate(self.interval):
            if term.value.months not in LENGTHS:
                yield Defect("not_one_of", f"interval.{index}.months", str(term.value.months), {"known": "1, 3, 6, 12"})
        for index, floor in enumerate(self.floors):
            known = [rate.value.name for rate in self.carrier_rates]
            if floor.value.rate not in known:
                yield Defect("not_one_of", f"floors.{index}.rate", floor.value.rate, {"known": ", ".join(known)})
        yield from self.grading.defects()

    @property
    def grading(self) -> GradingTerms:
        """The scorecards as any other grading."""
        return GradingTerms(schemes=self.schemes, bands=self.bands)


Completeness = Literal["complete", "incomplete"]


def select(terms: SupplierTerms, *, scored: Collection[str], quotations: int, on: date) -> Decision[Completeness]:
    """Whether the form of a selection is complete: every criterion scored, and the price against another quotation. Clauses 2.1.2 to 2.1.5."""
    needed = in_force(terms.quotations, on)
    compared = quotations >= needed.value.at_least
    criteria = [term for term in terms.selection if term.starts_on <= on]
    done = [term for term in criteria if term.value.criterion in scored and (compared or term.value.criterion != needed.value.criterion)]
    missing: list[Reason] = []
    if not compared:
        numbers: dict[str, Number] = {"quotations": quotations, "at_least": needed.value.at_least}
        missing.append(Reason("selection_not_compared", needed.clause, numbers))
    missing += [
        Reason("selection_unscored", term.clause, {"criterion": term.value.criterion}) for term in criteria if term.value.criterion not in scored
    ]
    if missing:
        return Decision("incomplete", tuple(missing))
    return Decision("complete", tuple(Reason("selection_scored", term.clause, {"criterion": term.value.criterion}) for term in done))


def may_sign(terms: SupplierTerms, *, stated: Collection[str], on: date) -> Decision[Completeness]:
    """Whether a contract states every group of content; each missing one is named. Clauses 3.1.2 to 3.1.7."""
    groups = [term for term in terms.contract if term.starts_on <= on]
    missing = [term for term in groups if term.value.group not in stated]
    if missing:
        return Decision("incomplete", tuple(Reason("contract_lacks", term.clause, {"group": term.value.group}) for term in missing))
    stating = (Reason("contract_states", term.clause, {"group": term.value.group}) for term in groups)
    return Decision("complete", (Reason("contract_complete", groups[0].clause, {"groups": len(groups)}), *stating))


def delivered(terms: SupplierTerms, *, due_on: date, posted_on: date | None, today: date) -> Decision[Literal["kept", "due", "late"]]:
    """Whether an agreed delivery was posted by its day; from the next day on a missing one alerts both sides. Clause 3.2.1."""
    term = in_force(terms.delivery, due_on)
    posted = posted_on if posted_on is not None and posted_on <= today else None
    numbers: dict[str, Number] = {"due_on": due_on, "posted_on": posted or ""}
    if posted is not None and posted <= due_on:
        return Decision("kept", (Reason("delivery_kept", term.clause, numbers),))
    if posted is None and today <= due_on:
        return Decision("due", (Reason("delivery_due", term.clause, numbers),))
    return Decision("late", (Reason("delivery_late" if posted else "delivery_missing", term.clause, numbers),))


def choose_carrier(terms: SupplierTerms, *, evidence: Collection[str], agreement_signed: bool, on: date) -> Decision[Completeness]:
    """Whether a carrier's selection has its evidence and a long-term agreement. 物流合作伙伴选择.1."""
    criteria = [term for term in terms.carrier if term.starts_on <= on]
    missing = [
        Reason("carrier_unproven", term.clause, {"criterion": term.value.criterion}) for term in criteria if term.value.criterion not in evidence
    ]
    if not agreement_signed:
        missing += [Reason("carrier_agreement_missing", term.clause) for term in terms.carrier_agreement if term.starts_on <= on]
    if missing:
        return Decision("incomplete", tuple(missing))
    return Decision("complete", (Reason("carrier_chosen", criteria[0].clause, {"count": len(criteria)}),))


@dataclass(frozen=True, slots=True)
class Measured:
    """A rate of one period, exact."""

    rate: Dated[Rate]
    share: Fraction
    reason: Reason


def measured(rates: tuple[Dated[Rate], ...], *, totals: Mapping[str, Decimal], on: date) -> tuple[Measured, ...]:
    """Every rate whose whole was counted, from the totals of a period; what was not counted is not measured."""
    found = []
    for term in rates:
        whole = Fraction(totals.get(term.value.whole, Decimal(0)))
        if term.starts_on > on or whole <= 0 or term.value.part not in totals:
            continue
        share = Fraction(totals[term.value.part]) / whole
        share = 1 - share if term.value.remainder else share
        numbers: dict[str, Number] = {
            "rate": term.value.name,
            "rate_bp": round(share * BASIS),
            "part": written(totals[term.value.part]),
            "whole": written(totals[term.value.whole]),
            "of": term.value.part,
        }
        found.append(Measured(term, share, Reason("rate_measured", term.clause, numbers)))
    return tuple(found)


def appraise(terms: SupplierTerms, *, totals: Mapping[str, Decimal], scores: Mapping[str, Decimal], on: date) -> tuple[Decision[Grade], ...]:
    """What every form says of a supplier and a period: rates count where they belong, people score the rest. Clauses 2.2 and 5.

    A rate is a score of 0 to 100, several of one dimension count alike; what is measured is not scored by hand as well.
    """
    rates = measured(terms.rates, totals=totals, on=on)
    by_dimension: dict[str, list[Fraction]] = {}
    for each in rates:
        if each.rate.value.dimension:
            by_dimension.setdefault(each.rate.value.dimension, []).append(each.share)
    counted = {name: _points(shares) for name, shares in by_dimension.items()}
    made = []
    for decision in grading.grades(terms.grading, scores={**scores, **counted}, on=on):
        dimensions = {one.name for term in terms.schemes if term.value.name == decision.outcome.scheme for one in term.value.dimensions}
        shown = tuple(each.reason for each in rates if each.rate.value.dimension in dimensions)
        made.append(Decision(decision.outcome, (*decision.reasons, *shown)))
    return tuple(made)


def _points(shares: list[Fraction]) -> Decimal:
    """The mean of some shares as points of a hundred, to two decimals."""
    return Decimal(round(sum(shares, Fraction(0)) / len(shares) * BASIS)).scaleb(-2)


def appraise_carrier(terms: SupplierTerms, *, totals: Mapping[str, Decimal], on: date) -> Decision[Literal["keep", "replace"]] | None:
    """A carrier's rates, and whether one of them proposes a replacement; None where nothing was shipped. 物流合作伙伴选择.2."""
    rates = measured(terms.carrier_rates, totals=totals, on=on)
    if not rates:
        return None
    shares = {each.rate.value.name: each.share for each in rates}
    missed: list[Reason] = []
    for term in terms.floors:
        share = shares.get(term.value.rate)
        if term.starts_on > on or share is None:
            continue
        limit = Fraction(term.value.limit_bp, BASIS)
        if share > limit if term.value.at_most else share < limit:
            numbers: dict[str, Number] = {"rate": term.value.rate, "rate_bp": round(share * BASIS), "limit_bp": term.value.limit_bp}
            missed.append(Reason("carrier_replacement_proposed", term.clause, numbers))
    shown = tuple(each.reason for each in rates)
    return Decision("replace", (*missed, *shown)) if missed else Decision("keep", shown)
