"""Patients whom earlier customers brought: the deal of an earlier customer names the reports (`referred`), each is linked or not, and counted.

All of it stands on the deal's row of `attributions`: a row of `registrations` comes from its own store's facts alone.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime

from qudao.decide.attributes import typed
from qudao.decide.grouping import grouped
from qudao.decide.known import Facts
from qudao.policies.policy import Policy
from qudao.rules import referral
from qudao.rules.decision import Decision, Reason
from qudao.rules.facts import Deal
from qudao.rules.identity import Person, person
from qudao.rules.market_patient import moment
from qudao.rules.people import People, person_of
from qudao.rules.referral import Referred


def found(policy: Policy, seen: Facts, decided: Mapping[str, Decision[bool]], today: date) -> dict[str, tuple[Reason, ...]]:
    """What each deal that names reports is told of them, by deal; a report belongs to the case closed first, several of one patient count once."""
    named = {deal.deal_id: typed("deals", deal.attributes, policy.timezone).get("referred", ()) for deal in seen.deals if deal.attributes}
    if not policy.reception.referral or not any(named.values()):
        return {}
    since = _customers_since(seen)
    reports = {row.registration_id: row for row in seen.registrations}
    linked: set[str] = set()
    told: dict[str, tuple[Reason, ...]] = {}
    for deal in sorted((deal for deal in seen.deals if named.get(deal.deal_id)), key=_order):
        brought: set[Person] = set()
        reasons: list[Reason] = []
        for report in (reports[key] for key in dict.fromkeys(named[deal.deal_id]) if key in reports and key not in linked):
            key = report.registration_id
            referred = Referred(key, _closed_at(deal, report.received_at), report.received_at, decided[key].outcome, since.get(key))
            decision = referral.link(policy.reception, referred=referred, zone=policy.timezone)
            reasons += decision.reasons
            if decision.outcome:
                linked.add(key)
                brought.add(person_of(report))
        told[deal.deal_id] = (referral.counted(policy.reception, count=len(brought), on=today), *reasons)
    return told


def _order(deal: Deal) -> tuple[bool, datetime, str]:
    """The case closed first comes first, one that is not closed last."""
    at = moment(deal)
    return at is None, at or datetime.min.replace(tzinfo=UTC), deal.deal_id


def _closed_at(deal: Deal, by: datetime) -> datetime | None:
    """When a deal was closed; nothing where it was cancelled by then."""
    return None if deal.cancelled_at is not None and deal.cancelled_at <= by else moment(deal)


def _customers_since(seen: Facts) -> dict[str, datetime]:
    """For every report of somebody who bought, when the first of these deals was closed."""
    reported = {project: People(rows) for project, rows in grouped(seen.registrations, lambda row: row.project_id).items()}
    buyers = grouped(seen.buyers, lambda row: row.deal_id)
    since: dict[str, datetime] = {}
    for deal in seen.deals:
        at = moment(deal)
        if at is None or deal.project_id not in reported:
            continue
        for buyer in buyers.get(deal.deal_id, ()):
            for row in reported[deal.project_id].strong(person(buyer.name, buyer.phone, buyer.identity_no)):
                since[row.registration_id] = min(at, since.get(row.registration_id, at))
    return since
