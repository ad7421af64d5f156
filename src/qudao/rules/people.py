"""Finds records of the same customer. Each record is normalised once; a look-up touches only records that share a key."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Generic, TypeVar

from qudao.rules.facts import Registration, Visit
from qudao.rules.identity import Match, Person, compare, is_masked, person

R = TypeVar("R", Registration, Visit)


def person_of(record: Registration | Visit) -> Person:
    """The customer of a registration or visit in normal form; a private report's company is where the person works, not who buys."""
    private = isinstance(record, Registration) and record.corporate is False
    return person(record.customer_name, record.phone, record.identity_no, None if private else record.company)


def key_of(record: Registration | Visit) -> str:
    """The record's id."""
    return record.registration_id if isinstance(record, Registration) else record.visit_id


def _pairs(text: str) -> set[str]:
    return {text[start : start + 2] for start in range(len(text) - 1)} or {text}


class People(Generic[R]):
    """Records by identifier and by name. `strong` needs one right identifier, `named` only the same name."""

    def __init__(self, records: Iterable[R]) -> None:
        self.of: dict[str, Person] = {}
        self._by_phone: dict[str, list[R]] = defaultdict(list)
        self._by_identity: dict[str, list[R]] = defaultdict(list)
        self._by_name: dict[str, list[R]] = defaultdict(list)
        self._masked_by_name: dict[str, list[R]] = defaultdict(list)
        self._by_company_start: dict[str, list[R]] = defaultdict(list)
        self._by_company_part: dict[str, list[R]] = defaultdict(list)
        for record in records:
            self.add(record)

    def add(self, record: R) -> None:
        """Take one more record in."""
        who = self.of[key_of(record)] = person_of(record)
        name, phone, company = who.name, who.phone, who.company
        masked = is_masked(phone)
        if phone and not masked:
            self._by_phone[phone].append(record)
        if who.identity_no:
            self._by_identity[who.identity_no].append(record)
        if name:
            self._by_name[name].append(record)
            if masked:
                self._masked_by_name[name].append(record)
        if company:
            self._by_company_start[company[:2]].append(record)
            for pair in _pairs(company):
                self._by_company_part[pair].append(record)

    def strong(self, who: Person) -> list[R]:
        """Those that name the same customer by one right identifier, each once."""
        right = self._by_phone.get(who.phone, ()) if who.phone else ()
        if not who.identity_no and not who.company and not is_masked(who.phone) and who.name not in self._masked_by_name:
            return list(right)  # equal phones only, as for nearly everybody
        found: dict[str, R] = {key_of(record): record for record in right}
        for record in self._near(who):
            key = key_of(record)
            if key not in found and compare(self.of[key], who) is Match.CORRECT:
                found[key] = record
        return list(found.values())

    def named(self, who: Person) -> list[R]:
        """Those with the same name."""
        return self._by_name.get(who.name, []) if who.name else []

    def by_number(self, number: str) -> list[R]:
        """Those with exactly this phone or identity number, in normal form."""
        return [*self._by_phone.get(number, ()), *self._by_identity.get(number, ())]

    def _near(self, who: Person) -> Iterable[R]:
        if who.phone:
            yield from self.named(who) if is_masked(who.phone) else self._masked_by_name.get(who.name, ())
        if who.identity_no:
            yield from self._by_identity.get(who.identity_no, ())
        if who.company:
            yield from self._by_company_part.get(who.company[:2], ())
            for pair in _pairs(who.company):
                yield from self._by_company_start.get(pair, ())
