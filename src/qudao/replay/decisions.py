"""Decide every stored decision again, under its own version and from the facts that were known at its instant. Writes nothing."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain

from django.db import connection, transaction

from qudao.customers.models import Registration
from qudao.orders.models import Ruling
from qudao.programmes.models import Project
from qudao.replay import decisions_deals, decisions_log, decisions_money, decisions_registrations
from qudao.replay.changes import Changes
from qudao.replay.difference import Difference
from qudao.replay.facts import Family, Ledger, People
from qudao.replay.versions import Versions
from qudao.settlement.models import StatementLine

KEPT = 1000
"""So many differences are told one by one; the others are counted."""

Tick = Callable[[int, int], None]


@dataclass(slots=True)
class Verdict:
    """How many decisions of each kind were made again, and what differs."""

    decided: Counter[str] = field(default_factory=Counter)
    count: int = 0
    differences: list[Difference] = field(default_factory=list)

    @property
    def decisions(self) -> int:
        """All kinds together."""
        return self.decided.total()

    def add(self, found: Iterable[Difference]) -> None:
        """Count differences and keep the first."""
        for difference in found:
            self.count += 1
            if len(self.differences) < KEPT:
                self.differences.append(difference)


def verify_decisions(*, tick: Tick | None = None) -> Verdict:
    """Decide again, project by project, on one snapshot; `tick` hears how many of how many are done.

    A difference is a decision that is not what its own policy version makes of the facts as they were known when it was decided.
    """
    with _one_snapshot():
        return _verified(tick)


@contextmanager
def _one_snapshot() -> Iterator[None]:
    """Everything is read as of one instant, so that what is written meanwhile makes no difference; within a transaction, as it is."""
    is_first = not connection.in_atomic_block
    with transaction.atomic():
        if is_first:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def _verified(tick: Tick | None) -> Verdict:
    verdict, versions, changes = Verdict(), Versions(), Changes()
    people, family = People(changes), Family()
    total = Registration.objects.count() + Ruling.objects.count() + StatementLine.objects.count()
    done = 0
    for project in Project.objects.order_by("pk"):
        for kind, found in _of_project(Ledger(project, changes, people, family), versions):
            verdict.decided[kind] += 1
            verdict.add(found)
            done += 1
            if tick is not None and done % 500 == 0:
                tick(min(done, total), total)
    for kind, found in decisions_money.sums():
        verdict.decided[kind] += 1
        verdict.add(found)
    verdict.add(versions.changed())
    verdict.add(decisions_log.differences())
    if tick is not None:
        tick(total, total)
    return verdict


def _of_project(ledger: Ledger, versions: Versions) -> Iterator[tuple[str, list[Difference]]]:
    registrations = ((decisions_registrations.KIND, found) for found in decisions_registrations.again(ledger, versions))
    lines = ((decisions_money.KIND, found) for found in decisions_money.again(ledger, versions))
    return chain(registrations, decisions_deals.again(ledger, versions), lines)
