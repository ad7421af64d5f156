"""Confirm that one knows an approved version."""

from datetime import datetime

from django.db import transaction

from qudao.organization.events import record
from qudao.organization.models import User
from qudao.programmes.actions.read_policy import read_policy
from qudao.programmes.models import PolicyReceipt, PolicyVersion


@transaction.atomic
def confirm_policy(*, version: PolicyVersion, by: User, at: datetime) -> PolicyReceipt:
    """Whoever confirms has read it. Twice is once. CL-02, CO-30."""
    read_policy(version=version, by=by, at=at)  # load, decide
    receipt, is_new = PolicyReceipt.objects.get_or_create(version=version, user=by, kind=PolicyReceipt.Kind.CONFIRMED, defaults={"at": at})  # write
    if is_new:
        record("programmes.policy_confirmed", version, by=by, at=at, numbers={"content_hash": version.content_hash})  # record
    return receipt
