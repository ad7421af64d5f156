"""What the event log tells of facts that were overwritten: when each changed, and what it was before."""

from collections import defaultdict
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar

from qudao.customers.models import Registration, Visit
from qudao.orders.models import Deal
from qudao.organization.models import Event
from qudao.rules.facts import Staff

Undo = tuple[tuple[datetime, dict[str, Any]], ...]
"""When something changed, and the values before; in order of time."""

T = TypeVar("T")

FILER = "designated_filer"


def as_it_was(fact: T, undo: Undo, at: datetime) -> T:
    """The fact with every change after `at` undone."""
    before: dict[str, Any] = {}
    for changed_at, values in reversed(undo):
        if changed_at > at:
            before |= values
    return replace(fact, **before) if before else fact  # type: ignore[type-var]


class Changes:
    """The changes of overwritten facts, by the public id of what changed; read once."""

    def __init__(self) -> None:
        self._of: dict[str, list[tuple[datetime, dict[str, Any]]]] = defaultdict(list)
        self._filers: dict[str, list[tuple[datetime, str, bool]]] = defaultdict(list)
        bulk: dict[str, Any] = {}
        kinds = (*_READERS, "customers.bulk_classified", "partners.designated_filer_set", "partners.person_left")
        for event in Event.objects.filter(kind__in=kinds).order_by("at", "id").iterator():
            if event.kind == "customers.bulk_classified":
                was = event.numbers.get("was", bulk.get(event.subject_id))
                bulk[event.subject_id] = event.numbers["bulk"]
                self._of[event.subject_id].append((event.at, {"bulk": was}))
            elif event.kind in _READERS:
                for subject, before in _READERS[event.kind](event):
                    self._of[subject].append((event.at, before))
            else:
                self._filers[event.subject_id].append((event.at, event.kind, bool(event.numbers.get("designated"))))

    def registrations(self, row: Registration) -> Undo:
        """What a registration was."""
        return tuple(self._of.get(str(row.public_id), ()))

    def visits(self, row: Visit) -> Undo:
        """What a visit was; the signed confirmation is blank before its instant."""
        changes = self._of.get(str(row.public_id), [])
        if row.confirmed_at is not None and not row.is_history:
            changes = sorted([*changes, (row.confirmed_at, {"confirmed": False})], key=lambda change: change[0])
        return tuple(changes)

    def deals(self, row: Deal) -> Undo:
        """What a deal was: a stage that was added is blank before it was recorded, whatever day it carries."""
        return tuple(self._of.get(str(row.public_id), ()))

    def persons(self, fact: Staff) -> Undo:
        """What one of a partner's people was: from when to when he filed, and that he had not left yet."""
        undo: list[tuple[datetime, dict[str, Any]]] = []
        role: str | None = None
        for at, kind, designated in self._filers.get(fact.staff_id, ()):
            left = {"left_on": None} if kind == "partners.person_left" else {}
            undo.append((at, {"role": role, **left}))
            role = FILER if kind == "partners.designated_filer_set" and designated else None
        return tuple(undo)


def _exception(event: Event) -> list[tuple[str, dict[str, Any]]]:
    visits = event.numbers.get("no_longer_walk_in", [])
    return [(event.subject_id, {"exception": None}), *((visit, {"source": Visit.Source.WALK_IN.value}) for visit in visits)]


def _formal(event: Event) -> list[tuple[str, dict[str, Any]]]:
    came_alone = event.numbers.get("came_alone") and event.numbers.get("status") != Registration.Status.REFUSED
    return [(event.numbers["visit"], {"partner_id": None})] if came_alone else []


def _stage(event: Event) -> list[tuple[str, dict[str, Any]]]:
    return [(event.subject_id, {event.numbers["stage"]: None})]


_READERS = {"customers.exception_granted": _exception, "customers.formal_registration_filed": _formal, "orders.deal_advanced": _stage}
