"""Finds, among one partner's registrations at one project, those of the same customer. Each record is normalised once."""

from collections import defaultdict
from collections.abc import Iterable

from qudao.rules.facts import Registration, Visit
from qudao.rules.identity import Match, Person, compare, is_masked, person


def person_of(record: Registration | Visit) -> Person:
    """The customer of a registration or visit in normal form."""
    return person(record.customer_name, record.phone, record.identity_no, record.company)


class OwnIndex:
    """Registrations by identifier and by name. `strong` needs one right identifier, `named` only the same name."""

    def __init__(self, registrations: Iterable[Registration]) -> None:
        self.people: dict[str, Person] = {}
        self._by_phone: dict[str, list[Registration]] = defaultdict(list)
        self._by_identity: dict[str, list[Registration]] = defaultdict(list)
        self._by_name: dict[str, list[Registration]] = defaultdict(list)
        self._companies: list[Registration] = []
        for registration in registrations:
            who = self.people[registration.registration_id] = person_of(registration)
            if who.phone and not is_masked(who.phone):
                self._by_phone[who.phone].append(registration)
            if who.identity_no:
                self._by_identity[who.identity_no].append(registration)
            if who.company:
                self._companies.append(registration)
            if who.name:
                self._by_name[who.name].append(registration)

    def strong(self, who: Person) -> list[Registration]:
        """Those that name the same customer by one right identifier, each once."""
        found: dict[str, Registration] = {}
        for registration in self._near(who):
            key = registration.registration_id
            if key not in found and compare(self.people[key], who) is Match.CORRECT:
                found[key] = registration
        return list(found.values())

    def named(self, who: Person) -> list[Registration]:
        """Those with the same name."""
        return self._by_name.get(who.name, []) if who.name else []

    def _near(self, who: Person) -> Iterable[Registration]:
        if who.phone and not is_masked(who.phone):
            yield from self._by_phone.get(who.phone, ())
        if who.identity_no:
            yield from self._by_identity.get(who.identity_no, ())
        if who.company:
            yield from self._companies
        if who.phone:
            yield from self.named(who)
