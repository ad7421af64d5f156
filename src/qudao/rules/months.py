"""Whole months, counted without a calendar's surprises: a month is the number of months since year 0."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal

from qudao.rules.facts import Result

YEAR = 12
"""Months of a year."""

PERIOD = re.compile(r"(\d{4})(?:-(?:H([12])|Q([1-4])|(0[1-9]|1[0-2])))?")
"""2025, 2025-H1, 2025-Q1 or 2025-03."""


def month_of(day: date) -> int:
    """The number of the month in which a day lies."""
    return day.year * 12 + day.month - 1


def year_of(month: int) -> int:
    """The year of a month."""
    return month // 12


def first_day(month: int) -> date:
    """The first day of a month."""
    return date(month // 12, month % 12 + 1, 1)


def last_day(month: int) -> date:
    """The last day of a month."""
    if month == month_of(date.max):
        return date.max
    return first_day(month + 1) - timedelta(days=1)


def label(month: int) -> str:
    """A month as people write it: 2025-03."""
    return f"{month // 12:04d}-{month % 12 + 1:02d}"


def span(period: str) -> tuple[int, int] | None:
    """The first and the last month of 2025, 2025-H1, 2025-Q1 or 2025-03; None for any other name of a period."""
    match = PERIOD.fullmatch(period)
    if match is None or match[1] == "0000":
        return None
    year, half, quarter, month = (int(part) if part else 0 for part in match.groups())
    start = year * 12
    if half:
        return start + 6 * (half - 1), start + 6 * half - 1
    if quarter:
        return start + 3 * (quarter - 1), start + 3 * quarter - 1
    if month:
        return start + month - 1, start + month - 1
    return start, start + 11


def named(month: int, months: int) -> str:
    """The calendar period of 1, 3, 6 or 12 months in which a month lies, by its name."""
    part = month % 12 // months + 1
    return {1: label(month), 3: f"{year_of(month):04d}-Q{part}", 6: f"{year_of(month):04d}-H{part}", 12: f"{year_of(month):04d}"}[months]


def by_subject(results: Iterable[Result]) -> dict[tuple[str, str], dict[int, Decimal]]:
    """Results by subject and measure, then by month; every row is looked at once."""
    grouped: dict[tuple[str, str], dict[int, Decimal]] = {}
    for row in results:
        grouped.setdefault((row.subject_id, row.measure), {})[month_of(row.month)] = row.value
    return grouped


def window(months: Mapping[int, Decimal], first: int, last: int) -> list[Decimal]:
    """The values of the months from first to last; a month without a row counts as nothing."""
    return [months.get(month, Decimal(0)) for month in range(first, last + 1)]
