"""Months and days, hours and leads: when a period ends, and by which readings."""

from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qudao.rules.period import Span, day_start, deadline, is_ahead, months_later

ZONE = ZoneInfo("Asia/Shanghai")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.mark.rulebook("PL-03")
@pytest.mark.parametrize(
    ("start", "span", "until", "readings"),
    [
        ("2025-01-31 09:00", Span(months=1, days=5), "2025-03-06 00:00", ("start_not_counted", "last_day_of_month")),
        ("2025-03-01 09:00", Span(days=7), "2025-03-09 00:00", ("start_not_counted",)),
        ("2025-03-01 09:00", Span(hours=1), "2025-03-01 10:00", ("to_the_second",)),
    ],
)
def test_a_period_of_months_days_or_hours_says_its_end_and_its_readings(start: str, span: Span, until: str, readings: tuple[str, ...]) -> None:
    found = deadline(at(start), span, ZONE)
    assert (found.until, found.readings) == (at(until), readings)


@pytest.mark.rulebook("PL-03")
@pytest.mark.parametrize(("seconds", "enough"), [(3601, True), (3600, True), (3599, False)])
def test_sixty_minutes_are_enough_for_an_hour_and_a_second_less_is_not(seconds: int, enough: bool) -> None:
    arrival = at("2025-03-01 10:00")
    assert is_ahead(arrival - timedelta(seconds=seconds), arrival, Span(hours=1), ZONE) is enough


@pytest.mark.rulebook("PL-03")
@pytest.mark.parametrize(("counted_from", "until"), [("next_day", "2025-03-09 00:00"), ("same_day", "2025-03-08 00:00")])
def test_the_policy_owner_sets_from_which_day_it_counts(counted_from: str, until: str) -> None:
    assert deadline(at("2025-03-01 09:00"), Span(days=7, counted_from=counted_from), ZONE).until == at(until)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        ("2025-01-30", 1, "2025-02-28"),
        ("2025-01-31", 1, "2025-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2025-02-28", 1, "2025-03-28"),
        ("2025-01-31", 3, "2025-04-30"),
        ("2025-01-31", 6, "2025-07-31"),
        ("2025-08-31", 6, "2026-02-28"),
        ("2025-12-31", 1, "2026-01-31"),
        ("2025-03-31", 0, "2025-03-31"),
    ],
)
def test_months_end_on_the_same_day_or_the_last_of_the_month(day: str, months: int, later: str) -> None:
    assert months_later(date.fromisoformat(day), months) == date.fromisoformat(later)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(0, 36))
def test_months_are_never_shorter_than_their_shortest_nor_skip_a_month(day: date, months: int) -> None:
    later = months_later(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day <= day.day
    assert later.day == day.day or (later + timedelta(days=1)).day == 1


def test_days_are_those_of_the_policys_zone() -> None:
    late = datetime(2025, 1, 30, 16, 0, tzinfo=timezone(timedelta(0)))
    assert deadline(late, Span(months=1, days=5), ZONE).until == day_start(date(2025, 3, 6), ZONE)


def test_a_span_is_hours_or_months_and_days() -> None:
    with pytest.raises(ValueError, match="hours, or months and days"):
        deadline(at("2025-01-01 00:00"), Span(days=1, hours=1), ZONE)
