"""Requests to protect a bulk customer longer: who asks, until when he is protected, and the answer."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from qudao.customers.actions.decide_extension import decide_extension
from qudao.customers.models import Extension
from qudao.customers.reasons import from_json
from qudao.customers.refusals import message
from qudao.decide.sentences import sentence
from qudao.desk.asking import found, language, page_of, signed_in
from qudao.kit import clock
from qudao.kit.refused import Refused

OPEN = Q(approved_at=None, declined_at=None, refusal__isnull=True)


def extensions(request: HttpRequest) -> HttpResponse:
    """The requests that wait for an answer, those whose window ends first on top; or the answered ones."""
    return page(request, clock.now())


def page(request: HttpRequest, now: datetime, *, status: int = 200) -> HttpResponse:
    """The list; after a refusal with the status that keeps the form's key unused."""
    rows = Extension.objects.visible_to(signed_in(request)).select_related(
        "registration__partner", "registration__project", "requested_by", "decided_by"
    )
    waiting = rows.filter(OPEN).count()
    is_done = request.GET.get("tab") == "done"
    chosen = rows.exclude(OPEN).order_by("-requested_at", "-pk") if is_done else rows.filter(OPEN).order_by("registration__protected_until", "pk")
    listed = page_of(request, chosen)
    for row in listed:
        row.why = sentence(from_json(row.refusal)[0], language()) if row.refusal else ""  # type: ignore[attr-defined]
    headline = (
        ngettext("%(count)s 份延期申请等答复", "%(count)s 份延期申请等答复", waiting) % {"count": waiting} if waiting else _("没有等答复的延期申请")
    )
    context = {"rows": listed, "is_done": is_done, "waiting": waiting, "headline": headline, "now": now}
    return render(request, "desk/extensions/list.html", context, status=status)


def decide(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Agree or decline."""
    now, reader = clock.now(), signed_in(request)
    row = found(Extension.objects.visible_to(reader).select_related("registration__partner", "registration__project__programme"), public_id)
    verdict = request.POST.get("verdict")
    if verdict not in ("approve", "decline"):
        messages.error(request, _("请选择同意或不同意。"))
        return page(request, now, status=422)
    try:
        decide_extension(extension=row, approve=verdict == "approve", by=reader, at=now)
    except Refused as refused:
        messages.error(request, message(refused))
        return page(request, now, status=409)
    messages.success(request, _("已同意延期。") if verdict == "approve" else _("已答复：不同意延期。"))
    return HttpResponseRedirect(reverse("desk:extensions"), status=303)
