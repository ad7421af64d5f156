"""A partner's registrations by urgency: what is due today, tomorrow, this week, later; what has ended comes last.

The order is computed in the database from the partner's own rows, so a long list costs no more than a short one.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Case, Count, DateTimeField, Exists, F, Func, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Least
from django.utils.translation import gettext as _

from qudao.customers.models import Registration, RegistrationQuerySet, Visit
from qudao.orders.models import Letter
from qudao.portal.state import ZONE, end_of

TODAY, TOMORROW, WEEK, LATER, ENDED = range(1, 6)
GROUPS = {"today": TODAY, "tomorrow": TOMORROW, "week": WEEK, "later": LATER, "ended": ENDED}

OPEN = (Registration.Status.REGISTERED, Registration.Status.VISITED, Registration.Status.EXTENDED)


class EndOfDay(Func):
    """24:00 of a date column, in the zone of the company."""

    template = f"(((%(expressions)s) + 1)::timestamp AT TIME ZONE '{ZONE.key}')"
    output_field = DateTimeField()


@dataclass(frozen=True, slots=True)
class Counts:
    """How many registrations stand in each group."""

    by_group: dict[int, int]

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.by_group.values())

    def of(self, group: int) -> int:
        """How many in one group."""
        return self.by_group.get(group, 0)


def by_urgency(registrations: RegistrationQuerySet, now: datetime) -> RegistrationQuerySet:
    """The same rows with `due_at`, `group` and `has_letter`, most urgent first."""
    today = now.astimezone(ZONE).date()
    tonight = end_of(today)
    message_due = Visit.objects.filter(registration=OuterRef("pk"), message_at__isnull=True, at__gte=tonight - timedelta(days=1), at__lt=tonight)
    rows = registrations.annotate(has_letter=Exists(Letter.objects.filter(registration=OuterRef("pk")))).annotate(
        due_at=Case(
            When(Q(has_letter=True) | Q(status=Registration.Status.REFUSED), then=Value(None)),
            When(status=Registration.Status.PRE_REGISTERED, planned_visit_on__isnull=False, then=EndOfDay(F("planned_visit_on"))),
            When(Q(status=Registration.Status.REGISTERED) & Exists(message_due), then=Least(F("protected_until"), Value(tonight, DateTimeField()))),
            When(status__in=OPEN, then=F("protected_until")),
            default=Value(None),
            output_field=DateTimeField(),
        )
    )
    return rows.annotate(group=_group(now, tonight, today.isoweekday())).order_by("group", F("due_at").asc(nulls_last=True), "-received_at", "number")


def _group(now: datetime, tonight: datetime, weekday: int) -> Case:
    """Half-open windows: what ends at 24:00 today is due today."""
    ended = Q(due_at__isnull=True) & ~Q(status=Registration.Status.PRE_REGISTERED) | Q(due_at__lte=now) | Q(has_letter=True)
    return Case(
        When(ended, then=Value(ENDED)),
        When(due_at__lte=tonight, then=Value(TODAY)),
        When(due_at__lte=tonight + timedelta(days=1), then=Value(TOMORROW)),
        When(due_at__lte=tonight + timedelta(days=7 - weekday), then=Value(WEEK)),
        default=Value(LATER),
        output_field=IntegerField(),
    )


def in_group(rows: RegistrationQuerySet, group: int) -> RegistrationQuerySet:
    """The rows of one group."""
    annotated: Any = rows
    return annotated.filter(group=group)  # type: ignore[no-any-return]


def count(rows: QuerySet[Any]) -> Counts:
    """How many stand in each group, in one query."""
    return Counts(dict(rows.order_by().values_list("group").annotate(number=Count("pk"))))


def heading(group: int) -> str:
    """The words above a group."""
    return {TODAY: _("今天 24:00 前"), TOMORROW: _("明天"), WEEK: _("本周"), LATER: _("以后"), ENDED: _("已结束")}[group]
