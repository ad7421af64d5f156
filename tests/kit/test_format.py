"""How instants are written on pages and in messages."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from qudao.kit.templatetags.qudao_format import day, instant


@pytest.mark.parametrize(
    ("at", "shown"),
    [
        (datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14))), "1-01-01 00:00"),
        (datetime(9999, 12, 31, 23, 59, tzinfo=timezone(-timedelta(hours=14))), "9999-12-31 23:59"),
        (datetime(2025, 3, 9, 6, 5, tzinfo=UTC), "2025-03-09 14:05"),
    ],
)
def test_an_instant_at_the_ends_of_the_calendar_is_shown_as_told(at: datetime, shown: str) -> None:
    assert instant(at).lstrip("0") == shown
    assert day(at).lstrip("0") == shown[:-6]
