"""Somebody says yes to a previewed file."""

from datetime import datetime

from django.db import transaction

from qudao.imports.models import Batch
from qudao.imports.tasks import take_in
from qudao.kit.refused import Refused
from qudao.organization.events import record
from qudao.organization.models import User


@transaction.atomic
def start_taking_in(*, batch: Batch, by: User, at: datetime) -> Batch:
    """Queue the file for the worker, in this transaction. History is approved by another person than the one who handed it in."""
    batch = Batch.objects.select_for_update().get(pk=batch.pk)
    expected = Batch.State.WAITING if batch.is_history else Batch.State.PREVIEWED
    if batch.state in (Batch.State.TAKING_IN, Batch.State.TAKEN_IN):
        raise Refused("import_already_taken_in")
    if batch.state != expected:
        raise Refused("import_not_ready")
    if batch.is_history and batch.uploaded_by_id == by.pk:
        raise Refused("import_needs_another_person")
    batch.state, batch.decided_at, batch.decided_by = Batch.State.TAKING_IN, at, by
    batch.save(update_fields=["state", "decided_at", "decided_by"])
    record("imports.taking_in_started", batch, by=by, at=at, numbers={"rows": batch.row_count, "history": batch.is_history})
    take_in.defer(batch=str(batch.public_id))
    return batch
