"""Grades and tiers from scores: several schemes side by side, each with its dimensions, weights and bands.

第五条 of 互联网公司_渠道管理制度 (A, B, C: contribution and influence, both must reach the cut-off) and 三.1 of 渠道的分级管理制度
(tiers: a weighted scorecard).
A band begins at its cut-off, inclusive, and ends where the next begins; the lowest begins at 0: bands cannot overlap and leave no gap.
The terms are those of the first day of the period.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Literal

from qudao.rules.decision import Cited, Dated, Decision, Number, Reason
from qudao.rules.defect import Defect
from qudao.rules.money import BASIS
from qudao.rules.number import trimmed, written
from qudao.rules.period import each_in_force


@dataclass(frozen=True, slots=True)
class Dimension:
    """One thing that is scored, and what it weighs (left out where the lowest score decides)."""

    name: str
    weight_bp: int = 0


@dataclass(frozen=True, slots=True)
class Scheme:
    """`weighted`: the weighted sum is the score. `lowest`: the lowest of the scores is, so that each must reach the cut-off."""

    name: str
    combine: Literal["weighted", "lowest"]
    dimensions: tuple[Dimension, ...]


@dataclass(frozen=True, slots=True)
class Band:
    """The grade of a score from `from_score` on, up to the next band of its scheme."""

    scheme: str
    grade: str
    from_score: Decimal


@dataclass(frozen=True, slots=True)
class Revision:
    """How many months lie at least between two changes of schemes and bands; the check of a draft reads it."""

    months: int


@dataclass(frozen=True, slots=True)
class GradingTerms:
    """In YAML every item carries its fields, `starts_on` and `clause`; a scheme or a band is replaced as a whole by a later one of its name."""

    schemes: tuple[Dated[Scheme], ...]
    bands: tuple[Dated[Band], ...]
    by_hand: tuple[Dated[Cited], ...] = ()
    revision: tuple[Dated[Revision], ...] = ()

    def defects(self) -> Iterator[Defect]:
        """Weights that are not the whole, dimensions twice, bands that are no partition, an interval of nothing."""
        for index, revision in enumerate(self.revision):
            if revision.value.months < 1:
                yield Defect("below_one", f"revision.{index}.months", str(revision.value.months))
        for index, term in enumerate(self.schemes):
            yield from _wrong_dimensions(term.value, f"schemes.{index}.dimensions")
        yield from _wrong_bands(self)

    def named(self, name: str) -> tuple[Dated[Scheme], ...]:
        """The versions of one scheme."""
        return tuple(term for term in self.schemes if term.value.name == name)

    def bands_of(self, scheme: str, on: date) -> tuple[Dated[Band], ...]:
        """The bands of a scheme on a day, the highest first."""
        own = [term for term in self.bands if term.value.scheme == scheme]
        return tuple(sorted(each_in_force(own, lambda band: band.grade, on), key=lambda term: term.value.from_score, reverse=True))


def _wrong_dimensions(scheme: Scheme, place: str) -> Iterator[Defect]:
    names = [dimension.name for dimension in scheme.dimensions]
    if not names or len(set(names)) < len(names):
        yield Defect("each_once", place, ", ".join(names))
    total = sum(dimension.weight_bp for dimension in scheme.dimensions)
    if scheme.combine == "weighted" and (total != BASIS or min(dimension.weight_bp for dimension in scheme.dimensions) < 0):
        yield Defect("weights_total", place, str(total), {"total": str(BASIS)})
    if scheme.combine == "lowest" and any(dimension.weight_bp for dimension in scheme.dimensions):
        yield Defect("weights_unused", place, str(total))


def _wrong_bands(terms: GradingTerms) -> Iterator[Defect]:
    """On each day on which something changes, every scheme's bands must be a partition of the scores from 0 on."""
    known = {term.value.name for term in terms.schemes}
    for index, term in enumerate(terms.bands):
        if term.value.scheme not in known:
            yield Defect("not_one_of", f"bands.{index}.scheme", term.value.scheme, {"known": ", ".join(sorted(known))})
    found: dict[str, Defect] = {}
    for name in sorted(known):
        days = {term.starts_on for term in terms.bands if term.value.scheme == name}
        if not days:
            found.setdefault(name, Defect("no_bands", "bands", name))
        for day in sorted(days):
            for defect in _no_partition(terms, terms.bands_of(name, day)):
                found.setdefault(defect.place, defect)
    yield from found.values()


