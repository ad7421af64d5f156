"""Somebody says no to a previewed file."""

from datetime import datetime

from django.db import transaction

from qudao.imports.models import Batch
from qudao.kit.refused import Refused
from qudao.organization.events import record
from qudao.organization.models import User


@transaction.atomic
def discard_batch(*, batch: Batch, by: User, at: datetime) -> Batch:
    """Drop the rows; the batch stays as a trace without personal data."""
    batch = Batch.objects.select_for_update().get(pk=batch.pk)
    if batch.state not in (Batch.State.PREVIEWED, Batch.State.WAITING, Batch.State.REFUSED):
        raise Refused("import_already_taken_in")
    batch.state, batch.rows, batch.decided_at, batch.decided_by = Batch.State.DISCARDED, None, at, by
    batch.save(update_fields=["state", "rows", "decided_at", "decided_by"])
    record("imports.discarded", batch, by=by, at=at, numbers={"rows": batch.row_count})
    return batch
