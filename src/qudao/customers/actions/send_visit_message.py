"""The partner reports its customer's arrival (微信报备 on the day of the visit)."""

from datetime import datetime

from django.db import transaction

from qudao.customers.chain_steps import take_step
from qudao.customers.models import Visit
from qudao.kit.refused import Refused
from qudao.organization.models import User
from qudao.partners.models import Person


@transaction.atomic
def send_visit_message(*, visit: Visit, by: User, at: datetime) -> Visit:
    """Record the partner's message about the arrival; it must be sent on the visit's own day. Clause 2.10 of 分销商客户管理制度."""
    if visit.partner_id is None or not Person.objects.filter(user=by, partner=visit.partner_id).exists():
        raise Refused("message_not_own", clause="2.10")
    return take_step(visit, "message_at", by=by, at=at)
