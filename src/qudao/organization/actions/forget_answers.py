"""Forget the answers of requests that nobody will send again."""

from datetime import datetime

from django.db import transaction

from qudao.organization.models import IdempotencyKey


@transaction.atomic
def forget_answers(*, before: datetime) -> int:
    """Delete the answers stored before an instant, and say how many. Nothing happened to anybody: no event."""
    count, _by_model = IdempotencyKey.objects.filter(at__lt=before).delete()
    return count
