"""How long a confirmation holds: the day before, the day itself and the day after its cycle ends."""

from datetime import date

import pytest

from qudao.rules.confirmation import due_again_on, is_open

CONFIRMED = date(2025, 3, 3)


@pytest.mark.rulebook("CO-31")
@pytest.mark.parametrize(("today", "expected"), [(date(2026, 3, 2), False), (date(2026, 3, 3), True), (date(2026, 3, 4), True)])
def test_a_yearly_confirmation_is_open_again_on_the_same_day_of_the_next_year(today: date, expected: bool) -> None:
    assert is_open(CONFIRMED, every_months=12, today=today) is expected


@pytest.mark.parametrize(("today", "expected"), [(date(2025, 4, 29), False), (date(2025, 4, 30), True), (date(2025, 5, 1), True)])
def test_a_month_without_that_day_ends_the_cycle_on_its_last_day(today: date, expected: bool) -> None:
    assert is_open(date(2025, 3, 31), every_months=1, today=today) is expected


def test_a_leap_day_is_followed_by_the_last_of_february() -> None:
    assert due_again_on(date(2024, 2, 29), 12) == date(2025, 2, 28)


def test_where_once_is_enough_it_is_never_open_again() -> None:
    assert due_again_on(CONFIRMED, 0) is None
    assert not is_open(CONFIRMED, every_months=0, today=date(2199, 12, 31))


def test_what_nobody_confirmed_is_open_from_the_beginning() -> None:
    assert is_open(None, every_months=12, today=CONFIRMED)
    assert is_open(None, every_months=0, today=CONFIRMED)
