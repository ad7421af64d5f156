"""Template tags of the desk's pages: words of codes, dots of statuses, links to articles."""

from django import template
from django.template.context import Context
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from qudao.customers import words
from qudao.customers.models import Registration
from qudao.desk.home import FIRST
from qudao.desk.policies import title_of
from qudao.kit import clock
from qudao.kit.templatetags.qudao_format import yuan
from qudao.partners.confirmations import asked_of
from qudao.programmes.models import PolicyVersion

register = template.Library()

register.filter("status_name", words.status_name)
register.filter("step_name", words.step_name)
register.filter("source_name", words.source_name)

DOTS = {"refused": "red", "visited": "blue", "extended": "blue", "registered": "blue", "lapsed": "", "pre_registered": ""}


@register.filter
def dot(status: str) -> str:
    """The colour of a status: blue in force, red defect, grey waiting or over."""
    return DOTS.get(status, "")


@register.filter
def signed(amount_fen: int) -> str:
    """Money where gains and losses mix: +¥1,234.56, −¥1,234.56, ¥0.00."""
    return f"{'+' if amount_fen > 0 else ''}{yuan(amount_fen)}"


@register.simple_tag
def article(pack: str, number: str) -> SafeString | str:
    """第 2.4 条, linked to its words and plain meaning; nothing where none is cited."""
    if not number:
        return ""
    return format_html(
        '<a class="clause" href="{}">{}</a>', reverse("portal:clause", args=[pack, number]), _("第 %(number)s 条") % {"number": number}
    )


@register.simple_tag(takes_context=True)
def policies_to_confirm(context: Context) -> list[tuple[str, PolicyVersion]]:
    """On the reader's first page, titles and versions of the policies that bind him too and that he has still to confirm (CO-30, CO-31)."""
    request = context["request"]
    if request.resolver_match is None or request.resolver_match.view_name not in {"desk:home", FIRST.get(request.user.role)}:
        return []
    found = [one.current.version for one in asked_of(request.user, at=clock.now()) if one.state.is_open]
    return [(title_of(version.policy), version) for version in found]


@register.filter
def agent_of(registration: Registration | None) -> str:
    """The name of the agent who reported the customer."""
    return registration.reported_by.name if registration and registration.reported_by and registration.reported_by.is_of_partner else ""
