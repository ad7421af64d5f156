"""How far a partner came of its targets, and what follows: reached, behind, far behind.

三.3 of 渠道的分级管理制度: standards for sales, market share and satisfaction by tier; the weakest of them decides. Targets and the
share below which a partner is far behind are the policy's: the regulation prints none. The terms are those of the first day of the period.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from qudao.rules.decision import Dated, Decision, Number, Reason
from qudao.rules.defect import Defect
from qudao.rules.number import written
from qudao.rules.period import each_in_force, in_force

LENGTHS = (1, 3, 6, 12)


@dataclass(frozen=True, slots=True)
class Interval:
    """How many months an appraisal looks at: 1, 3, 6 or 12, by the calendar."""

    months: int


@dataclass(frozen=True, slots=True)
class Standard:
    """What a tier must come to in one measure: the sum of its months, or their mean."""

    measure: str
    target: Decimal
    over: Literal["sum", "mean"]
    tier: str | None = None
    """None: for every tier that has no standard of its own for the measure."""


@dataclass(frozen=True, slots=True)
class Result:
    """The name of what was attained from so many percent of the target on, up to the next."""

    name: str
    from_percent: Decimal


@dataclass(frozen=True, slots=True)
class AppraisalTerms:
    """In YAML every item carries its fields, `starts_on` and `clause`. Without standards nobody is appraised."""

    interval: tuple[Dated[Interval], ...] = ()
    standards: tuple[Dated[Standard], ...] = ()
    results: tuple[Dated[Result], ...] = ()

    def defects(self) -> Iterator[Defect]:
        """Targets of nothing, lengths that are no calendar period, results that are no partition."""
        for index, interval in enumerate(self.interval):
            if interval.value.months not in LENGTHS:
                yield Defect("not_one_of", f"interval.{index}.months", str(interval.value.months), {"known": "1, 3, 6, 12"})
        for index, standard in enumerate(self.standards):
            if standard.value.target <= 0:
                yield Defect("not_above_zero", f"standards.{index}.target", str(standard.value.target))
        if self.standards and not (self.interval and self.results):
            yield Defect("needs_both", "standards", str(len(self.standards)), {"known": "interval, results"})
        yield from self._no_partition()

    def _no_partition(self) -> Iterator[Defect]:
        for day in sorted({term.starts_on for term in self.results}):
            results = self.results_on(day)
            cuts = [term.value.from_percent for term in results]
            if len(set(cuts)) < len(cuts):
                yield Defect("bands_overlap", "results", ", ".join(map(str, cuts)), {"one": results[0].value.name, "other": results[-1].value.name})
            if cuts[-1] != 0:
                yield Defect("bands_gap", "results", str(cuts[-1]))

    def results_on(self, day: date) -> list[Dated[Result]]:
        """The results in force on a day, the best first."""
        return sorted(each_in_force(self.results, lambda one: one.name, day), key=lambda term: term.value.from_percent, reverse=True)


@dataclass(frozen=True, slots=True)
class Appraised:
    """The result of a partner and a period; None when a measure has no figures or the tier no standard."""

    percent: Decimal | None
    """Of the target, of the weakest measure, cut (never rounded up) to two decimals."""
    result: str | None


def appraise(terms: AppraisalTerms, *, tier: str | None, months: Mapping[str, Sequence[Decimal]], on: date) -> Decision[Appraised]:
    """How far a partner of a tier came in a period that begins `on`. Clause T3.3 of the pack internet-channel.

    `months`: by measure, the figures of the period's months that were reported; in a sum a month without a figure is nothing, a mean leaves it out.
    """
    standards = _of_tier(terms, tier, on)
    if not standards:
        first = in_force(terms.standards, on)
        return Decision(Appraised(None, None), (Reason("appraisal_no_standard", first.clause, {"tier": tier or ""}),))
    missing = [term.value.measure for term in standards if not months.get(term.value.measure)]
    if missing:
        return Decision(Appraised(None, None), (Reason("appraisal_incomplete", standards[0].clause, {"missing": ";".join(missing)}),))
    attained = [(_attained(term.value, months[term.value.measure]), term) for term in standards]
    weakest, _ = min(attained, key=lambda pair: pair[0])
    results = terms.results_on(on)
    result = next((term for term in results if weakest >= Fraction(term.value.from_percent)), results[-1])
    numbers: dict[str, Number] = {"result": result.value.name, "percent": _percent(weakest), "from_percent": written(result.value.from_percent)}
    reasons = [Reason("appraisal_result", result.clause, numbers)]
    for percent, term in attained:
        figure: dict[str, Number] = {"measure": term.value.measure, "target": written(term.value.target), "percent": _percent(percent)}
        reasons.append(Reason(f"appraisal_{term.value.over}", term.clause, {**figure, "tier": term.value.tier or "all_tiers"}))
    return Decision(Appraised(_cut(weakest), result.value.name), tuple(reasons))


def _of_tier(terms: AppraisalTerms, tier: str | None, on: date) -> list[Dated[Standard]]:
    """The standard of each measure: the tier's own, else that of every tier."""
    in_effect = each_in_force(terms.standards, lambda one: (one.tier, one.measure), on)
    general = {term.value.measure: term for term in in_effect if term.value.tier is None}
    own = {term.value.measure: term for term in in_effect if term.value.tier is not None and term.value.tier == tier}
    return list({**general, **own}.values())


def _attained(standard: Standard, figures: Sequence[Decimal]) -> Fraction:
    """Percent of the target, exactly."""
    total = sum((Fraction(figure) for figure in figures), Fraction(0))
    value = total if standard.over == "sum" else total / len(figures)
    return value * 100 / Fraction(standard.target)


def _cut(percent: Fraction) -> Decimal:
    """Two decimals, the rest cut off, so that 99.999 % never reads as the target reached."""
    return Decimal(percent.numerator * 100 // percent.denominator).scaleb(-2)


def _percent(percent: Fraction) -> int | str:
    return written(_cut(percent))
