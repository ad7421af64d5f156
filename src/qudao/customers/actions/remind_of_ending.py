"""Remind partners of windows that end soon."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef

from qudao.customers.models import Notice, Registration
from qudao.organization.events import record
from qudao.organization.models import User
from qudao.programmes.in_force import in_force
from qudao.programmes.models import Programme
from qudao.rules.period import day_end, day_of
from qudao.rules.period import in_force as term_in_force

BATCH = 500


@transaction.atomic
def remind_of_ending(*, programme: Programme, by: User | None, at: datetime) -> list[Notice]:
    """One notice for each window that ends within the policy's days, and once only; at most `BATCH` at a time.

    Clauses 2.5 of 分销商客户管理制度 and 2.13 of 客户归属认定及报备细则. It looks at each registration by itself. `by` is None: the calendar did it.
    """
    policy = in_force(programme, at=at).policy
    if not policy.protection.ending_notice:
        return []
    today = day_of(at, policy.timezone)
    days = term_in_force(policy.protection.ending_notice, today).value.days_before
    last = day_end(today + timedelta(days=days), policy.timezone)
    told = Notice.objects.filter(
        registration=OuterRef("pk"), kind=Notice.Kind.PROTECTION_ENDING, at__gt=OuterRef("protected_until") - timedelta(days=days + 2)
    )
    ending = (
        Registration.objects.filter(~Exists(told), project__programme=programme, protected_until__gt=at, protected_until__lte=last)
        .exclude(status=Registration.Status.REFUSED)
        .exclude(reasons__0__code="repeated")
        .order_by("protected_until", "pk")
    )
    notices = []
    for registration in ending[:BATCH]:
        assert registration.protected_until is not None
        cause = registration.protected_until.isoformat()
        notice, is_new = Notice.objects.get_or_create(registration=registration, kind=Notice.Kind.PROTECTION_ENDING, cause=cause, defaults={"at": at})
        if is_new:
            notices.append(notice)
            record(
                "customers.ending_noticed",
                notice,
                by=by,
                at=at,
                numbers={"registration": registration.public_id, "until": registration.protected_until},
            )
    return notices
