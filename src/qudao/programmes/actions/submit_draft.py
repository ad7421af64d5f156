"""Hand a draft in for approval."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from qudao.kit.refused import Refused
from qudao.organization.events import record
from qudao.organization.models import User
from qudao.programmes.checking import terms_of
from qudao.programmes.content import policy_of
from qudao.programmes.drafts import Status, latest_approved, locked
from qudao.programmes.models import PolicyVersion
from qudao.rules.amendment import never_in_time
from qudao.rules.period import day_of


@transaction.atomic
def submit_draft(*, version: PolicyVersion, by: User, at: datetime) -> PolicyVersion:
    """From now on nobody writes in it. CL-03.

    It must say something new, under a new label, stand on the last approved version, and begin on a day that can still be approved.
    """
    row = locked(version, Status.DRAFT)  # load
    base = latest_approved(row.policy)
    if row.based_on_id != (base.pk if base else None):
        raise Refused("draft_based_on_older", numbers={"version": base.version if base else ""})
    if base is not None and base.content_hash == row.content_hash:
        raise Refused("draft_changes_nothing")
    if row.policy.versions.filter(status=Status.APPROVED, version=row.version).exists():
        raise Refused("label_taken", numbers={"version": row.version})
    if base is not None:
        governing, today = policy_of(base), day_of(at, ZoneInfo(row.policy.timezone))
        for fault in never_in_time(terms_of(governing), starts_on=row.starts_on, not_before=base.starts_on, today=today):
            raise Refused(fault.code, clause=fault.clause, numbers=fault.numbers)
    row.status, row.submitted_by, row.submitted_at, row.returned_because = Status.IN_REVIEW, by, at, ""  # write
    row.save()
    record("programmes.draft_submitted", row, by=by, at=at, numbers={"content_hash": row.content_hash})  # record
    return row
