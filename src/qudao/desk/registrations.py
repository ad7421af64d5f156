"""The company's view of registrations: the list, one with its facts and reasons, who else reported the customer, one number unmasked."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from qudao.customers.actions.grant_exception import grant_exception
from qudao.customers.actions.release_from_review import release_from_review
from qudao.customers.actions.unmask import unmask
from qudao.customers.actions.view_rivals import view_rivals
from qudao.customers.models import Registration, RegistrationQuerySet
from qudao.customers.numbers import typed_number
from qudao.customers.reasons import from_json
from qudao.customers.refusals import message
from qudao.customers.words import status_name
from qudao.decide.sentences import sentence
from qudao.desk.asking import found, language, page_of, signed_in, text
from qudao.kit import clock
from qudao.kit.refused import Refused
from qudao.organization.models import Role, User
from qudao.organization.shown_once import keep, take
from qudao.partners.models import Partner
from qudao.programmes.in_force import in_force
from qudao.programmes.models import Project

ROWS = ("partner", "project__programme", "reported_by", "exception_by", "policy")


def registrations(request: HttpRequest) -> HttpResponse:
    """The list, newest first, filtered by project, partner, status, and those held for review."""
    now, reader = clock.now(), signed_in(request)
    rows = _filtered(request, Registration.objects.visible_to(reader), now).select_related("partner", "project").order_by("-received_at", "-pk")
    held = Registration.objects.visible_to(reader).filter(held_for_review=True).count()
    listed = page_of(request, rows)
    for row in listed:
        row.now_status = row.status_at(now)  # type: ignore[attr-defined]
    count = listed.paginator.count
    context = {
        "rows": listed,
        "held": held,
        "headline": ngettext("%(count)s 份报备", "%(count)s 份报备", count) % {"count": count} if count else _("没有符合条件的报备"),
        "projects": Project.objects.visible_to(reader).order_by("name"),
        "partners": Partner.objects.order_by("name"),
        "statuses": [(value, status_name(value)) for value in Registration.Status.values],
        "filter": {name: request.GET.get(name, "") for name in ("q", "project", "partner", "status", "held")},
        "query": "&".join(f"{name}={value}" for name in ("project", "partner", "status", "held") if (value := _word(request, name))),
        "now": now,
    }
    return render(request, "desk/registrations/list.html", context)


def _filtered(request: HttpRequest, rows: RegistrationQuerySet, now: datetime) -> RegistrationQuerySet:
    if project := _word(request, "project"):
        rows = rows.filter(project__code=project)
    if partner := _word(request, "partner"):
        rows = rows.filter(partner__code=partner)
    if _word(request, "held"):
        rows = rows.filter(held_for_review=True)
    if typed := _word(request, "q"):
        rows = rows.filter(number=typed_number(typed))
    status = _word(request, "status")
    over = Q(protected_until__lte=now) & ~Q(status=Registration.Status.REFUSED)
    if status == Registration.Status.LAPSED:
        return rows.filter(over)
    return rows.filter(~over, status=status) if status in Registration.Status.values else rows


def _word(request: HttpRequest, name: str) -> str:
    return text(request.GET, name, 60)


def registration(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One registration: facts, status and reasons, visits and requests; right after a look at a number, that number."""
    row = _one(request, public_id)
    return page(request, row, clock.now(), shown=take(request, str(row.public_id)))


def rivals(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The same page with the other partners' reports of this customer; each opening is recorded."""
    now, row = clock.now(), _one(request, public_id)
    others = view_rivals(registration=row, by=signed_in(request), at=now)
    return page(request, row, now, others=others)


def unmask_number(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One full number with a reason, shown once on the page after this; the answer itself, kept for a second send, holds none of it."""
    now, row = clock.now(), _one(request, public_id)
    try:
        value = unmask(record=row, field=request.POST.get("field", ""), reason=text(request.POST, "reason"), by=signed_in(request), at=now)
    except Refused as refused:
        return page(request, row, now, errors={refused.where or "form": message(refused)}, status=422)
    keep(request, str(row.public_id), value)
    return HttpResponseRedirect(reverse("desk:registration", args=[row.public_id]) + "#number", status=303)


def give_exception(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The site leader excuses a late report from out of town."""
    now, row = clock.now(), _one(request, public_id)
    try:
        grant_exception(registration=row, reason=text(request.POST, "exception"), by=signed_in(request), at=now)
    except Refused as refused:
        return page(request, row, now, errors={"exception": message(refused)}, status=422)
    messages.success(request, _("例外已记录，报备已重新判定。"))
    return HttpResponseRedirect(reverse("desk:registration", args=[row.public_id]), status=303)


def release(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A held report has been looked at."""
    now, row = clock.now(), _one(request, public_id)
    try:
        release_from_review(registration=row, by=signed_in(request), at=now)
    except Refused as refused:
        messages.error(request, message(refused))
        return page(request, row, now, status=409)
    messages.success(request, _("已核查，不再暂扣。"))
    return HttpResponseRedirect(reverse("desk:registration", args=[row.public_id]), status=303)


def page(
    request: HttpRequest,
    row: Registration,
    now: datetime,
    *,
    others: list[Registration] | None = None,
    shown: str = "",
    errors: dict[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of one registration."""
    policy = in_force(row.project.programme, at=now).policy
    context = {
        "registration": row,
        "status": row.status_at(now),
        "reasons": [(sentence(reason, language()), reason.clause) for reason in from_json(row.reasons)],
        "pack": row.policy.reference,
        "regulation": policy.regulation.en if language() == "en" else policy.regulation.zh,
        "visits": row.visits.order_by("at", "pk"),
        "extensions": row.extensions.select_related("decided_by").order_by("requested_at", "pk"),
        "can_except": policy.scheme == "distribution" and not row.local and not row.exception and _is(request, Role.SITE_LEADER),
        "others": [(other, other.status_at(now)) for other in others] if others is not None else None,
        "shown": shown,
        "errors": errors or {},
        "now": now,
    }
    answer = render(request, "desk/registrations/detail.html", context, status=status)
    if shown:
        answer["Cache-Control"] = "no-store"
    return answer


def _one(request: HttpRequest, public_id: UUID) -> Registration:
    return found(Registration.objects.visible_to(signed_in(request)).select_related(*ROWS), public_id)


def _is(request: HttpRequest, role: str) -> bool:
    reader: User = signed_in(request)
    return reader.role == role
