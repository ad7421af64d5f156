"""The back office has looked at reports held for their burst."""

from datetime import datetime

from django.db import transaction

from qudao.customers.models import Registration
from qudao.kit.refused import Refused
from qudao.organization.events import record
from qudao.organization.models import User


@transaction.atomic
def release_from_review(*, registration: Registration, by: User, at: datetime) -> Registration:
    """Let a held report go; its status never depended on it. Clause 2.13 of 分销商客户管理制度 lets the company check."""
    held = Registration.objects.select_for_update(of=("self",)).get(pk=registration.pk)
    if not held.held_for_review:
        raise Refused("not_held", clause="2.13")
    held.held_for_review = False
    held.save(update_fields=["held_for_review"])
    record("customers.review_released", held, by=by, at=at)
    return held
