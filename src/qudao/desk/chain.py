"""The papers of first visits: what waits for whom, oldest first, one button each; and bulk or not."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from qudao.customers.actions.classify_bulk import classify_bulk
from qudao.customers.actions.enter_in_system import enter_in_system
from qudao.customers.actions.pass_office_review import pass_office_review
from qudao.customers.actions.sign_as_leader import sign_as_leader
from qudao.customers.models import Visit
from qudao.customers.refusals import message
from qudao.customers.words import step_name
from qudao.desk.asking import found, page_of, signed_in
from qudao.kit import clock
from qudao.kit.refused import Refused
from qudao.organization.models import Role, User
from qudao.programmes.in_force import programmes_of

ZONE = ZoneInfo("Asia/Shanghai")
TABS = ("office", "leader", "entry", "message", "broken", "bulk")
FIRST: dict[str, str] = {Role.SITE_LEADER: "leader", Role.CONSULTANT: "entry"}
MOST = 100


@dataclass(frozen=True, slots=True)
class Tab:
    """One waiting line: what it is called, how many stand in it."""

    name: str
    label: str
    count: int
    route: str = ""
    button: str = ""
    empty: str = ""


def chain(request: HttpRequest) -> HttpResponse:
    """The waiting line that is the reader's, or the one he picks."""
    return page(request, clock.now())


def page(request: HttpRequest, now: datetime, *, status: int = 200) -> HttpResponse:
    """The queue; after a refusal with the status that keeps the form's key unused."""
    reader = signed_in(request)
    chosen = request.GET.get("tab", "")
    chosen = chosen if chosen in TABS else FIRST.get(reader.role, "office")
    lines = lines_at(now)
    open_visits = visits_of(reader, now)
    counts = open_visits.aggregate(**{name: Count("pk", filter=condition) for name, condition in lines.items()})
    tabs = [_tab(name, counts[name]) for name in TABS]
    rows = page_of(request, open_visits.filter(lines[chosen]).select_related("partner", "project", "registration").order_by("at", "pk"))
    tab = next(one for one in tabs if one.name == chosen)
    return render(request, "desk/chain/queue.html", {"tabs": tabs, "tab": tab, "rows": rows, "headline": headline(tab), "now": now}, status=status)


def visits_of(reader: User, now: datetime) -> QuerySet[Visit]:
    """First visits under a report whose papers are of interest, at the reader's sites."""
    return Visit.objects.visible_to(reader).filter(
        partner__isnull=False, source=Visit.Source.CHANNEL, is_history=False, project__programme__in=programmes_of("distribution", at=now)
    )


def lines_at(now: datetime) -> dict[str, Q]:
    """What makes a visit stand in a waiting line."""
    today = datetime.combine(now.astimezone(ZONE).date(), time(), tzinfo=ZONE)
    begun = Q(desk_at__isnull=False)
    return {
        "office": begun & Q(message_at__isnull=False, office_passed_at=None),
        "leader": begun & Q(office_passed_at__isnull=False, leader_signed_at=None),
        "entry": begun & Q(leader_signed_at__isnull=False, entered_at=None),
        "message": begun & Q(message_at=None, at__gte=today),
        "broken": begun & Q(message_at=None, at__lt=today),
        "bulk": Q(bulk=None),
    }


def pass_review(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The back office passes a visit."""
    return _step(request, public_id, pass_office_review, "office_passed_at")


def sign(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The leader signs a visit."""
    return _step(request, public_id, sign_as_leader, "leader_signed_at")


def enter(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The consultant enters a customer in the sales system."""
    return _step(request, public_id, enter_in_system, "entered_at")


def classify(request: HttpRequest) -> HttpResponse:
    """Bulk or not, for one visit or for all that are ticked."""
    now, reader = clock.now(), signed_in(request)
    ids = [value for value in request.POST.getlist("visit") if _is_uuid(value)][:MOST]
    verdict = request.POST.get("bulk")
    if not ids or verdict not in ("yes", "no"):
        messages.error(request, _("请先勾选到访，再定为大宗或非大宗。"))
        return page(request, now, status=422)
    rows = list(Visit.objects.visible_to(reader).filter(public_id__in=ids).select_related("partner", "project__programme").order_by("pk"))
    if not rows:
        raise Http404
    try:
        for row in rows:
            classify_bulk(visit=row, bulk=verdict == "yes", by=reader, at=now)
    except Refused as refused:
        messages.error(request, message(refused))
        return page(request, now, status=409)
    messages.success(request, ngettext("已认定 %(count)s 组到访。", "已认定 %(count)s 组到访。", len(rows)) % {"count": len(rows)})
    return _back(request, "bulk")


def headline(tab: Tab) -> str:
    """The answer of the page: how many wait."""
    if not tab.count:
        return tab.empty
    words = {
        "office": ngettext("%(count)s 组到访等后台审核", "%(count)s 组到访等后台审核", tab.count),
        "leader": ngettext("%(count)s 组到访等领导签字", "%(count)s 组到访等领导签字", tab.count),
        "entry": ngettext("%(count)s 组到访等录入系统", "%(count)s 组到访等录入系统", tab.count),
        "message": ngettext("%(count)s 组到访等渠道补发今天的报备", "%(count)s 组到访等渠道补发今天的报备", tab.count),
        "broken": ngettext("%(count)s 组到访当天没有报备，手续无法补齐", "%(count)s 组到访当天没有报备，手续无法补齐", tab.count),
        "bulk": ngettext("%(count)s 组到访等认定大宗", "%(count)s 组到访等认定大宗", tab.count),
    }
    return words[tab.name] % {"count": tab.count}


def _tab(name: str, count: int) -> Tab:
    labels = {
        "office": (_("待审核"), "desk:pass_review", _("通过审核"), _("没有等审核的到访")),
        "leader": (_("待签字"), "desk:sign", _("签字"), _("没有等签字的到访")),
        "entry": (_("待录入"), "desk:enter", _("录入系统"), _("没有等录入的到访")),
        "message": (_("等渠道报备"), "", "", _("今天的到访，渠道都已报备")),
        "broken": (_("当天未报备"), "", "", _("没有缺当天报备的到访")),
        "bulk": (_("待定大宗"), "", "", _("没有等认定大宗的到访")),
    }
    return Tab(name, labels[name][0], count, *labels[name][1:])


def _step(request: HttpRequest, public_id: UUID, action: Callable[..., Visit], step: str) -> HttpResponse:
    now, reader = clock.now(), signed_in(request)
    row = found(Visit.objects.visible_to(reader).select_related("partner", "project__programme", "registration"), public_id)
    try:
        action(visit=row, by=reader, at=now)
    except Refused as refused:
        messages.error(request, message(refused))
        return page(request, now, status=409)
    messages.success(request, _("%(name)s：%(step)s已完成。") % {"name": row.customer_name, "step": step_name(step)})
    return _back(request, request.POST.get("tab", ""))


def _back(request: HttpRequest, tab: str) -> HttpResponse:
    return HttpResponseRedirect(reverse("desk:chain") + (f"?tab={tab}" if tab in TABS else ""), status=303)


def _is_uuid(value: str) -> bool:
    try:
        UUID(value)
    except ValueError:
        return False
    return True
