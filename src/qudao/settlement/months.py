"""Settlement months: the calendar month after online filing, in the company's time zone."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from qudao.programmes.in_force import zone_of
from qudao.programmes.models import Programme
from qudao.rules.commission import month_number
from qudao.rules.period import day_start


def first_day(month: int) -> date:
    """The first day of a month given as a running number."""
    year, index = divmod(month, 12)
    return date(year, index + 1, 1)


def month_of(at: datetime, zone: ZoneInfo) -> date:
    """The first day of the month in which an instant lies."""
    return at.astimezone(zone).date().replace(day=1)


def before(period: date) -> date:
    """The first day of the month before."""
    return first_day(month_number(period) - 1)


def after(period: date) -> date:
    """The first day of the month after."""
    return first_day(month_number(period) + 1)


def filed_between(programme: Programme, period: date) -> tuple[datetime, datetime]:
    """The instants between which the deals of a period were filed, half-open. Clause 2.18 of 分销商客户管理制度 (R-30)."""
    zone = zone_of(programme)
    return day_start(before(period), zone), day_start(period, zone)
