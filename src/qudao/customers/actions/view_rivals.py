"""Somebody of the company looks at who else reported a customer."""

from datetime import datetime

from django.db import transaction

from qudao.customers.models import Registration
from qudao.customers.queries import others_who_reported
from qudao.organization.events import record
from qudao.organization.models import User


@transaction.atomic
def view_rivals(*, registration: Registration, by: User, at: datetime) -> list[Registration]:
    """The other partners' reports of the same customer at the same project; the look is recorded. Clause 2.10 of 客户归属认定及报备细则."""
    others = list(others_who_reported(registration)[:200])
    record("customers.rivals_viewed", registration, by=by, at=at, numbers={"others": len(others)})
    return others
