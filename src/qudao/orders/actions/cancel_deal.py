"""Cancel a deal."""

from datetime import datetime

from django.db import transaction

from qudao.kit.refused import Refused
from qudao.orders.models import Deal
from qudao.organization.events import record
from qudao.organization.models import User


@transaction.atomic
def cancel_deal(*, deal: Deal, by: User | None, at: datetime) -> Deal:
    """Record that the customer gave the unit back; it can be sold again and its commission is denied.

    Clause 2.16 of 分销商客户管理制度: only deals that stand are submitted. The ruling stays as it was made.
    """
    deal = Deal.objects.select_for_update(of=("self",)).get(pk=deal.pk)
    if deal.cancelled_at is not None:
        raise Refused("deal_cancelled", numbers={"at": deal.cancelled_at})
    deal.cancelled_at = at
    deal.save(update_fields=["cancelled_at"])
    record("orders.deal_cancelled", deal, by=by, at=at)
    return deal
