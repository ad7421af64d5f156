"""The partner's customers: the list by urgency, and the search among its own."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import attrgetter

from django.db.models import Exists, OuterRef, Prefetch, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from qudao.customers.identity_columns import keys_of
from qudao.customers.models import Registration, RegistrationQuerySet, Visit
from qudao.customers.numbers import typed_number
from qudao.kit import clock
from qudao.organization.models import User
from qudao.portal import because, urgency
from qudao.portal.state import State, labels, state_of
from qudao.programmes.models import Project
from qudao.rules.identity import normal_phone

PAGE = 10
MOST = 500
LONGEST_SEARCH = 64

STATUSES = ("waiting", "papers", "pre", "visited", "refused", "lapsed")


@dataclass(frozen=True, slots=True)
class Line:
    """One registration as the list shows it."""

    registration: Registration
    group: int
    state: State
    reason: str
    clause: str


@dataclass(frozen=True, slots=True)
class Filters:
    """What the address asks for; what it does not know is ignored."""

    project: str = ""
    status: str = ""
    due: str = ""

    @property
    def is_any(self) -> bool:
        """Whether anything is filtered."""
        return bool(self.project or self.status or self.due)


def customer_list(request: HttpRequest) -> HttpResponse:
    """Who needs me today: own registrations by urgency, filtered as the address says."""
    now, user = clock.now(), signed_in(request)
    own = Registration.objects.visible_to(user)
    projects = list(Project.objects.filter(registrations__in=own).distinct().order_by("name"))
    filters = read_filters(request, projects)
    rows = urgency.by_urgency(filtered(own, filters, now), now)
    counts = urgency.count(rows)
    shown = shown_of(request)
    group = urgency.GROUPS.get(filters.due)
    total = counts.of(group) if group else counts.total
    lines = lines_of((urgency.in_group(rows, group) if group else rows)[:shown], now) if total else []
    return render(
        request,
        "portal/customers/list.html",
        {
            "tab": "customers",
            "now": now,
            "filters": filters,
            "projects": projects,
            "status_choices": [(code, labels()[code]) for code in STATUSES],
            "due_choices": [(word, urgency.heading(group)) for word, group in urgency.GROUPS.items()],
            "groups": grouped(lines, counts),
            "today": counts.of(urgency.TODAY),
            "tomorrow": counts.of(urgency.TOMORROW),
            "total": total,
            "left": max(total - len(lines), 0),
            "next_address": next_address(request, shown),
        },
    )


def search(request: HttpRequest) -> HttpResponse:
    """Own customers by the exact full phone, the receipt number or the name; the words stay out of the address and of the log."""
    now, words = clock.now(), request.POST.get("words", "").strip()[:LONGEST_SEARCH]
    found = find(Registration.objects.visible_to(signed_in(request)), words) if words else Registration.objects.none()
    lines = lines_of(urgency.by_urgency(found, now)[: PAGE * 5], now)
    shown = {"tab": "customers", "now": now, "lines": lines, "asked": bool(words), "words": words}
    return only_reads(render(request, "portal/customers/search.html", shown))


def only_reads(answer: HttpResponse) -> HttpResponse:
    """Mark the answer to a POST that changed nothing, so that it does not use up the form's one-time number."""
    answer.only_reads = True  # type: ignore[attr-defined]
    return answer


def find(own: RegistrationQuerySet, words: str) -> RegistrationQuerySet:
    """Rows among `own` that match exactly: no part of a phone finds anything, so a masked one cannot be guessed digit by digit."""
    keys = keys_of(name=words, phone=words if normal_phone(words).isdecimal() else "")
    matches = Q(number=typed_number(words))
    if keys.name:
        matches |= Q(name_key=keys.name)
    if keys.phone:
        matches |= Q(phone_key=keys.phone)
    return own.filter(matches)


def lines_of(rows: RegistrationQuerySet, now: datetime) -> list[Line]:
    """Rows annotated by urgency as lines, with their visits at hand."""
    visits = Prefetch("visits", queryset=Visit.objects.order_by("at", "pk"))
    found = rows.select_related("project", "policy").prefetch_related(visits)
    return [_line(row, now) for row in found]


def _line(row: Registration, now: datetime) -> Line:
    state = state_of(row, list(row.visits.all()), has_letter=getattr(row, "has_letter", False), now=now)
    reason = because.in_short(row, state.code)
    return Line(row, getattr(row, "group", 0), state, reason.text, reason.clause)


def grouped(lines: Iterable[Line], counts: urgency.Counts) -> list[dict[str, object]]:
    """Lines under their headings; a group without lines has none."""
    return [
        {"heading": urgency.heading(group), "count": counts.of(group), "lines": list(members), "is_ended": group == urgency.ENDED}
        for group, members in groupby(lines, key=attrgetter("group"))
    ]


def read_filters(request: HttpRequest, projects: Iterable[Project]) -> Filters:
    """The filters of the address, each checked against what exists."""
    project, status, due = (request.GET.get(name, "") for name in ("project", "status", "due"))
    return Filters(
        project=project if any(str(one.public_id) == project for one in projects) else "",
        status=status if status in STATUSES else "",
        due=due if due in urgency.GROUPS else "",
    )


def filtered(own: RegistrationQuerySet, filters: Filters, now: datetime) -> RegistrationQuerySet:
    """Own rows of the project and the status asked for."""
    rows = own.filter(project__public_id=filters.project) if filters.project else own
    return rows.filter(_standing(filters.status, now)) if filters.status else rows


def _standing(status: str, now: datetime) -> Q:
    visited = Q(Exists(Visit.objects.filter(registration=OuterRef("pk"))))
    in_force, over = Q(protected_until__gt=now), Q(protected_until__lte=now)
    conditions: dict[str, Q] = {
        "waiting": in_force & Q(status=Registration.Status.REGISTERED) & ~visited,
        "papers": in_force & Q(status=Registration.Status.REGISTERED) & visited,
        "pre": Q(status=Registration.Status.PRE_REGISTERED),
        "visited": in_force & Q(status__in=[Registration.Status.VISITED, Registration.Status.EXTENDED]),
        "refused": Q(status=Registration.Status.REFUSED),
        "lapsed": Q(status=Registration.Status.LAPSED) | (over & ~Q(status=Registration.Status.REFUSED)),
    }
    return conditions[status]


def shown_of(request: HttpRequest) -> int:
    """How many rows the address asks for."""
    asked = request.GET.get("show", "")
    return min(max(int(asked), PAGE), MOST) if asked.isascii() and asked.isdecimal() and len(asked) < 6 else PAGE


def next_address(request: HttpRequest, shown: int) -> str:
    """The address that shows more, with the same filters."""
    query = request.GET.copy()
    query["show"] = str(min(shown + 2 * PAGE, MOST))
    return "?" + query.urlencode()


def signed_in(request: HttpRequest) -> User:
    """The person who asks; the permission table lets nobody else in."""
    assert isinstance(request.user, User)
    return request.user
