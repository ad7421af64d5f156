"""Approve a version."""

from datetime import date, datetime

from django.db import transaction

from qudao.kit.refused import Refused
from qudao.organization.events import record
from qudao.organization.models import User
from qudao.programmes.approval import may_be_approved
from qudao.programmes.drafts import Status, locked
from qudao.programmes.models import PolicyVersion


@transaction.atomic
def approve_draft(
    *, version: PolicyVersion, content_hash: str, starts_on: date | None, short_notice_because: str = "", by: User, at: datetime
) -> PolicyVersion:
    """The version governs from its day on, and never changes again. CL-03, CO-30.

    `content_hash` and `starts_on` are those the approver looked at: what was sent back may come again with another day.
    `rules.amendment` decides; the first thing missing is the refusal.
    """
    row = locked(version, Status.IN_REVIEW)  # load
    by.refresh_from_db(fields=["role", "is_active"])  # while he waited for the lock it may have been taken away
    if not by.is_active:
        raise Refused("approver_left")
    decision = may_be_approved(  # decide
        row, content_hash=content_hash, starts_on=starts_on, short_notice_because=short_notice_because, by=by, at=at
    )
    if not decision.outcome:
        first = decision.reasons[0]
        raise Refused(first.code, clause=first.clause, numbers=first.numbers)
    row.status, row.approved_by, row.approved_at = Status.APPROVED, by, at  # write
    row.short_notice_because = short_notice_because.strip()
    row.save()
    policy = row.policy
    policy.title_zh, policy.title_en = row.title_zh, row.title_en
    policy.save(update_fields=["title_zh", "title_en"])
    numbers = {"content_hash": row.content_hash, "starts_on": row.starts_on, "clause": decision.clause}
    record("programmes.version_approved", row, by=by, at=at, numbers=numbers)  # record
    return row
