"""Results of appraisals from monthly figures, each a row of `grades`; where the policy says so, a form of every active partner in every period.

A form without a score is open: its period runs, a figure is missing, or its tier has no standard.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from qudao.decide.attributes import typed
from qudao.decide.known import Facts
from qudao.decide.rows import Decided, GradeRow
from qudao.policies.policy import Policy
from qudao.rules import appraisal, incentive
from qudao.rules.appraisal import Appraised
from qudao.rules.decision import Decision, Reason
from qudao.rules.facts import Partner, Violation
from qudao.rules.months import first_day, last_day, month_of, named, span
from qudao.rules.period import contains, day_of, day_start, in_force

Figures = Mapping[str, Sequence[Decimal]]
"""One partner's figures of a period, by measure."""


@dataclass(frozen=True, slots=True)
class Period:
    """A period by its name, its first and its last day."""

    name: str
    first: date
    last: date


def decide(policy: Policy, seen: Facts, as_of: datetime) -> Mapping[str, Sequence[Decided]]:
    """The rows of `grades` that come from figures; nothing where the policy sets no standards."""
    if not policy.has("appraisal") or not policy.appraisal.standards:
        return {}
    return {"grades": list(_rows(policy, seen, as_of.date()))}


def tier_of(partner: Partner) -> str | None:
    """The tier whose standards a partner is measured by: the attribute `tier`, else its grade."""
    tier = partner.attributes.get("tier")
    return str(tier) if tier else partner.grade


def _rows(policy: Policy, seen: Facts, today: date) -> Iterator[GradeRow]:
    terms = policy.appraisal
    figures = _figures(policy, seen)
    said = {row.partner_id: typed("partners", row.attributes, policy.timezone) for row in seen.partners} if terms.evaluation else {}
    violations = _violations(policy, seen, said) if terms.evaluation else {}
    for period in _periods(policy, figures, today):
        given = figures.get(period.name, {})
        forms: dict[str, Decision[Appraised]] = {}
        for row in seen.partners:
            key = row.partner_id
            if key in given or (terms.evaluation and _is_active(policy, row, said[key].get("contract_ends_on"), period)):
                open_ones = _still_open(violations.get(key, ()), min(period.last, today))
                forms[key] = _form(policy, row, given.get(key, {}), violations=open_ones, period=period, today=today)
        beside = _closing(policy, forms, period, today)
        for key, decision in forms.items():
            yield GradeRow(
                subject_id=key,
                period=period.name,
                score=decision.outcome.percent,
                grade=decision.outcome.result,
                reasons=(*decision.reasons, *_offers(policy, decision, period.first), *beside),
                policy_version=policy.version,
            )


def _figures(policy: Policy, seen: Facts) -> dict[str, dict[str, dict[str, list[Decimal]]]]:
    """Every figure that a standard asks for, by period, partner and measure."""
    terms = policy.appraisal
    partners = {row.partner_id for row in seen.partners}
    measures = {term.value.measure for term in terms.standards}
    found: dict[str, dict[str, dict[str, list[Decimal]]]] = defaultdict(lambda: defaultdict(lambda: defaultdict(list)))
    for row in seen.results:
        if row.subject_id in partners and row.measure in measures:
            found[_name(policy, row.month)][row.subject_id][row.measure].append(row.value)
    return found


def _name(policy: Policy, day: date) -> str:
    return named(month_of(day), in_force(policy.appraisal.interval, day).value.months)


def _periods(policy: Policy, figures: Mapping[str, object], today: date) -> list[Period]:
    """Those of which anybody has a figure and that are over; with forms also the running one and the one before it."""
    names = set(figures)
    if policy.appraisal.evaluation:
        running = _period(_name(policy, today))
        names |= {running.name, _name(policy, last_day(month_of(running.first) - 1))}
    found = [_period(name) for name in sorted(names)]
    if not policy.appraisal.evaluation:
        return [period for period in found if period.last < today]
    begins_on = max(policy.appraisal.evaluation[0].starts_on, min(term.starts_on for term in policy.appraisal.standards))
    return [period for period in found if period.name in figures or period.last >= begins_on]


def _period(name: str) -> Period:
    first, last = span(name) or (0, 0)
    return Period(name, first_day(first), last_day(last))


def _is_active(policy: Policy, partner: Partner, ends_on: date | None, period: Period) -> bool:
    """Whether a partner worked with us on the first day of a period: joined, its contract not past its last day, not suspended."""
    begins_at = day_start(period.first, policy.timezone)
    suspended = any(start <= begins_at if end is None else contains(start, end, begins_at) for start, end in partner.suspended)
    return not suspended and (partner.joined_on is None or partner.joined_on <= period.first) and (ends_on is None or ends_on >= period.first)


def _violations(policy: Policy, seen: Facts, said: Mapping[str, Mapping[str, Any]]) -> dict[str, list[tuple[Violation, date, date | None]]]:
    """Every proven violation by partner: the day of its proof, and the day on which its correction was accepted."""
    accepted = [each for values in said.values() for each in values.get("corrections", ())]
    corrected: dict[str | None, date | None] = {each["violation_id"]: each["accepted_on"] for each in accepted}
    found: dict[str, list[tuple[Violation, date, date | None]]] = defaultdict(list)
    for one in sorted(seen.violations, key=lambda row: (row.at, row.violation_id)):
        if one.partner_id is not None:
            found[one.partner_id].append((one, day_of(one.at, policy.timezone), corrected.get(one.violation_id)))
    return found


def _still_open(violations: Sequence[tuple[Violation, date, date | None]], on: date) -> list[Violation]:
    """Those proven and not corrected by the end of a day."""
    return [one for one, proven_on, accepted_on in violations if proven_on <= on and (accepted_on is None or accepted_on > on)]


def _form(policy: Policy, partner: Partner, months: Figures, *, violations: Sequence[Violation], period: Period, today: date) -> Decision[Appraised]:
    terms = policy.appraisal
    if period.last >= today:
        made = appraisal.running(terms, last_on=period.last, on=period.first)
    else:
        made = appraisal.appraise(terms, tier=tier_of(partner), months=months, violations=violations, on=period.first)
    shown = appraisal.shown(terms, violations=violations, on=period.first) if violations else ()
    return Decision(made.outcome, (*made.reasons, *shown))


def _offers(policy: Policy, decision: Decision[Appraised], on: date) -> tuple[Reason, ...]:
    result = decision.outcome.result
    return incentive.offered(policy.incentive, result=result, on=on) if result is not None and policy.has("incentive") else ()


def _closing(policy: Policy, forms: Mapping[str, Decision[Appraised]], period: Period, today: date) -> tuple[Reason, ...]:
    """Whether the period's evaluation is closed, once it is over: shown on every form of it."""
    if not policy.appraisal.evaluation or period.last >= today:
        return ()
    complete = [decision.outcome.result is not None for decision in forms.values()]
    return appraisal.closing(policy.appraisal, complete=complete, on=period.first).reasons
