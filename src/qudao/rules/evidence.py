"""What a deal's owner can show: the visit he brought, its papers, and the signed confirmation.

Clauses 2.10, 2.18 and 3.2 of 分销商客户管理制度. A missing piece blocks submission and is named; it never changes the owner.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import tzinfo

from qudao.rules.decision import Dated, Number
from qudao.rules.distribution import COMPANY_RECORDS, missing_steps
from qudao.rules.facts import Buyer, Registration, Visit
from qudao.rules.identity import person
from qudao.rules.people import People, person_of
from qudao.rules.period import day_of, in_force
from qudao.rules.window import Chain

PAPERS = ("message_at", "desk_at", "office_passed_at", "leader_signed_at", "entered_at")
"""Every paper that a chain can ask for."""

Deficits = dict[str, dict[str, Number]]
"""Grounds of withholding (visit_missing, chain_unfinished, confirmation_missing), each with its numbers."""

Group = tuple[str, str]
"""Partner and project."""


class Trail:
    """Visits and registrations by partner and project; a group is indexed when the first of its deals asks."""

    def __init__(self, visits: Iterable[Visit], registrations: Iterable[Registration]) -> None:
        self._visits: dict[Group, list[Visit]] = defaultdict(list)
        self._registrations: dict[Group, list[Registration]] = defaultdict(list)
        self._visitors: dict[Group, People[Visit]] = {}
        self._reported: dict[Group, People[Registration]] = {}
        for visit in visits:
            if visit.partner_id is not None and visit.source not in COMPANY_RECORDS:
                self._visits[visit.partner_id, visit.project_id].append(visit)
        for registration in registrations:
            self._registrations[registration.partner_id, registration.project_id].append(registration)

    def own(self, *, partner_id: str, project_id: str, registration: Registration | None, buyers: Sequence[Buyer]) -> tuple[Visit, ...]:
        """The owner's visits with the customer he reported (or a buyer), in order.

        By a right identifier; else by the same name, when no other report of his names that visitor by an identifier.
        """
        group = (partner_id, project_id)
        if group not in self._visitors:
            self._visitors[group] = People(self._visits.get(group, ()))
        visitors = self._visitors[group]
        people = [person(buyer.name, buyer.phone, buyer.identity_no) for buyer in buyers]
        if registration is not None:
            people.insert(0, person_of(registration))
        strong = _since(registration, (visit for who in people for visit in visitors.strong(who)))
        if strong:
            return strong
        named = _since(registration, (visit for who in people for visit in visitors.named(who)))
        return tuple(visit for visit in named if not self._is_anothers(visit, group, registration))

    def _is_anothers(self, visit: Visit, group: Group, registration: Registration | None) -> bool:
        if group not in self._reported:
            self._reported[group] = People(self._registrations.get(group, ()))
        own = registration.registration_id if registration is not None else None
        return any(row.registration_id != own for row in self._reported[group].strong(person_of(visit)))


def _since(registration: Registration | None, visits: Iterable[Visit]) -> tuple[Visit, ...]:
    """Each visit once and in order, from the receipt of the report on."""
    once = {visit.visit_id: visit for visit in visits if registration is None or visit.at >= registration.received_at}
    return tuple(sorted(once.values(), key=lambda visit: (visit.at, visit.visit_id)))


def deficits(visits: Sequence[Visit], *, chain: Sequence[Dated[Chain]], zone: tzinfo) -> Deficits:
    """What is missing for a submission: the visit, a step of its papers, the signed confirmation. Clauses 2.10 and 2.18."""
    if not visits:
        return {"visit_missing": {}}
    found: Deficits = {}
    lacking = [missing_steps(in_force(chain, day_of(visit.at, zone)).value, visit, zone) for visit in visits]
    first = visits[0].visit_id
    if all(lacking):
        found["chain_unfinished"] = {"visit_id": first, "missing": ";".join(lacking[0])}
    if not any(visit.confirmed is True for visit in visits):
        found["confirmation_missing"] = {"visit_id": first}
    return found


def missing_sources(visits: Sequence[Visit], registration_id: str | None) -> tuple[str, ...]:
    """Which of the three sources the owner lacks: registration, confirmation, system. Clause 3.2.

    A visit without any paper of the chain counts as entered on its own day, here as for its window and its commission.
    """
    has = {
        "registration": registration_id is not None,
        "confirmation": any(visit.confirmed is True for visit in visits),
        "system": any(visit.entered_at is not None or all(getattr(visit, paper) is None for paper in PAPERS) for visit in visits),
    }
    return tuple(source for source, present in has.items() if not present)
