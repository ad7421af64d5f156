"""Confirm that one knows an approved version."""

from datetime import datetime

from django.db import transaction

from qudao.organization.events import record
from qudao.organization.models import User
from qudao.programmes.actions.read_policy import read_policy
from qudao.programmes.models import PolicyReceipt, PolicyVersion
from qudao.programmes.told import is_open_at


@transaction.atomic
def confirm_policy(*, version: PolicyVersion, by: User, at: datetime) -> PolicyReceipt:
    """Whoever confirms has read it. Twice within a cycle is once; when the cycle is over, it is a receipt of its own. CL-02, CO-30, CO-31."""
    read_policy(version=version, by=by, at=at)  # load
    own = list(PolicyReceipt.objects.filter(version=version, user=by, kind=PolicyReceipt.Kind.CONFIRMED).order_by("cycle"))
    if own and not is_open_at(version, own[-1].at, at=at):  # decide
        return own[-1]
    key = {"version": version, "user": by, "kind": PolicyReceipt.Kind.CONFIRMED, "cycle": len(own)}
    receipt, is_new = PolicyReceipt.objects.get_or_create(**key, defaults={"at": at})  # write
    if is_new:
        numbers = {"content_hash": version.content_hash, "cycle": receipt.cycle}
        record("programmes.policy_confirmed", version, by=by, at=at, numbers=numbers)  # record
    return receipt
