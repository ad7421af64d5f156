"""Say why a warning of the check may stand."""

from datetime import datetime

from django.db import transaction

from qudao.kit.refused import Refused
from qudao.organization.events import record
from qudao.organization.models import User
from qudao.programmes.checking import findings_of
from qudao.programmes.drafts import Status, locked
from qudao.programmes.models import FindingAnswer, PolicyVersion

LONGEST = 1000


@transaction.atomic
def answer_finding(*, version: PolicyVersion, finding: str, reason: str, by: User, at: datetime) -> FindingAnswer:
    """A named person's reason for publishing with this warning. Errors cannot be answered, only mended. CL-03, CO-32 to CO-40."""
    row = locked(version, Status.DRAFT, Status.IN_REVIEW)  # load
    told = reason.strip()[:LONGEST]
    if not told:
        raise Refused("reason_missing", where="reason")
    found = next((one for one in findings_of(row, at=at) if one.key == finding), None)
    if found is None:
        raise Refused("finding_gone", where="finding")
    if not found.can_be_answered:
        raise Refused("error_must_be_mended", where="finding")
    answer = FindingAnswer.objects.create(version=row, finding=finding, reason=told, by=by, at=at)  # write
    record("programmes.finding_answered", row, by=by, at=at, numbers={"code": found.code, "content_hash": row.content_hash})  # record
    return answer
