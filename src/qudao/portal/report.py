"""Report a customer: type or paste, see what was read and from when the visit counts, send, get a receipt."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from qudao.customers.actions.register_customer import register_customer
from qudao.customers.models import Registration
from qudao.kit import clock
from qudao.kit.refused import Refused
from qudao.partners.models import Person
from qudao.policies.policy import Policy
from qudao.portal import refusals
from qudao.portal.customers import only_reads, signed_in
from qudao.portal.draft import Draft, Read, as_fields, judged, read, read_draft
from qudao.portal.promise import Promise, promise
from qudao.portal.state import ZONE
from qudao.programmes.in_force import in_force, programmes_of
from qudao.programmes.models import Project

EDITABLE = ("project", "customer_name", "phone", "company")


@dataclass(frozen=True, slots=True)
class Outlook:
    """What the policy of the chosen project asks of this report and gives for it."""

    policy: Policy
    promise: Promise
    is_pre: bool
    """Whether it is a pre-registration, with a planned day instead of a lead time."""
    filers: tuple[str, ...] = ()
    """Who may pre-register for this partner, when the reader is none of them."""
    tomorrow: date | None = None
    """The day proposed for the visit."""


def report(request: HttpRequest) -> HttpResponse:
    """The form; sent, it registers the customer and answers with the receipt."""
    now, person = clock.now(), person_of(request)
    projects = projects_to_report_to(now)
    if request.method != "POST":
        known = request.GET.get("project", "")
        draft = Draft(project=known if any(str(project.public_id) == known for project in projects) else "")
        return page(request, read(draft, projects), person, now, projects)
    found = read(read_draft(request.POST), projects)
    found = judged(found, today=now.astimezone(ZONE).date(), needs_day=is_pre(found.project, now))
    if found.report is None or found.project is None:
        return page(request, found, person, now, projects, status=422)
    try:
        registration = register_customer(
            partner=person.partner, project=found.project, report=found.report, by=person.user, at=now, origin=Registration.Origin.PORTAL
        )
    except Refused as refused:
        return page(request, refusals.onto(found, refused), person, now, projects, status=409)
    return HttpResponseRedirect(reverse("portal:receipt", args=[registration.public_id]), status=303)


def preview(request: HttpRequest) -> HttpResponse:
    """What was read so far: a fragment while typing, or the whole page where no script runs. Changes nothing, and uses up no one-time number."""
    now, person = clock.now(), person_of(request)
    projects = projects_to_report_to(now)
    found = read(read_draft(request.POST), projects)
    if request.POST.get("edit"):
        return only_reads(page(request, read(as_fields(found), projects), person, now, projects))
    if request.headers.get("HX-Request"):
        return only_reads(render(request, "portal/report/_preview.html", context(found, person, now, projects)))
    return only_reads(page(request, found, person, now, projects))


def page(request: HttpRequest, found: Read, person: Person, now: datetime, projects: list[Project], *, status: int = 200) -> HttpResponse:
    """The whole form with what was typed, what was read, and what is wrong beside its field."""
    edited = request.POST.get("edit", "")
    shown = context(found, person, now, projects) | {"focus": edited if edited in EDITABLE else ""}
    return render(request, "portal/report/form.html", shown, status=status)


def context(found: Read, person: Person, now: datetime, projects: list[Project]) -> dict[str, object]:
    """What the form's templates need."""
    chosen = found.project or (projects[0] if len(projects) == 1 else None)
    return {
        "found": found,
        "draft": found.draft,
        "problems": found.problems,
        "projects": projects,
        "now": now,
        "outlook": outlook(chosen, found, person, now) if chosen else None,
        "user_id": person.user.public_id,
    }


def outlook(project: Project, found: Read, person: Person, now: datetime) -> Outlook:
    """What holds for a report to this project now."""
    policy = in_force(project.programme, at=now).policy
    pre = policy.scheme == "intercompany"
    tomorrow = now.astimezone(ZONE).date() + timedelta(days=1)
    return Outlook(
        policy=policy,
        promise=promise(policy, at=now, local=not found.is_remote),
        is_pre=pre,
        filers=other_filers(person) if pre else (),
        tomorrow=tomorrow,
    )


def is_pre(project: Project | None, at: datetime) -> bool:
    """Whether partners pre-register for this project."""
    return project is not None and in_force(project.programme, at=at).policy.scheme == "intercompany"


def projects_to_report_to(now: datetime) -> list[Project]:
    """Open projects of the programmes whose policy takes reports."""
    rows = Project.objects.open_at(now).filter(programme__in=programmes_of("distribution", "intercompany", at=now))
    return list(rows.select_related("programme").order_by("name"))


def other_filers(person: Person) -> tuple[str, ...]:
    """The partner's designated filers, if it has any and the reader is none."""
    filers = Person.objects.filter(partner=person.partner, is_designated_filer=True, left_on__isnull=True).select_related("user").order_by("pk")
    names = {filer.pk: filer.user.name for filer in filers}
    return () if person.pk in names else tuple(names.values())


def person_of(request: HttpRequest) -> Person:
    """The reader as one of a partner's people."""
    return Person.objects.select_related("partner", "user").get(user=signed_in(request))
