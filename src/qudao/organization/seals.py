"""What a seal covers: the canonical bytes of an event, the hash of a seal, and the proof that an event stands in one.

Whoever holds the proof of his own event must not learn how busy others were: a leaf names no counter, every tree has the same
256 leaves (the unused ones are keyed noise), and the events stand at places that only the key tells.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from qudao.kit import merkle
from qudao.kit.encrypted import keyed_hash
from qudao.organization.models import Event, Seal, SealedEvent

GENESIS = bytes(32)
"""What the first seal is chained to."""

PLACES = 256
"""Leaves of every tree, so that every proof has eight steps."""


@dataclass(frozen=True, slots=True)
class Proof:
    """That an event stands in a seal: `merkle.climb(merkle.leaf_hash(content), steps) == root`."""

    content: bytes
    steps: Sequence[merkle.Step]
    root: bytes
    seal: int
    seal_hash: bytes
    sealed_at: datetime

    @property
    def holds(self) -> bool:
        """Whether content and steps lead to the root; anybody can compute it."""
        return merkle.climb(merkle.leaf_hash(self.content), self.steps) == self.root


def content_of(event: Event) -> bytes:
    """The canonical JSON of an event: sorted keys, no blanks, instants in UTC with microseconds."""
    by = event.by
    return _canonical(
        {
            "public_id": str(event.public_id),
            "kind": event.kind,
            "subject_type": event.subject_type,
            "subject_id": event.subject_id,
            "by": str(by.public_id) if by else None,
            "at": _instant(event.at),
            "recorded_at": _instant(event.recorded_at),
            "numbers": event.numbers,
        }
    )


def leaf_of(event: Event) -> bytes:
    """The hash of an event's leaf."""
    return merkle.leaf_hash(content_of(event))


def places(number: int, count: int) -> list[int]:
    """Where the first `count` events of seal `number` stand, in their order."""
    return sorted(range(PLACES), key=lambda place: keyed_hash("seal place", f"{number}:{place}"))[:count]


def tree(number: int, leaves: Mapping[int, bytes]) -> list[bytes]:
    """All leaves of seal `number`: the events' at their places, and noise that nobody without the key tells from them."""
    return [leaves.get(place) or keyed_hash("seal noise", f"{number}:{place}") for place in range(PLACES)]


def hash_of(seal: Seal) -> bytes:
    """The hash of a seal: its number, the hash before it, its root, time and extent."""
    return sha256(
        _canonical(
            {
                "number": seal.number,
                "previous_hash": bytes(seal.previous_hash).hex(),
                "root": bytes(seal.root).hex(),
                "sealed_at": _instant(seal.sealed_at),
                "count": seal.count,
                "first_event": seal.first_event,
                "last_event": seal.last_event,
            }
        )
    ).digest()


def proof(event: Event) -> Proof | None:
    """The proof that an event stands in its seal; None while it is not sealed yet (at most ten seconds)."""
    place = SealedEvent.objects.select_related("seal").filter(event=event).first()
    if place is None:
        return None
    seal = place.seal
    members = SealedEvent.objects.filter(seal=seal).values_list("position", "leaf")
    leaves = tree(seal.number, {position: bytes(leaf) for position, leaf in members})
    return Proof(content_of(event), merkle.path(leaves, place.position), bytes(seal.root), seal.number, bytes(seal.hash), seal.sealed_at)


def _canonical(content: object) -> bytes:
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")
