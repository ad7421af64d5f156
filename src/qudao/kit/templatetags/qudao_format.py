"""How instants, days, money and time left are written on pages."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django import template
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

register = template.Library()


def _local(at: datetime) -> datetime:
    try:
        return at.astimezone(ZoneInfo(timezone.get_current_timezone_name()))
    except OverflowError:  # the first and last hours of the calendar have no local time; a message about such a mistake shows them as told
        return at


@register.filter
def instant(at: datetime | None) -> str:
    """2025-03-09 14:05."""
    return _local(at).strftime("%Y-%m-%d %H:%M") if at else ""


@register.filter
def second(at: datetime | None) -> str:
    """2025-03-09 14:05:37."""
    return _local(at).strftime("%Y-%m-%d %H:%M:%S") if at else ""


@register.filter
def day(on: date | datetime | None) -> str:
    """2025-03-09."""
    if on is None:
        return ""
    return (_local(on) if isinstance(on, datetime) else on).strftime("%Y-%m-%d")


@register.filter
def until(at: datetime | None) -> str:
    """The end of a window: midnight is written as 24:00 of the day before."""
    if at is None:
        return ""
    local = _local(at)
    if (local.hour, local.minute, local.second) == (0, 0, 0):
        return (local - timedelta(days=1)).strftime("%Y-%m-%d") + " 24:00"
    return local.strftime("%Y-%m-%d %H:%M")


@register.filter
def yuan(amount_fen: int | None) -> str:
    """¥1,234.56, with U+2212 for the minus."""
    if amount_fen is None:
        return ""
    digits = f"{abs(amount_fen):03d}"
    return ("−" if amount_fen < 0 else "") + f"¥{int(digits[:-2]):,}.{digits[-2:]}"


@register.filter
def percent(rate_bp: int | None) -> str:
    """150 basis points as 1.5%."""
    if rate_bp is None:
        return ""
    whole, rest = divmod(rate_bp, 100)
    return f"{whole}.{rest:02d}".rstrip("0").rstrip(".") + "%"


def span(length: timedelta) -> str:
    """Two units at most: 3 天 10 小时, 10 小时 50 分."""
    minutes = int(length.total_seconds()) // 60
    days, hours, rest = minutes // 1440, minutes % 1440 // 60, minutes % 60
    if days:
        return ngettext("%(days)s 天 %(hours)s 小时", "%(days)s 天 %(hours)s 小时", days) % {"days": days, "hours": hours}
    return _("%(hours)s 小时 %(minutes)s 分") % {"hours": hours, "minutes": rest}


@register.inclusion_tag("_due.html")
def due(end: datetime, now: datetime, consequence: str) -> dict[str, object]:
    """A deadline chip: the time left and what happens at zero."""
    left = end - now
    if left <= timedelta(0):
        return {"state": "over", "left": _("超 %(span)s") % {"span": span(-left)}, "consequence": consequence}
    state = "now" if left <= timedelta(hours=24) else ""
    return {"state": state, "left": _("剩 %(span)s") % {"span": span(left)}, "consequence": consequence}
