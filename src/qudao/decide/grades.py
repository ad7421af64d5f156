"""Grades and tiers from scores, results of appraisals from monthly figures, nominations for the year's award.

All three are rows of `grades`: a subject may have several for one period, one from each scheme (PA-35), one from the appraisal, one from the award.
A row without score and grade says what is missing.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from qudao.decide.known import Facts
from qudao.decide.rows import Decided, GradeRow
from qudao.policies.policy import Policy
from qudao.rules import appraisal, grading, incentive
from qudao.rules.decision import Decision, Reason
from qudao.rules.facts import Partner
from qudao.rules.grading import Grade
from qudao.rules.months import YEAR, first_day, last_day, month_of, named, span
from qudao.rules.period import in_force


def decide(policy: Policy, seen: Facts, as_of: datetime) -> Mapping[str, Sequence[Decided]]:
    """The rows of `grades` as of an instant; nothing where the policy neither grades nor appraises."""
    rows: list[GradeRow] = []
    if policy.has("grading") and policy.grading.schemes:
        graded = _graded(policy, seen, as_of.date())
        rows += [_row(policy, key, one.outcome.score, one.outcome.grade, one.reasons) for key, many in graded.items() for one in many]
        rows += _nominated(policy, {key: [one.outcome for one in many] for key, many in graded.items()}, as_of.date())
    if policy.has("appraisal"):
        rows += _appraised(policy, seen, as_of.date())
    return {"grades": rows} if rows else {}


def _row(policy: Policy, key: tuple[str, str], score: Decimal | None, grade: str | None, reasons: Sequence[Reason]) -> GradeRow:
    return GradeRow(subject_id=key[0], period=key[1], score=score, grade=grade, reasons=tuple(reasons), policy_version=policy.version)


def starts(period: str, today: date) -> date:
    """The first day of a period; of one whose name says no time, today."""
    months = span(period)
    return first_day(months[0]) if months is not None else today


def _graded(policy: Policy, seen: Facts, today: date) -> dict[tuple[str, str], list[Decision[Grade]]]:
    """What every scheme says, by subject and period, with the rights that the grade gives."""
    scores: dict[tuple[str, str], dict[str, Decimal]] = defaultdict(dict)
    for row in seen.scores:
        scores[row.subject_id, row.period][row.dimension] = row.score
    found: dict[tuple[str, str], list[Decision[Grade]]] = {}
    for key, dimensions in scores.items():
        on = starts(key[1], today)
        made = grading.grades(policy.grading, scores=dimensions, on=on) or (grading.unknown(policy.grading, scores=dimensions, on=on),)
        found[key] = [_with_rights(policy, decision, on) for decision in made]
    return found


def _with_rights(policy: Policy, decision: Decision[Grade], on: date) -> Decision[Grade]:
    if decision.outcome.grade is None or not policy.has("incentive"):
        return decision
    return Decision(decision.outcome, (*decision.reasons, *incentive.rights(policy.incentive, grade=decision.outcome.grade, on=on)))


def _nominated(policy: Policy, graded: Mapping[tuple[str, str], Sequence[Grade]], today: date) -> Iterator[GradeRow]:
    """Nominations of every year that is over."""
    if not policy.has("incentive") or not policy.incentive.award:
        return
    years: dict[str, dict[str, dict[str, Decimal]]] = defaultdict(lambda: defaultdict(dict))
    for (subject_id, period), grades in graded.items():
        months = span(period)
        if months is not None and months[1] - months[0] == YEAR - 1 and last_day(months[1]) < today:
            for grade in grades:
                if grade.score is not None:
                    years[period][grade.scheme][subject_id] = grade.score
    for period, schemes in years.items():
        on = starts(period, today)
        scores = schemes.get(in_force(policy.incentive.award, on).value.scheme, {})
        for subject_id, decision in incentive.nominated(policy.incentive, scores=scores, on=on).items():
            yield _row(policy, (subject_id, period), decision.outcome, "nominated", decision.reasons)


def _appraised(policy: Policy, seen: Facts, today: date) -> Iterator[GradeRow]:
    """Results of every period that is over, of the partners that have a figure in it."""
    terms = policy.appraisal
    if not terms.standards:
        return
    partners = {row.partner_id: row for row in seen.partners}
    measures = {term.value.measure for term in terms.standards}
    figures: dict[tuple[str, str], dict[str, list[Decimal]]] = defaultdict(lambda: defaultdict(list))
    for row in seen.results:
        if row.subject_id in partners and row.measure in measures:
            period = named(month_of(row.month), in_force(terms.interval, row.month).value.months)
            figures[row.subject_id, period][row.measure].append(row.value)
    for (subject_id, period), months in figures.items():
        first, last = span(period) or (0, 0)
        if last_day(last) >= today:
            continue
        on = first_day(first)
        decision = appraisal.appraise(terms, tier=tier_of(partners[subject_id]), months=months, on=on)
        result = decision.outcome.result
        offers = incentive.offered(policy.incentive, result=result, on=on) if result is not None and policy.has("incentive") else ()
        yield _row(policy, (subject_id, period), decision.outcome.percent, result, (*decision.reasons, *offers))


def tier_of(partner: Partner) -> str | None:
    """The tier whose standards a partner is measured by: the attribute `tier`, else its grade."""
    tier = partner.attributes.get("tier")
    return str(tier) if tier else partner.grade
