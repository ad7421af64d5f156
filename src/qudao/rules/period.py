"""Half-open periods, counted days, and the term that is in force on a day.

An instant is timezone-aware. Days are calendar days of the policy's zone; a period that ends "at 24:00 of day d" ends at 00:00 of the
next day, exclusive.
"""

import calendar
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Literal, TypeVar

from qudao.rules.decision import Dated

T = TypeVar("T")

Counting = Literal["next_day", "same_day", "hours"]
"""`next_day`: the starting day is day 0. `same_day`: it is day 1. `hours`: days of 24 hours from the instant."""


def in_force(terms: Sequence[Dated[T]], on: date) -> Dated[T]:
    """The term whose `starts_on` is the latest not after `on`; a fact older than the first term is judged by the first.

    A pack keeps its terms in order of `starts_on` (the loader refuses others), so the governing date is the date of the fact, never today.
    """
    chosen = terms[0]
    for term in terms[1:]:
        if term.starts_on <= on:
            chosen = term
    return chosen


def each_in_force(terms: Sequence[Dated[T]], key: Callable[[T], Hashable], on: date) -> list[Dated[T]]:
    """Of terms that stand side by side (one certificate, grade or level each), every key's term in force on a day, in the pack's order.

    What begins later does not exist yet; a fact older than the first day of all is judged by that day.
    """
    day = max(on, min((term.starts_on for term in terms), default=on))
    chosen: dict[Hashable, Dated[T]] = {}
    for term in terms:
        if term.starts_on <= day:
            chosen[key(term.value)] = term
    return list(chosen.values())


def day_of(at: datetime, zone: tzinfo) -> date:
    """The calendar day of an instant."""
    return at.date() if at.tzinfo is zone else at.astimezone(zone).date()


def zone_of(at: datetime) -> tzinfo:
    """The zone that an instant carries."""
    if at.tzinfo is None:
        raise ValueError(f"expected an instant with its zone, got {at}")
    return at.tzinfo


def day_start(day: date, zone: tzinfo) -> datetime:
    """00:00 of a day."""
    return datetime.combine(day, time(), tzinfo=zone)


def day_end(day: date, zone: tzinfo) -> datetime:
    """24:00 of a day, which is 00:00 of the next."""
    return day_start(day + timedelta(days=1), zone)


def month_after(first: date) -> date:
    """The first day of the month after the month of a day."""
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)


def end_after(at: datetime, days: int, counted_from: Counting, zone: tzinfo) -> datetime:
    """The exclusive end of a period of `days` that the fact at `at` starts."""
    if counted_from == "hours":
        return at + timedelta(days=days)
    return day_end(day_of(at, zone) + timedelta(days=days if counted_from == "next_day" else days - 1), zone)


def contains(start: datetime | None, end: datetime | None, at: datetime) -> bool:
    """Whether `at` lies in [start, end); a window without start or end contains nothing."""
    return start is not None and end is not None and start <= at < end


Reading = Literal["start_not_counted", "start_counted", "last_day_of_month", "to_the_second"]


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time as regulations print it: so many months and then days, or so many hours."""

    months: int = 0
    days: int = 0
    hours: int = 0
    counted_from: Literal["next_day", "same_day"] = "next_day"
    """For months and days: whether the starting day is day 0 or day 1."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """The exclusive end of a period, and by which readings it was found."""

    until: datetime
    readings: tuple[Reading, ...]

    def contains(self, at: datetime) -> bool:
        return at < self.until


def months_later(day: date, months: int) -> date:
    """The same day so many months later, or the last day of that month where it has no such day."""
    year, index = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, index + 1, min(day.day, calendar.monthrange(year, index + 1)[1]))


def deadline(start: datetime, span: Span, zone: tzinfo) -> Deadline:
    """Until when a span runs that a fact starts: hours to the second; else months first, then days, to 24:00 of the last day.

    Clauses 3.2 to 3.4 of 市场部工作流程及相关制度 (one month and five days; three months; six months).
    """
    if span.hours:
        if span.months or span.days:
            raise ValueError(f"span: expected hours, or months and days, got {span}")
        return Deadline(start + timedelta(hours=span.hours), ("to_the_second",))
    first = day_of(start, zone) - timedelta(days=span.counted_from == "same_day")
    moved = months_later(first, span.months)
    counted: Reading = "start_counted" if span.counted_from == "same_day" else "start_not_counted"
    readings: tuple[Reading, ...] = (counted,) if moved.day == first.day else (counted, "last_day_of_month")
    return Deadline(day_end(moved + timedelta(days=span.days), zone), readings)


def is_ahead(received_at: datetime, at: datetime, lead: Span, zone: tzinfo) -> bool:
    """Whether something was received at least so long before an instant; exactly so long is enough."""
    return deadline(received_at, lead, zone).until <= at
