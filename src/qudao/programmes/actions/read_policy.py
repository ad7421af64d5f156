"""Note that somebody opened an approved version."""

from datetime import datetime

from django.db import transaction

from qudao.kit.refused import Refused
from qudao.organization.events import record
from qudao.organization.models import User
from qudao.programmes.models import PolicyReceipt, PolicyVersion


@transaction.atomic
def read_policy(*, version: PolicyVersion, by: User, at: datetime) -> PolicyReceipt:
    """The first time counts. CO-30: an amendment is told to those affected, with a read receipt; whom it does not bind is not asked."""
    if not version.is_told_to(by):
        raise Refused("version_not_addressed")
    receipt, is_new = PolicyReceipt.objects.get_or_create(version=version, user=by, kind=PolicyReceipt.Kind.READ, defaults={"at": at})  # write
    if is_new:
        record("programmes.policy_read", version, by=by, at=at, numbers={"content_hash": version.content_hash})  # record
    return receipt
