"""The policies that are addressed to the partner: what holds, what is coming, what changes; read, and confirmed for the firm."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from qudao.kit import clock
from qudao.organization.models import User
from qudao.partners.confirmations import Asked, asked_of
from qudao.policies.diff import diff
from qudao.policies.diff_words import headline
from qudao.portal.because import language
from qudao.portal.customers import signed_in
from qudao.programmes.actions.confirm_policy import confirm_policy
from qudao.programmes.actions.read_policy import read_policy
from qudao.programmes.content import policy_of
from qudao.programmes.models import PolicyVersion
from qudao.programmes.words import standing_name


@dataclass(frozen=True, slots=True)
class Told:
    """A version in the list."""

    version: PolicyVersion
    title: str
    standing: str
    state: str
    is_open: bool


def policies(request: HttpRequest) -> HttpResponse:
    """What holds and what is coming, not yet confirmed first."""
    told = [_told(one) for one in asked_of(signed_in(request), at=clock.now())]
    return render(request, "portal/policies/list.html", {"told": told, "still_open": sum(one.is_open for one in told), "tab": "my"})


def to_confirm(reader: User) -> list[Told]:
    """What is new or due again for the reader's firm: the versions in force and to come that it has not confirmed, or too long ago."""
    return [_told(one) for one in asked_of(reader, at=clock.now()) if one.state.is_open]


def _told(asked: Asked) -> Told:
    row, state = asked.current.version, asked.state
    if not state.is_open:
        words = _("已确认，%(day)s 起再确认") % {"day": state.due_on} if state.due_on else _("已确认")
    elif state.confirmed_at is not None:
        words = _("上次确认已满期，请再确认一次")
    else:
        words = _("已读，未确认") if asked.has_read else _("未读")
    return Told(row, _title(row), standing_name(asked.current.standing), words, state.is_open)


def policy(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What changes, and every article; opening it is reading it, the button confirms."""
    reader, now = signed_in(request), clock.now()
    rows = PolicyVersion.objects.visible_to(reader).filter(text__isnull=False).select_related("policy", "based_on")
    row = get_object_or_404(rows, public_id=public_id)
    if request.method == "POST":
        confirm_policy(version=row, by=reader, at=now)
        messages.success(request, _("已确认知悉。"))
        return HttpResponseRedirect(reverse("portal:policies"), status=303)
    read_policy(version=row, by=reader, at=now)
    loaded, base, lang = policy_of(row), row.based_on, language()
    found = [change for change in diff(policy_of(base), loaded) if not change.path.startswith("policy.")] if base else []
    changes = sorted(found, key=lambda change: bool(change.segments(lang)))  # numbers before words
    shown = {
        "row": row,
        "title": _title(row),
        "changes": [(headline(change, lang), change, change.segments(lang)) for change in changes],
        "articles": [(number, clause.wording or clause.text.of(lang), bool(clause.wording)) for number, clause in loaded.clauses.items()],
        "state": next((one.state for one in asked_of(reader, at=now) if one.current.version == row), None),
        "tab": "my",
    }
    return render(request, "portal/policies/policy.html", shown)


def _title(row: PolicyVersion) -> str:
    return row.title_en if language() == "en" else row.title_zh
