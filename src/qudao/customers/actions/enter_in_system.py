"""The consultant enters a customer in the sales system, with the channel as source."""

from datetime import datetime

from django.db import transaction

from qudao.customers.chain_steps import take_step
from qudao.customers.models import Visit
from qudao.organization.models import User


@transaction.atomic
def enter_in_system(*, visit: Visit, by: User, at: datetime) -> Visit:
    """Record the entry, after the signature; it starts the forty-five days. The priority stays the report's.

    Clauses 2.6 and 2.10 of 分销商客户管理制度.
    """
    if visit.consultant_id is None:
        Visit.objects.filter(pk=visit.pk, consultant=None).update(consultant=by)
    return take_step(visit, "entered_at", by=by, at=at)
