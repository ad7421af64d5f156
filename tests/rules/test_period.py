"""Half-open windows, counted days and terms by date."""

from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from qudao.rules.decision import Dated
from qudao.rules.period import Counting, contains, day_end, day_of, end_after, in_force

ZONE = ZoneInfo("Asia/Shanghai")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("counted_from", "until"), [("next_day", "2025-03-09 00:00"), ("same_day", "2025-03-08 00:00"), ("hours", "2025-03-08 10:00")]
)
def test_seven_days_by_each_way_of_counting(counted_from: Counting, until: str) -> None:
    assert end_after(at("2025-03-01 10:00"), 7, counted_from, ZONE) == at(until)


@pytest.mark.parametrize(
    ("instant", "inside"),
    [("2025-03-01 09:59:59", False), ("2025-03-01 10:00:00", True), ("2025-03-08 23:59:59", True), ("2025-03-09 00:00:00", False)],
)
def test_a_window_holds_its_first_instant_and_not_its_last(instant: str, inside: bool) -> None:
    assert contains(at("2025-03-01 10:00"), at("2025-03-09 00:00"), at(instant)) is inside


def test_a_window_without_an_end_holds_nothing() -> None:
    assert not contains(None, at("2025-03-09 00:00"), at("2025-03-01 00:00"))
    assert not contains(at("2025-03-01 00:00"), None, at("2025-03-01 00:00"))


def test_days_are_those_of_the_policys_zone() -> None:
    late = datetime(2025, 3, 1, 16, 0, tzinfo=timezone(timedelta(0)))
    assert day_of(late - timedelta(seconds=1), ZONE) == date(2025, 3, 1)
    assert day_of(late, ZONE) == date(2025, 3, 2)
    assert end_after(late, 7, "next_day", ZONE) == day_end(date(2025, 3, 9), ZONE)


TERMS = [Dated(value, day, "2.5") for value, day in ((7, date(2024, 1, 1)), (10, date(2025, 3, 5)))]


@pytest.mark.parametrize(
    ("day", "value"), [(date(2023, 6, 1), 7), (date(2024, 1, 1), 7), (date(2025, 3, 4), 7), (date(2025, 3, 5), 10), (date(2025, 3, 6), 10)]
)
def test_the_term_of_the_day_of_the_fact(day: date, value: int) -> None:
    assert in_force(TERMS, day).value == value
