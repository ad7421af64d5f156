"""Show one full number of one record to somebody with a reason."""

from datetime import datetime, timedelta

from django.db import transaction

from qudao.customers.models import Registration, Unmasking, Visit
from qudao.kit.refused import Refused
from qudao.organization.events import record as record_event
from qudao.organization.models import User

FIELDS = ("phone", "identity_no")
LONGEST = 200
LIMIT = 60
WITHIN = timedelta(hours=1)


@transaction.atomic
def unmask(*, record: Registration | Visit, field: str, reason: str, by: User, at: datetime) -> str:
    """The full phone or identity number, once; who looked, when and why stays on record. Clause 2.8 of 客户归属认定及报备细则 hides it otherwise.

    `LIMIT` looks an hour are enough for an office; whoever needs more is copying the list.
    """
    if field not in FIELDS:
        raise Refused("unmask_field_unknown", where="field")
    if not any(map(str.isalnum, reason)):  # invisible characters are no reason
        raise Refused("unmask_reason_missing", where="reason")
    value: str | None = record.phone if field == "phone" else record.identity_no
    if not value:
        raise Refused("unmask_blank", numbers={"field": field}, where="field")
    User.objects.select_for_update(no_key=True).get(pk=by.pk)  # one look after the other, so that none slips past the count
    if Unmasking.objects.filter(user=by, at__gt=at - WITHIN).count() >= LIMIT:
        raise Refused("unmask_limit", numbers={"limit": LIMIT}, where="reason")
    is_registration = isinstance(record, Registration)
    row = Unmasking.objects.create(
        user=by, field=field, reason=reason.strip()[:LONGEST], at=at, **{"registration" if is_registration else "visit": record}
    )
    record_event("customers.number_unmasked", record, by=by, at=at, numbers={"field": field, "unmasking": row.pk})
    return value
