"""What a report would be worth, told before it is sent: the earliest visit that counts and the last day of the first protection.

Read from the terms of the policy in force, never from other partners' rows.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from qudao.policies.load import Policy
from qudao.rules.decision import Dated
from qudao.rules.period import day_end, day_of, day_start, end_after, in_force
from qudao.rules.window import DistributionTerms, IntercompanyTerms, Required


@dataclass(frozen=True, slots=True)
class Promise:
    """From when a visit counts and the exclusive end of the first protection, each with its clause. None: the regulation sets none."""

    earliest: datetime | None = None
    earliest_clause: str = ""
    latest: datetime | None = None
    latest_clause: str = ""
    days: int | None = None
    lead_minutes: int | None = None
    declaration_clause: str = ""


def promise(policy: Policy, *, at: datetime, local: bool, planned_visit_on: date | None = None) -> Promise:
    """The promise of a report received at `at`."""
    terms = policy.protection
    if isinstance(terms, DistributionTerms):
        return _of_distribution(policy, terms, at, local)
    return _of_pre_report(policy, terms, at, planned_visit_on)


def _of_distribution(policy: Policy, terms: DistributionTerms, at: datetime, local: bool) -> Promise:
    zone = policy.timezone
    today = day_of(at, zone)
    lead, protection = in_force(terms.lead_time, today), in_force(terms.before_visit, today)
    if local:
        earliest = whole_minute(at + timedelta(minutes=lead.value.local_minutes))
    else:
        earliest = day_end(today, zone) if lead.value.remote == "previous_day" else whole_minute(at + timedelta(hours=24))
    return Promise(
        earliest=earliest,
        earliest_clause=lead.clause,
        latest=end_after(at, protection.value.days, protection.value.counted_from, zone),
        latest_clause=protection.clause,
        days=protection.value.days,
        lead_minutes=lead.value.local_minutes if local else None,
        declaration_clause=_clause_of(terms.required, "declaration", today),
    )


def _of_pre_report(policy: Policy, terms: IntercompanyTerms, at: datetime, planned_visit_on: date | None) -> Promise:
    """A pre-report protects nothing: it says only from which day the visit may be, and for which day it was planned."""
    zone = policy.timezone
    today = day_of(at, zone)
    lead = in_force(terms.pre_report, today)
    return Promise(
        earliest=day_start(today + timedelta(days=lead.value.days_before), zone),
        earliest_clause=lead.clause,
        latest=day_end(planned_visit_on, zone) if planned_visit_on else None,
        latest_clause=lead.clause,
        declaration_clause=_clause_of(terms.required_pre, "declaration", today),
    )


def _clause_of(required: Iterable[Dated[Required]], demand: str, today: date) -> str:
    return next((term.clause for term in required if term.value.demand == demand and term.starts_on <= today), "")


def whole_minute(at: datetime) -> datetime:
    """The first whole minute not before `at`: what is promised on a page must be true to the second."""
    return at if at.second == at.microsecond == 0 else at.replace(second=0, microsecond=0) + timedelta(minutes=1)
