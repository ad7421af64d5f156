"""Template tags of the ground: the one-time number of a form, and what a menu may show."""

from django import template
from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from qudao.kit.ids import new_token
from qudao.organization.access import may as allowed
from qudao.organization.fingerprints import FIELD
from qudao.organization.principal import principal_of

register = template.Library()


@register.simple_tag
def idempotency_key() -> SafeString:
    """The hidden field that lets a form be sent twice and done once."""
    return format_html('<input type="hidden" name="{}" value="{}">', FIELD, new_token(16))


@register.simple_tag(takes_context=True)
def may(context: Context, route: str, method: str = "GET") -> bool:
    """`{% may "desk:month_end" as shown %}`: whether the reader may use that route."""
    request = context.get("request")
    return request is not None and allowed(principal_of(request), route, method)
