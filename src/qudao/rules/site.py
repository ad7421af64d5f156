"""Everything that was reported and visited at one project, found by person: whose claims a deal meets, which earlier records stand.

Clauses 2.1, 2.2, 2.11, 3.3, 3.6 and 3.7 of 分销商客户管理制度.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from qudao.rules.claim import EarlierRecords
from qudao.rules.decision import Decision
from qudao.rules.facts import Buyer, Registration, Relation, Visit
from qudao.rules.identity import Match, Person, is_masked, looks_like_company, normal_identity, normal_phone, person
from qudao.rules.people import People
from qudao.rules.period import contains
from qudao.rules.window import Window


@dataclass(frozen=True, slots=True)
class Found:
    """A registration that names a buyer or a buyer's relative, how well, and by what."""

    registration: Registration
    match: Match
    how: str
    """Code of the reason: identity_phone, identity_number, … ; blank when only the name agrees."""
    relation: str
    buyer: int
    """Which of the deal's buyers, counted from 0."""


class Family:
    """Relatives by phone or identity number; the relation holds both ways."""

    def __init__(self, relations: Iterable[Relation]) -> None:
        self._of: dict[str, set[tuple[str, str]]] = defaultdict(set)
        for row in relations:
            person_key, relative_key = number_key(row.person), number_key(row.relative)
            if person_key and relative_key:
                self._of[person_key].add((relative_key, row.relation))
                self._of[relative_key].add((person_key, row.relation))

    def of(self, who: Person) -> list[tuple[str, str]]:
        """Number and relation of each relative, in a fixed order."""
        numbers = [number for number in (who.phone, who.identity_no) if number and not is_masked(number)]
        return sorted({pair for number in numbers for pair in self._of.get(number, ())})


def number_key(text: str) -> str:
    """A phone or an identity number in normal form; 15 or 18 signs, or letters among them, make an identity number."""
    number = normal_identity(text)
    return number if len(number) in {15, 18} or (not number.isdigit() and "*" not in text) else normal_phone(text)


def person_of_buyer(buyer: Buyer) -> Person:
    """The buyer in normal form; a firm's name is its company."""
    return person(buyer.name, buyer.phone, buyer.identity_no, buyer.name if looks_like_company(buyer.name) else None)


class Site:
    """Registrations with their windows, and visits, of one project."""

    def __init__(self, registrations: Iterable[Registration], visits: Iterable[Visit], windows: Mapping[str, Decision[Window]]) -> None:
        self.registrations: People[Registration] = People(registrations)
        self.visits: People[Visit] = People(visits)
        self.windows = windows

    def found(self, buyers: list[Person], family: Family, relations: frozenset[str], *, at: datetime) -> list[Found]:
        """Every registration that names a buyer or one of the listed relatives, each once by its best match, in order of receipt.

        Where somebody named a buyer rightly, a report of the same name that is not in force at `at` is another person's and says nothing.
        """
        best: dict[str, Found] = {}
        for number, buyer in enumerate(buyers):
            for found in (*self._direct(buyer, number), *self._relatives(buyer, number, family, relations)):
                best.setdefault(found.registration.registration_id, found)
        names_only_in_force = bool(best)
        for number, buyer in enumerate(buyers):
            for registration in self.registrations.named(buyer):
                key = registration.registration_id
                if key not in best and (not names_only_in_force or self._runs(key, at)):
                    best[key] = Found(registration, Match.NAME_ONLY, "", "", number)
        return sorted(best.values(), key=lambda one: (one.registration.received_at, one.registration.registration_id))

    def _runs(self, registration_id: str, at: datetime) -> bool:
        window = self.windows[registration_id].outcome
        return contains(window.protected_from, window.protected_until, at)

    def _direct(self, buyer: Person, number: int) -> Iterable[Found]:
        for registration in self.registrations.strong(buyer):
            yield Found(registration, Match.CORRECT, self._how(registration, buyer), "", number)

    def _how(self, registration: Registration, buyer: Person) -> str:
        reported = self.registrations.of[registration.registration_id]
        if reported.identity_no and reported.identity_no == buyer.identity_no:
            return "identity_number"
        if reported.phone and reported.phone == buyer.phone and not is_masked(buyer.phone):
            return "identity_phone"
        masked = is_masked(reported.phone) or is_masked(buyer.phone)
        return "identity_masked_phone" if masked and buyer.name == reported.name else "identity_company"

    def _relatives(self, buyer: Person, number: int, family: Family, relations: frozenset[str]) -> Iterable[Found]:
        for key, relation in family.of(buyer) if relations else ():
            if relation in relations:
                for registration in self.registrations.by_number(key):
                    yield Found(registration, Match.CORRECT, "identity_relative", relation, number)

    def visits_of(self, who: Person) -> list[Visit]:
        """Visits of a person: by an identifier, or by the name where the visit has no identifier at all."""
        strong = self.visits.strong(who)
        bare = [visit for visit in self.visits.named(who) if not self.visits.of[visit.visit_id].has_identifier]
        return sorted({visit.visit_id: visit for visit in (*strong, *bare)}.values(), key=lambda visit: (visit.at, visit.visit_id))

    def is_covered(self, visit: Visit) -> bool:
        """Whether the partner that brought the visit had the customer reported, in time and in force, at that moment."""
        who = self.visits.of[visit.visit_id]
        for registration in (*self.registrations.strong(who), *self.registrations.named(who)):
            if registration.partner_id == visit.partner_id and self._runs(registration.registration_id, visit.at):
                return True
        return False

    def earlier_record(self, rule: EarlierRecords, registration: Registration, buyer: Person) -> Visit | None:
        """The first record before the report that makes the customer the company's own, or None."""
        reported = self.registrations.of[registration.registration_id]
        visits = {visit.visit_id: visit for who in (reported, buyer) for visit in self.visits_of(who)}
        since = None if rule.look_back_days is None else registration.received_at - timedelta(days=rule.look_back_days)
        for visit in sorted(visits.values(), key=lambda row: (row.at, row.visit_id)):
            if visit.at >= registration.received_at:
                break
            if (since is None or visit.at >= since) and self._stands(rule, visit):
                return visit
        return None

    def _stands(self, rule: EarlierRecords, visit: Visit) -> bool:
        if visit.partner_id is None or visit.source in rule.origins:
            return True
        return rule.unregistered_visits and not self.is_covered(visit)
