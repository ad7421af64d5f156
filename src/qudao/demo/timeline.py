"""Time in the demo company: stories that wait for instants, played in the order of time up to the present."""

from collections.abc import Callable, Generator, Iterable
from datetime import date, datetime, time, timedelta
from heapq import heapify, heappop, heappush
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
T = TypeVar("T")
Telling = Generator[datetime, None, T]
"""A story: it yields the instant it waits for, and goes on when that instant has come."""

Story = Telling[Any]


class Calendar:
    """The days before the present one."""

    def __init__(self, now: datetime) -> None:
        self.now = now.astimezone(SHANGHAI)
        self.today = self.now.date()

    def ago(self, days: int, hour: int = 10, minute: int = 0) -> datetime:
        """An instant so many days ago; today's lie between midnight and now, early hours first, whatever the time is."""
        midnight = self.start_of(self.today)
        if days == 0:
            return midnight + (self.now - midnight) * ((hour * 60 + minute) / 1440)
        return midnight - timedelta(days=days) + timedelta(hours=hour, minutes=minute)

    def start_of(self, day: date) -> datetime:
        """Midnight at the beginning of a day."""
        return datetime.combine(day, time(), SHANGHAI)

    def days_since(self, day: date) -> int:
        """How many days ago a day was."""
        return (self.today - day).days

    def month(self, back: int) -> date:
        """The first day of the month so many months ago."""
        year, month = divmod(self.today.year * 12 + self.today.month - 1 - back, 12)
        return date(year, month + 1, 1)


def play(stories: Iterable[Story], *, until: datetime, tell: Callable[[int, datetime], None]) -> int:
    """Go through all stories in the order of their instants; what lies after `until` has not happened. Returns how many steps were taken."""
    waiting: list[tuple[datetime, int, Story]] = []
    for number, story in enumerate(stories):
        waiting.append((next(story), number, story))
    heapify(waiting)
    steps = 0
    while waiting and waiting[0][0] <= until:
        at, number, story = heappop(waiting)
        steps += 1
        tell(steps, at)
        try:
            heappush(waiting, (max(at, story.send(None)), number, story))
        except StopIteration:
            continue
    return steps
