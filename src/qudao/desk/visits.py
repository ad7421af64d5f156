"""One visit: its papers, its confirmation, the formal report made at it."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from qudao.customers.actions.confirm_visit import confirm_visit
from qudao.customers.actions.file_formal_registration import file_formal_registration
from qudao.customers.chains import waits_for
from qudao.customers.models import Registration, Visit
from qudao.customers.queries import is_waived
from qudao.customers.refusals import message
from qudao.customers.report import BadReport, read_report
from qudao.desk.asking import found, signed_in, text
from qudao.kit import clock
from qudao.kit.refused import Refused
from qudao.organization.models import Role, User
from qudao.partners.models import Partner
from qudao.policies.policy import Policy
from qudao.programmes.in_force import in_force

STEPS = ("message_at", "desk_at", "office_passed_at", "leader_signed_at", "entered_at")
ROWS = ("partner", "project__programme", "registration__reported_by", "consultant", "recorded_by")


def visit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One visit with what it waits for."""
    row = found(Visit.objects.visible_to(signed_in(request)).select_related(*ROWS), public_id)
    return page(request, row, clock.now())


def page(request: HttpRequest, row: Visit, now: datetime, *, status: int = 200) -> HttpResponse:
    """The page of a visit; after a refusal with the status that keeps the form's key unused."""
    policy = in_force(row.project.programme, at=now).policy
    waiting = waits_for(row, policy, at=now)
    context = {
        "visit": row,
        "policy": policy,
        "waiting": waiting,
        "steps": [(step, getattr(row, step)) for step in STEPS] if waiting != "none" else [],
        "is_waived": is_waived(row, policy.scheme),
        "can_file": policy.scheme == "intercompany" and (row.registration is None or row.registration.stage != Registration.Stage.FORMAL),
        "consultants": _consultants(row),
        "now": now,
    }
    return render(request, "desk/front_desk/visit.html", context, status=status)


def confirmation(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The 带客确认单 as an A4 page to print and sign."""
    row = found(Visit.objects.visible_to(signed_in(request)).select_related(*ROWS), public_id)
    return render(request, "desk/front_desk/confirmation.html", {"visit": row, "now": clock.now()})


def confirm(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The paper has been signed."""
    now, reader = clock.now(), signed_in(request)
    row = found(Visit.objects.visible_to(reader).select_related(*ROWS), public_id)
    chosen = text(request.POST, "consultant")
    consultant = next((person for person in _consultants(row) if str(person.public_id) == chosen), None)
    try:
        confirm_visit(visit=row, consultant=consultant, by=reader, at=now)
    except Refused as refused:
        messages.error(request, message(refused))
        return page(request, row, now, status=409)
    messages.success(request, _("带客确认单已登记签字。"))
    return HttpResponseRedirect(reverse("desk:visit", args=[row.public_id]), status=303)


def formal_report(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The formal report at the site: the form, its two signatures, and the row."""
    now, reader = clock.now(), signed_in(request)
    row = found(Visit.objects.visible_to(reader).select_related(*ROWS), public_id)
    policy = in_force(row.project.programme, at=now).policy
    if request.method != "POST":
        typed = {"partner": row.partner.code if row.partner else "", "customer_name": row.customer_name}
        return _formal_page(request, row, policy, typed, {}, now=now)
    partner = row.partner or Partner.objects.filter(code=request.POST.get("partner", "")).first()
    errors = {} if partner else {"partner": _("请选择带客的分销公司。")}
    told = {
        "customer_name": text(request.POST, "customer_name", 200) or row.customer_name,
        "phone": text(request.POST, "phone", 60) or row.phone or "",
        "identity_no": row.identity_no or "",
        "company": row.company,
    }
    try:
        report = read_report(told, today=now.astimezone(policy.timezone).date())
        if partner is not None:
            signed = request.POST.get("customer_signed") == "yes"
            filed = file_formal_registration(
                project=row.project, partner=partner, report=report, visit=row, customer_signed=signed, by=reader, at=now
            )
            return _filed(request, row, filed)
    except BadReport as bad:
        errors |= bad.by_field
    except Refused as refused:
        errors[refused.where or "form"] = message(refused)
    return _formal_page(request, row, policy, request.POST, errors, now=now, status=422)


def formal_form(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The formal report's paper, phone masked, for the customer to sign."""
    row = found(Visit.objects.visible_to(signed_in(request)).select_related(*ROWS), public_id)
    return render(request, "desk/front_desk/formal_form.html", {"visit": row, "now": clock.now()})


def _filed(request: HttpRequest, row: Visit, filed: Registration) -> HttpResponse:
    if filed.status == Registration.Status.REFUSED:
        messages.error(request, _("正式报备无效：缺少客户签字，已留记录。"))
    else:
        messages.success(request, _("正式报备已登记，回执号 %(number)s。") % {"number": filed.number})
    return HttpResponseRedirect(reverse("desk:visit", args=[row.public_id]), status=303)


def _formal_page(
    request: HttpRequest, row: Visit, policy: Policy, typed: object, errors: dict[str, str], *, now: datetime, status: int = 200
) -> HttpResponse:
    context = {"visit": row, "policy": policy, "typed": typed, "errors": errors, "partners": Partner.objects.order_by("name"), "now": now}
    return render(request, "desk/front_desk/formal.html", context, status=status)


def _consultants(row: Visit) -> QuerySet[User]:
    return User.objects.filter(role=Role.CONSULTANT, is_active=True, assignments__project=row.project).order_by("name")
