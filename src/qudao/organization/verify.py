"""`qudao verify`: compute every leaf, root and link again, and say exactly where the log breaks."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import OperationalError

from qudao.kit import clock, merkle
from qudao.organization.models import Event, Seal, SealedEvent
from qudao.organization.seals import GENESIS, hash_of, leaf_of, places, tree

TOO_LONG = timedelta(seconds=60)
SHOWN = 20
HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Break:
    """Where the log does not hold: the batch, the position in it, the event, and what is wrong."""

    what: str
    seal: int | None = None
    position: int | None = None
    event: int | None = None

    def __str__(self) -> str:
        places = [("batch", self.seal), ("position", self.position), ("event", self.event)]
        return f"{', '.join(f'{name} {number}' for name, number in places if number is not None)}: {self.what}".removeprefix(": ")


@dataclass(frozen=True, slots=True)
class Report:
    """What was looked at and what does not hold."""

    seals: int
    events: int
    unsealed: int
    last_hash: bytes
    breaks: tuple[Break, ...]


def verify(*, at: datetime, head: bytes | None = None) -> Report:
    """Walk all seals in order, every event in each. The clock says which unsealed events are late.

    `head` is the hash of a seal that somebody kept elsewhere: a tail cut off, or a past made anew, leaves a chain that holds but lacks it.
    """
    breaks: list[Break] = []
    is_there = head in (None, GENESIS)
    previous, expected, events = GENESIS, 1, 0
    for seal in Seal.objects.order_by("number").iterator():
        breaks += _chain(seal, previous, expected)
        members = list(SealedEvent.objects.filter(seal_id=seal.number).order_by("event_id"))
        breaks += _batch(seal, members)
        previous, expected, events = bytes(seal.hash), seal.number + 1, events + len(members)
        is_there = is_there or previous == head
    if head is not None and not is_there:
        breaks.append(Break(f"no batch has the hash {head.hex()} that was kept: the log was cut off after it was written down, or made anew"))
    late = Event.objects.filter(sealed__isnull=True)
    breaks += [
        Break(f"not sealed since {event.recorded_at:%Y-%m-%d %H:%M:%S}", event=event.pk)
        for event in late.filter(recorded_at__lt=at - TOO_LONG).order_by("id")[:SHOWN]
    ]
    return Report(expected - 1, events, late.count(), previous, tuple(breaks))


def _chain(seal: Seal, previous: bytes, expected: int) -> Iterator[Break]:
    if seal.number != expected:
        yield Break(f"batches {expected} to {seal.number - 1} are missing", seal.number)
    elif bytes(seal.previous_hash) != previous:
        yield Break("not chained to the batch before it", seal.number)
    if hash_of(seal) != bytes(seal.hash):
        yield Break("the seal itself was changed", seal.number)


def _batch(seal: Seal, members: list[SealedEvent]) -> Iterator[Break]:
    """The members of one batch: all there, in order, unchanged, and the root over them."""
    rows = Event.objects.select_related("by").in_bulk([member.event_id for member in members])
    expected = places(seal.number, seal.count)
    found = {member.position for member in members}
    for position in expected:
        if position not in found:
            yield Break("an event is missing", seal.number, position)
    for member, position in zip(members, expected, strict=False):
        event = rows.get(member.event_id)
        if event is None:
            yield Break("the event was deleted", seal.number, member.position, member.event_id)
        elif leaf_of(event) != bytes(member.leaf):
            yield Break("the event was changed", seal.number, member.position, member.event_id)
        if len(members) == seal.count and member.position != position:
            yield Break("the event stands in another place than it was sealed in", seal.number, member.position, member.event_id)
    for member in members[seal.count :]:
        yield Break("the event was added afterwards", seal.number, member.position, member.event_id)
    leaves = {member.position: bytes(member.leaf) for member in members}
    if len(members) == seal.count and merkle.root(tree(seal.number, leaves)) != bytes(seal.root):
        yield Break("the events do not give the root that was sealed", seal.number)


def command(head: str | None = None) -> int:
    """Print what holds and what does not; 1 if anything does not, 2 if the database does not answer or `head` is no hash."""
    if head is not None and not HASH.fullmatch(head.strip().lower()):
        print(f"--head is {head!r}: expected the 64 hexadecimal digits that an earlier `qudao verify` printed as its last seal")  # noqa: T201
        return 2
    try:
        report = verify(at=clock.now(), head=bytes.fromhex(head.strip()) if head is not None else None)
    except OperationalError as error:
        print(f"The database does not answer: {str(error).splitlines()[0]}. Start Qudao first, or set DATABASE_URL.")  # noqa: T201
        return 2
    for item in report.breaks:
        print(f"BROKEN {item}")  # noqa: T201
    state = f"{len(report.breaks)} breaks" if report.breaks else "the chain holds"
    print(f"{report.events} events in {report.seals} batches, {report.unsealed} waiting for their seal: {state}. Last seal {report.last_hash.hex()}")  # noqa: T201
    return 1 if report.breaks else 0
