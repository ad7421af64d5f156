"""The site's back office has reviewed a first visit."""

from datetime import datetime

from django.db import transaction

from qudao.customers.chain_steps import take_step
from qudao.customers.models import Visit
from qudao.organization.models import User


@transaction.atomic
def pass_office_review(*, visit: Visit, by: User, at: datetime) -> Visit:
    """Record that the review passed, after message and desk. It looks at this report's own facts only. Clause 2.10 of 分销商客户管理制度."""
    return take_step(visit, "office_passed_at", by=by, at=at)
