"""The policies that are addressed to the partner: what holds, what is coming, what changes; read, and confirmed for the firm."""

from dataclasses import dataclass
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from qudao.kit import clock
from qudao.organization.models import User
from qudao.policies.diff import diff
from qudao.policies.diff_words import sentence
from qudao.portal.because import language
from qudao.portal.customers import signed_in
from qudao.programmes.actions.confirm_policy import confirm_policy
from qudao.programmes.actions.read_policy import read_policy
from qudao.programmes.content import policy_of
from qudao.programmes.models import PolicyReceipt, PolicyVersion
from qudao.programmes.standing import standings
from qudao.programmes.words import standing_name
from qudao.rules.period import day_of


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
    told = told_to(signed_in(request))
    return render(request, "portal/policies/list.html", {"told": told, "still_open": sum(one.is_open for one in told), "tab": "my"})


def told_to(reader: User) -> list[Told]:
    """The versions in force and to come, of policies that govern something, as far as they are addressed to partners."""
    now, found = clock.now(), []
    visible = PolicyVersion.objects.visible_to(reader).filter(policy__bindings__isnull=False, text__isnull=False).distinct()
    rows = list(visible.select_related("policy").order_by("policy__code", "-starts_on", "-pk"))
    done = set(PolicyReceipt.objects.filter(version__in=rows, user=reader).values_list("version", "kind"))
    for row in rows:
        mine = [one for one in rows if one.policy_id == row.policy_id]
        standing = standings(mine, day_of(now, ZoneInfo(row.policy.timezone)))[row.pk]
        if standing in ("in_force", "scheduled"):
            is_open = (row.pk, "confirmed") not in done
            state = _("已确认") if not is_open else _("已读，未确认") if (row.pk, "read") in done else _("未读")
            found.append(Told(row, _title(row), standing_name(standing), state, is_open))
    return sorted(found, key=lambda one: not one.is_open)


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
    changes = [change for change in diff(policy_of(base), loaded) if not change.path.startswith("policy.")] if base else []
    shown = {
        "row": row,
        "title": _title(row),
        "changes": [(sentence(change, lang), change.clause) for change in changes],
        "articles": [(number, clause.wording or clause.text.of(lang), bool(clause.wording)) for number, clause in loaded.clauses.items()],
        "is_confirmed": PolicyReceipt.objects.filter(version=row, user=reader, kind=PolicyReceipt.Kind.CONFIRMED).exists(),
        "tab": "my",
    }
    return render(request, "portal/policies/policy.html", shown)


def _title(row: PolicyVersion) -> str:
    return row.title_en if language() == "en" else row.title_zh
