"""Give a draft up."""

from datetime import datetime

from django.db import transaction

from qudao.organization.events import record
from qudao.organization.models import User
from qudao.programmes.drafts import Status, locked
from qudao.programmes.models import PolicyVersion


@transaction.atomic
def withdraw_draft(*, version: PolicyVersion, by: User, at: datetime) -> PolicyVersion:
    """A draft or a version in review that will not be; its text stays readable. CL-03."""
    row = locked(version, Status.DRAFT, Status.IN_REVIEW)  # load
    row.status = Status.WITHDRAWN  # write
    row.save()
    record("programmes.draft_withdrawn", row, by=by, at=at, numbers={"content_hash": row.content_hash})  # record
    return row
