"""Hand a draft in for approval."""

from datetime import datetime

from django.db import transaction

from qudao.kit.refused import Refused
from qudao.organization.events import record
from qudao.organization.models import User
from qudao.programmes.drafts import Status, latest_approved, locked
from qudao.programmes.models import PolicyVersion


@transaction.atomic
def submit_draft(*, version: PolicyVersion, by: User, at: datetime) -> PolicyVersion:
    """From now on nobody writes in it. It must say something new, under a new label, and stand on the last approved version. CL-03."""
    row = locked(version, Status.DRAFT)  # load
    base = latest_approved(row.policy)
    if row.based_on_id != (base.pk if base else None):
        raise Refused("draft_based_on_older", numbers={"version": base.version if base else ""})
    if base is not None and base.content_hash == row.content_hash:
        raise Refused("draft_changes_nothing")
    if row.policy.versions.filter(status=Status.APPROVED, version=row.version).exists():
        raise Refused("label_taken", numbers={"version": row.version})
    row.status, row.submitted_by, row.submitted_at, row.returned_because = Status.IN_REVIEW, by, at, ""  # write
    row.save()
    record("programmes.draft_submitted", row, by=by, at=at, numbers={"content_hash": row.content_hash})  # record
    return row
