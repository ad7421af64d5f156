"""The 带客确认单 of a visit has been signed."""

from datetime import datetime

from django.db import transaction

from qudao.customers.models import Visit
from qudao.kit.refused import Refused
from qudao.organization.events import record
from qudao.organization.models import User


@transaction.atomic
def confirm_visit(*, visit: Visit, by: User, at: datetime, consultant: User | None = None) -> Visit:
    """Record that the paper carries the signatures, and the consultant who received the customer. Clause 3.2 of 分销商客户管理制度."""
    held = Visit.objects.select_for_update(of=("self",)).get(pk=visit.pk)
    if held.partner_id is None:
        raise Refused("confirmation_without_partner", clause="3.2")
    if held.confirmed_at is not None:
        raise Refused("confirmed_already", clause="3.2", numbers={"confirmed_at": held.confirmed_at})
    consultant = consultant or held.consultant
    if consultant is None:
        raise Refused("confirmation_without_consultant", clause="3.2", where="consultant")
    held.confirmed_at, held.consultant = at, consultant
    held.save(update_fields=["confirmed_at", "consultant"])
    record("customers.visit_confirmed", held, by=by, at=at, numbers={"consultant": consultant.public_id})
    return held
