"""The front desk: somebody walked in. Find his report, record the visit, print the forms."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from qudao.customers.actions.find_at_desk import find_at_desk
from qudao.customers.actions.record_visit import record_visit
from qudao.customers.chains import open_chain
from qudao.customers.models import Registration, Visit
from qudao.customers.numbers import is_number
from qudao.customers.refusals import message
from qudao.customers.report import identity_number, phone, plain
from qudao.customers.visit_details import VisitDetails, completed
from qudao.customers.windows import outlook
from qudao.customers.words import source_name
from qudao.decide.sentences import sentence
from qudao.desk.asking import found, language, signed_in, text
from qudao.kit import clock
from qudao.kit.refused import Refused
from qudao.organization.models import User
from qudao.partners.models import Partner
from qudao.programmes.in_force import in_force, schemes_at
from qudao.programmes.models import Project

ZONE = ZoneInfo("Asia/Shanghai")
MOST = 50
FIELDS = ("customer_name", "phone", "identity_no", "company", "learned_from", "source", "partner", "project")
READERS = {"phone": phone, "identity_no": identity_number}
SOURCES = (Visit.Source.WALK_IN, Visit.Source.REFERRAL, Visit.Source.OWN)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A report that the visitor may belong to."""

    registration: Registration
    status: str
    scheme: str | None


def front_desk(request: HttpRequest) -> HttpResponse:
    """Search by the last four digits or the receipt's number; below, who came today."""
    now, reader = clock.now(), signed_in(request)
    projects = list(Project.objects.visible_to(reader).select_related("programme").order_by("name"))
    typed = text(request.GET, "q", 200)
    rows, refusal = [], ""
    if _is_searchable(typed):
        try:
            rows = find_at_desk(projects=projects, typed=typed, by=reader, at=now)
        except Refused as refused:
            refusal = message(refused)
    today = datetime.combine(now.astimezone(ZONE).date(), time(), tzinfo=ZONE)
    visits = Visit.objects.filter(project__in=projects, at__gte=today, at__lt=today + timedelta(days=1)).select_related(
        "partner", "project", "registration"
    )
    schemes = schemes_at(now) if rows else {}
    return render(
        request,
        "desk/front_desk/search.html",
        {
            "typed": typed,
            "is_wrong": bool(typed) and not _is_searchable(typed),
            "refusal": refusal,
            "candidates": [Candidate(row, row.status_at(now), schemes[row.project.programme_id]) for row in rows],
            "visits": visits.order_by("-at", "-pk")[:MOST],
            "projects": projects,
            "now": now,
        },
    )


def visit_on_report(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Record the visit of a reported customer: see what it will be, then one button."""
    now, reader = clock.now(), signed_in(request)
    registration = found(Registration.objects.visible_to(reader).select_related("partner", "project__programme", "reported_by"), public_id)
    if request.method == "POST":
        return _record(request, registration.project, registration, now, reader)
    return _report_page(request, registration, now)


def walk_in(request: HttpRequest) -> HttpResponse:
    """Record somebody without a picked report: who came alone, or whom a partner brought without one."""
    now, reader = clock.now(), signed_in(request)
    projects = list(Project.objects.visible_to(reader).order_by("name"))
    if request.method != "POST":
        return _walk_in_page(request, projects, {"project": str(projects[0].public_id) if len(projects) == 1 else ""})
    project = next((row for row in projects if str(row.public_id) == request.POST.get("project")), None)
    if project is None:
        return _walk_in_page(request, projects, request.POST, {"project": _("请选择您所在的项目。")}, status=422)
    return _record(request, project, None, now, reader)


def _record(request: HttpRequest, project: Project, registration: Registration | None, now: datetime, reader: User) -> HttpResponse:
    """Read the form, call the action, and go to the visit; what is wrong stands beside its field."""
    values, brought_by, errors = _read(request.POST, registration)
    is_alone = registration is not None and "alone" in request.POST
    if not errors:
        learned_from = values.pop("learned_from")
        details = VisitDetails(**values, brought_by=brought_by)
        try:
            visit = record_visit(
                project=project,
                details=completed(details, registration) if registration is not None and is_alone else details,
                registration=None if is_alone else registration,
                source=source if (source := text(request.POST, "source")) in SOURCES else Visit.Source.WALK_IN,
                learned_from=learned_from,
                by=reader,
                at=now,
            )
        except Refused as refused:
            errors = {refused.where or "form": message(refused)}
        else:
            messages.success(request, _("到访已记录：%(source)s") % {"source": source_name(visit.source)})
            return HttpResponseRedirect(reverse("desk:visit", args=[visit.public_id]), status=303)
    if registration is not None:
        return _report_page(request, registration, now, request.POST, errors, status=422)
    return _walk_in_page(request, list(Project.objects.visible_to(reader).order_by("name")), request.POST, errors, status=422)


def _read(sent: QueryDict, registration: Registration | None) -> tuple[dict[str, str], Partner | None, dict[str, str]]:
    """What stands in the fields, read as a partner's report is; who brought the visitor; what is wrong beside which field."""
    values, errors = {}, {}
    for name in ("customer_name", "phone", "identity_no", "company", "learned_from"):
        try:
            values[name] = READERS.get(name, str)(plain(sent, name))
        except ValueError as error:
            errors[name] = str(error)
    brought_by = None
    if registration is None and sent.get("partner"):
        brought_by = Partner.objects.filter(code=sent["partner"]).first()
        if brought_by is None:
            errors["partner"] = _("没有这家渠道，请从列表中选择。")
    return values, brought_by, errors


def _report_page(
    request: HttpRequest, registration: Registration, now: datetime, typed: object = None, errors: dict[str, str] | None = None, *, status: int = 200
) -> HttpResponse:
    policy = in_force(registration.project.programme, at=now).policy
    decision = outlook(registration, now)
    would_be = decision.outcome.status
    context = {
        "registration": registration,
        "status": registration.status_at(now),
        "unfinished": open_chain(registration, policy, at=now),
        "may_be_alone": policy.notices.tell_sole_party,
        "is_walk_in": policy.scheme == "distribution" and would_be in ("refused", "lapsed"),
        "reason": sentence(decision.reasons[0], language()),
        "clause": decision.clause,
        "pack": policy.name,
        "typed": typed or {},
        "errors": errors or {},
        "now": now,
    }
    return render(request, "desk/front_desk/record.html", context, status=status)


def _walk_in_page(
    request: HttpRequest, projects: list[Project], typed: object, errors: dict[str, str] | None = None, *, status: int = 200
) -> HttpResponse:
    context = {
        "projects": projects,
        "partners": Partner.objects.order_by("name"),
        "sources": [(source.value, source_name(source)) for source in SOURCES],
        "typed": typed,
        "errors": errors or {},
    }
    return render(request, "desk/front_desk/walk_in.html", context, status=status)


def _is_searchable(typed: str) -> bool:
    return (len(typed) == 4 and typed.isdecimal()) or is_number(typed)
