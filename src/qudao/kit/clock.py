"""The one clock: the database's, so that several web processes never disagree about who came first.

Take it once at the door and pass it on as `at`. Tests pin it.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from django.db import connection


def _database_clock() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (instant,) = cursor.fetchone()
    assert isinstance(instant, datetime)
    return instant.astimezone(UTC)


_source: Callable[[], datetime] = _database_clock


def now() -> datetime:
    """The present instant, in UTC."""
    return _source()


@contextmanager
def clock(source: Callable[[], datetime]) -> Iterator[None]:
    """Read the time from `source` inside the block, in every thread of this process."""
    global _source
    before, _source = _source, source
    try:
        yield
    finally:
        _source = before


@contextmanager
def pinned(at: datetime, *, step: timedelta = timedelta(0)) -> Iterator[None]:
    """Hold the clock at `at`; with `step`, every look moves it on by that much."""
    if at.tzinfo is None:
        raise ValueError("a pinned clock needs a time zone")
    instant = at.astimezone(UTC) - step

    def source() -> datetime:
        nonlocal instant
        instant += step
        return instant

    with clock(source):
        yield
