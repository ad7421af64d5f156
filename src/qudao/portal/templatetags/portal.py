"""Template tags of the partners' pages."""

import re
from datetime import datetime, timedelta

from django import template
from django.template.context import Context
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from qudao.customers.models import Notice
from qudao.portal.policies import Told, to_confirm
from qudao.portal.state import ZONE

register = template.Library()
INSTANT = re.compile(r"(\d{4}-\d{2}-\d{2}(?: \d{2}:\d{2}(?::\d{2})?)?)")


@register.simple_tag
def clause(pack: str, number: str) -> SafeString | str:
    """A link to the words and the plain meaning of an article; nothing where none is cited."""
    if not number:
        return ""
    return format_html('<a class="clause" href="{}">{}</a>', reverse("portal:clause", args=[pack, number]), article(number))


@register.filter
def article(number: str) -> str:
    """第 2.4 条."""
    return _("第 %(number)s 条") % {"number": number}


@register.simple_tag(takes_context=True)
def unread_notices(context: Context) -> int:
    """How many of the reader's notices nobody has opened."""
    request = context.get("request")
    return Notice.objects.visible_to(request.user).filter(read_at__isnull=True).count() if request else 0


@register.simple_tag(takes_context=True)
def policies_to_confirm(context: Context) -> list[Told]:
    """The policies that the reader's firm is told of and has still to confirm (CO-30, CO-31)."""
    request = context.get("request")
    return to_confirm(request.user) if request else []


@register.filter
def whole(sentence: str) -> SafeString:
    """The sentence with its dates and instants kept in one piece each."""
    parts = [*INSTANT.split(sentence), ""]
    kept = [format_html('<span class="text-nowrap">{}</span>', date) if date else "" for date in parts[1::2]]
    return format_html_join("", "{}{}", zip(parts[::2], kept, strict=True))


@register.filter
def spaced(phone: str) -> str:
    """138 1234 5678, as people read it aloud."""
    return f"{phone[:3]} {phone[3:7]} {phone[7:]}" if len(phone) == 11 and phone.isdecimal() else phone


@register.filter
def short(at: datetime | None) -> str:
    """03-09 14:05."""
    return at.astimezone(ZONE).strftime("%m-%d %H:%M") if at else ""


@register.filter
def short_until(at: datetime | None) -> str:
    """03-16 24:00: midnight is the end of the day before."""
    if at is None:
        return ""
    local = at.astimezone(ZONE)
    if (local.hour, local.minute, local.second) == (0, 0, 0):
        return (local - timedelta(days=1)).strftime("%m-%d") + " 24:00"
    return local.strftime("%m-%d %H:%M")


@register.filter
def when(at: datetime, now: datetime) -> str:
    """今天 14:05, 明天 00:00, or the date."""
    local, today = at.astimezone(ZONE), now.astimezone(ZONE).date()
    clock = local.strftime("%H:%M")
    if local.date() == today:
        return _("今天 %(time)s") % {"time": clock}
    if local.date() == today + timedelta(days=1):
        return _("明天 %(time)s") % {"time": clock}
    return local.strftime("%m-%d ") + clock


@register.filter
def length_of_time(minutes: int | None) -> str:
    """1 小时, 90 分钟."""
    if not minutes:
        return ""
    hours, rest = divmod(minutes, 60)
    return _("%(minutes)s 分钟") % {"minutes": minutes} if rest else _("%(hours)s 小时") % {"hours": hours}
