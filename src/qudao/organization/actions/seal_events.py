"""Seal what happened: one batch of committed events, chained to the seal before."""

from datetime import datetime, timedelta

from django.db import connection, transaction

from qudao.kit import merkle
from qudao.organization.models import Event, Seal, SealedEvent
from qudao.organization.seals import GENESIS, PLACES, hash_of, leaf_of, places, tree

BATCH = PLACES
LONGEST_TRANSACTION = timedelta(hours=1)
PATIENCE = timedelta(seconds=5)
"""How long an event waits for older transactions. Ones in other databases of the server count too, so waiting must end."""
LOCK = (7_100, 1)

UNSEALED = """
SELECT event.* FROM organization_event event
WHERE event.recorded_at > %s
  AND (event.transaction < pg_snapshot_xmin(pg_current_snapshot()) OR event.transaction >= pg_snapshot_xmax(pg_current_snapshot())
       OR event.recorded_at < %s)
  AND NOT EXISTS (SELECT 1 FROM organization_sealedevent sealed WHERE sealed.event_id = event.id)
ORDER BY event.id LIMIT %s
"""
"""Committed events that no transaction under way can still precede, or that have waited long enough.

Transaction ids above the snapshot's end came with a restored dump.
"""


@transaction.atomic
def seal_events(*, at: datetime) -> Seal | None:
    """Seal the oldest unsealed events; None if there are none, or if another sealer is at work. Writes no event: the seal is the record."""
    if not _is_the_only_sealer():
        return None
    last = Seal.objects.order_by("-number").first()
    since = last.sealed_at - LONGEST_TRANSACTION if last else datetime.min.replace(year=1900, tzinfo=at.tzinfo)
    events = list(Event.objects.raw(UNSEALED, [since, at - PATIENCE, BATCH]).prefetch_related("by"))
    if not events:
        return None
    number = last.number + 1 if last else 1
    leaves = dict(zip(places(number, len(events)), map(leaf_of, events), strict=True))
    seal = Seal(
        number=number,
        previous_hash=bytes(last.hash) if last else GENESIS,
        root=merkle.root(tree(number, leaves)),
        sealed_at=at,
        count=len(events),
        first_event=events[0].pk,
        last_event=events[-1].pk,
    )
    seal.hash = hash_of(seal)
    Seal.objects.bulk_create([seal])
    SealedEvent.objects.bulk_create(
        SealedEvent(event=event, seal=seal, position=position, leaf=leaf) for event, (position, leaf) in zip(events, leaves.items(), strict=True)
    )
    return seal


def _is_the_only_sealer() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", LOCK)
        return bool(cursor.fetchone()[0])