def _no_partition(terms: GradingTerms, bands: Sequence[Dated[Band]]) -> Iterator[Defect]:
    """Two bands with one cut-off, or scores below the lowest; `bands` the highest first."""
    for higher, lower in pairwise(bands):
        if higher.value.from_score == lower.value.from_score:
            later = max(higher, lower, key=terms.bands.index)
            details = {"one": lower.value.grade, "other": higher.value.grade}
            yield Defect("bands_overlap", f"bands.{terms.bands.index(later)}.from_score", str(later.value.from_score), details)
    if bands[-1].value.from_score != 0:
        yield Defect("bands_gap", f"bands.{terms.bands.index(bands[-1])}.from_score", str(bands[-1].value.from_score))


@dataclass(frozen=True, slots=True)
class Grade:
    """What a scheme says of a subject and a period; without score and grade when a dimension lacks its score."""

    scheme: str
    score: Decimal | None
    grade: str | None


def grades(terms: GradingTerms, *, scores: Mapping[str, Decimal], on: date) -> tuple[Decision[Grade], ...]:
    """What every scheme says of one subject and period; a scheme none of whose dimensions has a score says nothing.

    Clauses 5.1 to 5.3 and T3.1 of the pack internet-channel. `scores` by dimension; `on`: the first day of the period.
    """
    made = []
    for term in each_in_force(terms.schemes, lambda scheme: scheme.name, on):
        if any(dimension.name in scores for dimension in term.value.dimensions):
            made.append(_graded(terms, term, scores, on))
    return tuple(made)


def unknown(terms: GradingTerms, *, scores: Mapping[str, Decimal], on: date) -> Decision[Grade]:
    """What is said of scores that belong to no scheme, so that a misspelt dimension does not vanish."""
    term = each_in_force(terms.schemes, lambda scheme: scheme.name, on)[0]
    reason = Reason("grade_unknown_dimensions", term.clause, {"dimensions": ";".join(sorted(scores))})
    return Decision(Grade("", None, None), (reason,))


def _graded(terms: GradingTerms, term: Dated[Scheme], scores: Mapping[str, Decimal], on: date) -> Decision[Grade]:
    scheme = term.value
    missing = [dimension.name for dimension in scheme.dimensions if dimension.name not in scores]
    if missing:
        reason = Reason("grade_incomplete", term.clause, {"scheme": scheme.name, "missing": ";".join(missing)})
        return Decision(Grade(scheme.name, None, None), (reason,))
    score = combined(scheme, scores)
    bands = terms.bands_of(scheme.name, on)
    band = banded(bands, score)
    numbers: dict[str, Number] = {
        "scheme": scheme.name,
        "score": written(score),
        "grade": band.value.grade,
        "from_score": written(band.value.from_score),
    }
    reasons = [Reason(f"grade_{scheme.combine}", band.clause, numbers), *_shares(term, scores)]
    above = next_band(bands, score)
    if above is not None:
        further: dict[str, Number] = {"from_score": written(above.value.from_score), "missing": written(distance(above, score))}
        reasons.append(Reason("grade_next", above.clause, {"grade": above.value.grade, **further}))
    return Decision(Grade(scheme.name, score, band.value.grade), tuple(reasons))


def combined(scheme: Scheme, scores: Mapping[str, Decimal]) -> Decimal:
    """The score of a scheme from those of its dimensions: exact, never rounded."""
    if scheme.combine == "lowest":
        return trimmed(min(scores[dimension.name] for dimension in scheme.dimensions))
    return trimmed(sum((scores[one.name] * one.weight_bp for one in scheme.dimensions), Decimal(0)).scaleb(-4))


def banded(bands: Sequence[Dated[Band]], score: Decimal) -> Dated[Band]:
    """The band of a score; `bands` the highest first. Below 0 is the lowest band."""
    return next((term for term in bands if term.value.from_score <= score), bands[-1])


def next_band(bands: Sequence[Dated[Band]], score: Decimal) -> Dated[Band] | None:
    """The band above that of a score; None in the highest. `bands` the highest first."""
    place = bands.index(banded(bands, score))
    return bands[place - 1] if place else None


def distance(band: Dated[Band], score: Decimal) -> Decimal:
    """What is missing from a score to a band."""
    return trimmed(max(band.value.from_score - score, Decimal(0)))


def _shares(term: Dated[Scheme], scores: Mapping[str, Decimal]) -> Iterator[Reason]:
    """How the score came about, one reason for each dimension."""
    for dimension in term.value.dimensions:
        score = scores[dimension.name]
        numbers: dict[str, Number] = {"dimension": dimension.name, "score": written(score)}
        if term.value.combine == "weighted":
            numbers |= {"weight_bp": dimension.weight_bp, "points": written((score * dimension.weight_bp).scaleb(-4))}
        yield Reason(f"grade_{term.value.combine}_part", term.clause, numbers)
