"""Months as numbers, periods by their names, numbers as they are written."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qudao.rules.facts import Result
from qudao.rules.months import by_subject, first_day, label, last_day, month_of, named, span, window
from qudao.rules.number import trimmed, written


@given(st.dates(date(1, 1, 1), date(9999, 12, 31)))
def test_every_day_lies_between_the_first_and_the_last_of_its_month(day: date) -> None:
    month = month_of(day)
    assert first_day(month) <= day <= last_day(month)
    assert (first_day(month).day, label(month)) == (1, day.isoformat()[:7])


@pytest.mark.parametrize(("month", "last"), [("2024-02", 29), ("2025-02", 28), ("2025-12", 31), ("2025-04", 30)])
def test_the_last_day_of_a_month(month: str, last: int) -> None:
    assert last_day(month_of(date.fromisoformat(f"{month}-01"))).day == last


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        ("2025", "2025-01", "2025-12"),
        ("2025-H1", "2025-01", "2025-06"),
        ("2025-H2", "2025-07", "2025-12"),
        ("2025-Q1", "2025-01", "2025-03"),
        ("2025-Q4", "2025-10", "2025-12"),
        ("2025-03", "2025-03", "2025-03"),
    ],
)
def test_a_period_by_its_name(period: str, first: str, last: str) -> None:
    found = span(period)
    assert found is not None
    assert (label(found[0]), label(found[1])) == (first, last)
    assert named(found[0], found[1] - found[0] + 1) == named(found[1], found[1] - found[0] + 1) == period


@pytest.mark.parametrize("period", ["", "spring", "2025-H3", "2025-Q5", "2025-13", "2025-00", "25", "0000", "2025-3", "2025-03-01"])
def test_another_name_says_no_time(period: str) -> None:
    assert span(period) is None


def test_a_month_without_a_row_is_nothing() -> None:
    rows = [Result("W1", date(2024, 12, 1), "orders", Decimal(5)), Result("W1", date(2025, 2, 1), "orders", Decimal(6))]
    months = by_subject(rows)["W1", "orders"]
    start = month_of(date(2024, 12, 1))
    assert window(months, start, start + 2) == [5, 0, 6]


@pytest.mark.parametrize(
    ("value", "text"), [("78.0000", "78"), ("85.50", "85.5"), ("0.00", "0"), ("1E+2", "100"), ("-0.5", "-0.5"), ("1E-7", "0.0000001")]
)
def test_numbers_without_idle_digits(value: str, text: str) -> None:
    assert str(written(Decimal(value))) == text
    assert trimmed(Decimal(value)) == Decimal(value)
