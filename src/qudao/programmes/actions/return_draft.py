"""Send a version in review back to its drafter."""

from datetime import datetime

from django.db import transaction

from qudao.kit.refused import Refused
from qudao.organization.events import record
from qudao.organization.models import User
from qudao.programmes.drafts import Status, locked
from qudao.programmes.models import PolicyVersion


@transaction.atomic
def return_draft(*, version: PolicyVersion, reason: str, by: User, at: datetime) -> PolicyVersion:
    """The version can be written in again; what is to be done is said in words. CL-03."""
    row = locked(version, Status.IN_REVIEW)  # load
    if not reason.strip():
        raise Refused("reason_missing", where="reason")
    row.status, row.returned_because = Status.DRAFT, reason.strip()  # write
    row.save()
    record("programmes.draft_returned", row, by=by, at=at, numbers={"content_hash": row.content_hash})  # record
    return row
