"""What a deal's owner can show: the visit he brought, its papers, and the signed confirmation.

Clauses 2.10, 2.18 and 3.2 of 分销商客户管理制度. A missing piece blocks submission and is named; it never changes the owner.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import tzinfo

from qudao.rules.decision import Dated, Number
from qudao.rules.distribution import COMPANY_RECORDS, missing_steps
from qudao.rules.facts import Buyer, Registration, Visit
from qudao.rules.identity import Match, Person, compare, person
from qudao.rules.people import person_of
from qudao.rules.period import day_of, in_force
from qudao.rules.window import Chain

Deficits = dict[str, dict[str, Number]]
"""Grounds of withholding (visit_missing, chain_unfinished, confirmation_missing), each with its numbers."""

Key = tuple[str, str, str, str]
"""Partner, project, kind of identifier, value in normal form."""


class Trail:
    """Visits and registrations by partner, project and identifier, so that a deal's own visits are found without a search."""

    def __init__(self, visits: Iterable[Visit], registrations: Iterable[Registration]) -> None:
        self._visits: dict[Key, list[Visit]] = defaultdict(list)
        self._people: dict[str, Person] = {}
        self._reported: dict[Key, set[str]] = defaultdict(set)
        for visit in visits:
            if visit.partner_id is not None and visit.source not in COMPANY_RECORDS:
                who = self._people[visit.visit_id] = person_of(visit)
                for key in _keys(visit.partner_id, visit.project_id, who):
                    self._visits[key].append(visit)
        for registration in registrations:
            for key in _keys(registration.partner_id, registration.project_id, person_of(registration)):
                self._reported[key].add(registration.registration_id)

    def own(self, *, partner_id: str, project_id: str, registration: Registration | None, buyers: Sequence[Buyer]) -> tuple[Visit, ...]:
        """The owner's visits with the customer he reported (or a buyer), in order.

        By a right identifier; else by the same name, when no other report of his names that visitor by an identifier.
        """
        people = [person(buyer.name, buyer.phone, buyer.identity_no) for buyer in buyers]
        if registration is not None:
            people.insert(0, person_of(registration))
        near = {visit.visit_id: visit for who in people for key in _keys(partner_id, project_id, who) for visit in self._visits.get(key, ())}
        since = registration.received_at if registration is not None else None
        brought = [visit for visit in near.values() if since is None or visit.at >= since]
        strong = [visit for visit in brought if any(compare(who, self._people[visit.visit_id]) is Match.CORRECT for who in people)]
        weak = [visit for visit in brought if not self._is_anothers(visit, registration)]
        return tuple(sorted(strong or weak, key=lambda visit: (visit.at, visit.visit_id)))

    def _is_anothers(self, visit: Visit, registration: Registration | None) -> bool:
        own = registration.registration_id if registration is not None else None
        keys = _keys(visit.partner_id or "", visit.project_id, self._people[visit.visit_id])
        return any(self._reported.get(key, set()) - {own} for key in keys if key[2] != "name")


def _keys(partner_id: str, project_id: str, who: Person) -> Iterator[Key]:
    for kind in ("phone", "identity_no", "company", "name"):
        value: str = getattr(who, kind)
        if value:
            yield partner_id, project_id, kind, value


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
    """Which of the three sources the owner lacks: registration, confirmation, system. Clause 3.2."""
    has = {
        "registration": registration_id is not None,
        "confirmation": any(visit.confirmed is True for visit in visits),
        "system": any(visit.entered_at is not None for visit in visits),
    }
    return tuple(source for source, present in has.items() if not present)
