"""How far a partner came of its targets, and what follows: reached, behind, far behind.

三.3 of 渠道的分级管理制度: standards for sales, market share and satisfaction by tier; the weakest of them decides. Targets and the
share below which a partner is far behind are the policy's: the regulation prints none. The terms are those of the first day of the period.
第六条 5 of 互联网公司_渠道管理制度: with `evaluation` every active partner has a form in every period, which an open violation lowers.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from qudao.rules.decision import Cited, Dated, Decision, Number, Reason
from qudao.rules.defect import Defect
from qudao.rules.facts import Violation
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
class Deduction:
    """How many percentage points each open violation takes from what a partner attained."""

    points: Decimal


@dataclass(frozen=True, slots=True)
class AppraisalTerms:
    """In YAML every item carries its fields, `starts_on` and `clause`. Without standards nobody is appraised."""

    interval: tuple[Dated[Interval], ...] = ()
    standards: tuple[Dated[Standard], ...] = ()
    results: tuple[Dated[Result], ...] = ()
    evaluation: tuple[Dated[Cited], ...] = ()
    """Every active partner has a form in every period; left out: those with figures only, once the period is over."""
    deduction: tuple[Dated[Deduction], ...] = ()

    def defects(self) -> Iterator[Defect]:
        """Targets of nothing, lengths that are no calendar period, results that are no partition, deductions that add."""
        for index, deduction in enumerate(self.deduction):
            if deduction.value.points < 0:
                yield Defect("below_zero", f"deduction.{index}.points", str(deduction.value.points))
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


def appraise(
    terms: AppraisalTerms, *, tier: str | None, months: Mapping[str, Sequence[Decimal]], violations: Sequence[Violation] = (), on: date
) -> Decision[Appraised]:
    """How far a partner of a tier came in a period that begins `on`. Clauses T3.3 and 6.5 of the pack internet-channel.

    `months`: by measure, the figures of the period's months that were reported; in a sum a month without a figure is nothing, a mean leaves it out.
    `violations`: those open at the end of the period; each takes its points from the weakest measure's percentage, never below 0.
    """
    standards = _of_tier(terms, tier, on)
    if not standards:
        first = in_force(terms.standards, on)
        return Decision(Appraised(None, None), (Reason("appraisal_no_standard", first.clause, {"tier": tier or ""}),))
    missing = [term.value.measure for term in standards if not months.get(term.value.measure)]
    if missing:
        return Decision(Appraised(None, None), (Reason("appraisal_incomplete", standards[0].clause, {"missing": ";".join(missing)}),))
    attained = [(_attained(term.value, months[term.value.measure]), term) for term in standards]
    weakest = min(percent for percent, _ in attained)
    points = in_force(terms.deduction, on).value.points if terms.deduction else Decimal(0)
    score = max(weakest - len(violations) * Fraction(points), Fraction(0)) if points and violations else weakest
    results = terms.results_on(on)
    result = next((term for term in results if score >= Fraction(term.value.from_percent)), results[-1])
    numbers: dict[str, Number] = {"result": result.value.name, "percent": _percent(score), "from_percent": written(result.value.from_percent)}
    if score == weakest:
        reasons = [Reason("appraisal_result", result.clause, numbers)]
    else:
        lowered: dict[str, Number] = {"count": len(violations), "points": written(points), "percent": _percent(weakest), "score": _percent(score)}
        reasons = [Reason("evaluation_lowered", in_force(terms.deduction, on).clause, {**lowered, "result": result.value.name})]
    for percent, term in attained:
        figure: dict[str, Number] = {"measure": term.value.measure, "target": written(term.value.target), "percent": _percent(percent)}
        reasons.append(Reason(f"appraisal_{term.value.over}", term.clause, {**figure, "tier": term.value.tier or "all_tiers"}))
    return Decision(Appraised(_cut(score), result.value.name), tuple(reasons))


def running(terms: AppraisalTerms, *, last_on: date, on: date) -> Decision[Appraised]:
    """The open form of a period that is not over: it has neither percentage nor result. Clause 6.5. `terms.evaluation` is not empty."""
    clause = in_force(terms.evaluation, on).clause
    return Decision(Appraised(None, None), (Reason("evaluation_running", clause, {"last_on": last_on}),))


def shown(terms: AppraisalTerms, *, violations: Sequence[Violation], on: date) -> tuple[Reason, ...]:
    """The open violations as a form shows them, whether or not they cost points. Clause 6.5. `terms.evaluation` is not empty."""
    clause = in_force(terms.evaluation, on).clause
    return tuple(Reason("evaluation_violation", clause, {"violation_id": one.violation_id, "kind": one.kind}) for one in violations)


def closing(terms: AppraisalTerms, *, complete: Sequence[bool], on: date) -> Decision[bool]:
    """Whether the evaluation of a period can be closed: not while the form of one partner is open. Clause 6.5. `terms.evaluation` is not empty."""
    clause = in_force(terms.evaluation, on).clause
    missing = len(complete) - sum(complete)
    if missing:
        return Decision(outcome=False, reasons=(Reason("evaluation_unclosed", clause, {"forms": len(complete), "open": missing}),))
    return Decision(outcome=True, reasons=(Reason("evaluation_closed", clause, {"forms": len(complete)}),))


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
