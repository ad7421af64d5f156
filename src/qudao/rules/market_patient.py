"""A store's patients: which reports count, and whether a deal is the store's. Clause 1.1 of 市场部工作流程及相关制度."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from qudao.rules.decision import Decision, Number, Reason
from qudao.rules.facts import Buyer, Deal, Registration, Visit
from qudao.rules.identity import person
from qudao.rules.people import People, person_of
from qudao.rules.period import day_of, in_force
from qudao.rules.reception import ReceptionTerms, report


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose deal it is (nobody's: blank), and by which report where reports were recorded."""

    partner_id: str | None
    registration_id: str | None = None


def moment(deal: Deal) -> datetime | None:
    """When a deal was closed: the first of its events, the patient's payment among them."""
    events = (deal.pre_subscribed_at, deal.subscribed_at, deal.contracted_at, deal.paid_at)
    return min((at for at in events if at is not None), default=None)


def reports(terms: ReceptionTerms, *, registrations: Sequence[Registration], visits: Sequence[Visit], zone: tzinfo) -> dict[str, Decision[bool]]:
    """Every report of one store, from its own reports and visits alone.

    A report is tested against the patient's first arrival; once a patient was reported in time, later reports are in time too.
    """
    arrivals, told = People(visits), People(registrations)
    decided: dict[str, Decision[bool]] = {}
    for registration in sorted(registrations, key=lambda row: (row.received_at, row.registration_id)):
        who = person_of(registration)
        before = [
            row for row in told.strong(who) if (row.received_at, row.registration_id) < (registration.received_at, registration.registration_id)
        ]
        known = any(decided[row.registration_id].outcome for row in before)
        arrived_at = None if known else min((visit.at for visit in arrivals.strong(who)), default=None)
        decided[registration.registration_id] = report(terms, registration=registration, arrived_at=arrived_at, zone=zone)
    return decided


def owner(
    terms: ReceptionTerms,
    *,
    deal: Deal,
    buyers: Sequence[Buyer],
    reported: People[Registration],
    decided: Mapping[str, Decision[bool]],
    zone: tzinfo,
) -> Decision[Owner]:
    """The store that claims a deal owns it, unless reports of its patient are recorded and none of the store's was in time. Clause 1.1."""
    closed_at = moment(deal)
    term = in_force(terms.report, day_of(closed_at, zone)) if closed_at is not None else terms.report[-1]
    if deal.partner_id is None:
        return Decision(Owner(None), (Reason("nobody_claims", term.clause),))
    people = [person(buyer.name, buyer.phone, buyer.identity_no) for buyer in buyers]
    known = {row.registration_id: row for who in people for row in reported.strong(who)}
    if not known:
        return Decision(Owner(deal.partner_id), (Reason("store_claims", term.clause, {"partner_id": deal.partner_id}),))
    own = sorted((row for row in known.values() if row.partner_id == deal.partner_id), key=lambda row: (row.received_at, row.registration_id))
    timely = [row for row in own if decided[row.registration_id].outcome and (closed_at is None or row.received_at < closed_at)]
    if timely:
        numbers: dict[str, Number] = {"registration_id": timely[0].registration_id, "received_at": timely[0].received_at.astimezone(zone)}
        return Decision(Owner(deal.partner_id, timely[0].registration_id), (Reason("store_reported", term.clause, numbers),))
    reasons = [Reason("nobody_unreported", term.clause, {"reports": len(own)})]
    reasons += [decided[row.registration_id].reasons[0] for row in own if not decided[row.registration_id].outcome]
    return Decision(Owner(None), tuple(reasons))
