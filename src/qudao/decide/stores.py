"""A clinic's partner store as its attributes tell: its class, the consultant who keeps it, and who wished to change the class."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from qudao.decide.attributes import typed
from qudao.decide.known import Facts
from qudao.decide.members import filing
from qudao.decide.rows import FilingRow
from qudao.policies.policy import Policy
from qudao.rules import store_class
from qudao.rules.decision import Reason
from qudao.rules.facts import Partner
from qudao.rules.store_class import ClassChange


@dataclass(frozen=True, slots=True)
class Store:
    """What is stored of one store."""

    partner_id: str
    stored: str | None
    consultant: str | None
    changes: Mapping[str, ClassChange]

    def at_desk(self, policy: Policy, on: date) -> tuple[Reason, ...]:
        """What the front desk is shown of the store on a day."""
        holds = store_class.class_on(policy.reception, stored=self.stored, wishes=tuple(self.changes.values()), on=on)
        return store_class.at_desk(policy.reception, store_class=holds, maintained_by=self.consultant, on=on)

    def filings(self, policy: Policy) -> Iterator[FilingRow]:
        """Every wish to change the class: valid where it was allowed, else invalid."""
        for key, wish in self.changes.items() if policy.reception.class_setter else ():
            decision = store_class.change(policy.reception, wish=wish)
            yield filing(policy, f"{self.partner_id}/{key}/class", "valid" if decision.outcome else "invalid", decision)


def store_of(policy: Policy, partner: Partner, seen: Facts, today: date) -> Store:
    """A store as of a day: wishes for later days are none yet."""
    said = typed("partners", partner.attributes, policy.timezone)
    wishes = [each for each in said.get("class_changes", ()) if each["change_id"] and each["store_class"]]
    roles = {row.staff_id: tuple((row.role or "").split(";")) for row in seen.staff} if wishes else {}
    changes = {
        each["change_id"]: ClassChange(each["store_class"], each["changed_on"] or today, each["changed_by"] or "", roles.get(each["changed_by"], ()))
        for each in wishes
        if (each["changed_on"] or today) <= today
    }
    return Store(partner.partner_id, said.get("store_class"), said.get("consultant"), changes)
