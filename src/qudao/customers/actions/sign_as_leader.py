"""The site leader signs a first visit."""

from datetime import datetime

from django.db import transaction

from qudao.customers.chain_steps import take_step
from qudao.customers.models import Visit
from qudao.organization.models import User


@transaction.atomic
def sign_as_leader(*, visit: Visit, by: User, at: datetime) -> Visit:
    """Record the leader's signature, after the review. Clause 2.10 of 分销商客户管理制度."""
    return take_step(visit, "leader_signed_at", by=by, at=at)
