"""Mark a notice as read."""

from datetime import datetime

from django.db import transaction

from qudao.customers.models import Notice
from qudao.organization.events import record
from qudao.organization.models import User


@transaction.atomic
def read_notice(*, notice: Notice, by: User, at: datetime) -> Notice:
    """Note when a notice was first opened. No clause: it only takes the mark off the bell."""
    changed = Notice.objects.filter(pk=notice.pk, read_at__isnull=True).update(read_at=at)
    notice.refresh_from_db(fields=["read_at"])
    if changed:
        record("customers.notice_read", notice, by=by, at=at, numbers={"registration": notice.registration.public_id})
    return notice
