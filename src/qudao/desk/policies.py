"""The company's policies: the list, one policy with its versions in time, new drafts, imports, and which programme each governs."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from qudao.desk.asking import found, language, signed_in, text
from qudao.desk.policy_archive import read_archive
from qudao.kit import clock
from qudao.kit.refused import Refused
from qudao.organization.models import User
from qudao.policies.load import PACKS, PolicyError, load, names, texts
from qudao.programmes.actions.bind_programme import bind_programme
from qudao.programmes.actions.import_policy import import_policy
from qudao.programmes.actions.start_draft import start_draft
from qudao.programmes.in_force import version_at
from qudao.programmes.models import Binding, Policy, PolicyVersion, Programme
from qudao.programmes.standing import Standing, standings
from qudao.programmes.words import message, standing_name
from qudao.rules.period import day_of

DOTS = {"draft": "", "in_review": "red", "withdrawn": "", "in_force": "green", "scheduled": "blue", "superseded": ""}


@dataclass(frozen=True, slots=True)
class Shown:
    """A version as a line of the timeline."""

    version: PolicyVersion
    standing: Standing
    name: str
    dot: str

    @property
    def is_open(self) -> bool:
        """Whether somebody still works on it."""
        return self.standing in ("draft", "in_review")


@dataclass(frozen=True, slots=True)
class Library:
    """A policy in the list: what holds, what is coming, what is being written, and whom it governs."""

    policy: Policy
    title: str
    versions: list[Shown]
    programmes: list[str]

    @property
    def in_force(self) -> Shown | None:
        return next((one for one in self.versions if one.standing == "in_force"), None)

    @property
    def scheduled(self) -> Shown | None:
        return next((one for one in self.versions if one.standing == "scheduled"), None)

    @property
    def drafts(self) -> list[Shown]:
        return [one for one in self.versions if one.is_open]


def policies(request: HttpRequest) -> HttpResponse:
    """Every policy the reader may see."""
    return list_page(request)


def list_page(request: HttpRequest, *, problem: str = "", status: int = 200) -> HttpResponse:
    """The list; after a refused import with what is wrong."""
    now, reader = clock.now(), signed_in(request)
    governing = {programme: version_at(programme, at=now) for programme in Programme.objects.order_by("name")}
    rows = [library(policy, reader, now) for policy in Policy.objects.order_by("title_zh", "pk")]
    rows = [row for row in rows if row.versions]
    context = {
        "rows": rows,
        "waiting": sum(1 for row in rows for one in row.drafts if one.standing == "in_review"),
        "drafts": sum(1 for row in rows for one in row.drafts if one.standing == "draft"),
        "in_force": sum(1 for row in rows if row.in_force and row.policy.pk in {version.policy_id for version in governing.values()}),
        "shipped": [(name, load(name).title.of(language())) for name in names()],
        "typed": request.POST,
        "problem": problem,
        "today": now.date(),
        "menu": "policies",
    }
    return render(request, "desk/policies/list.html", context, status=status)


def library(policy: Policy, reader: User, now: datetime) -> Library:
    """A policy with its versions, the latest first."""
    versions = list(PolicyVersion.objects.visible_to(reader).filter(policy=policy).select_related("drafted_by", "approved_by", "submitted_by"))
    by_key = standings(versions, today_of(policy, now))
    shown = [Shown(version, by_key[version.pk], standing_name(by_key[version.pk]), DOTS[by_key[version.pk]]) for version in versions]
    shown.sort(key=lambda one: (not one.is_open, one.standing == "withdrawn", -one.version.starts_on.toordinal(), -one.version.pk))
    bound = Binding.objects.filter(policy=policy).select_related("programme").order_by("programme__name")
    return Library(policy, title_of(policy), shown, list(dict.fromkeys(row.programme.name for row in bound)))


def title_of(policy: Policy) -> str:
    """What the policy is called in the reader's language."""
    return policy.title_en if language() == "en" else policy.title_zh


def today_of(policy: Policy, now: datetime) -> date:
    """The day it is where the policy holds."""
    return day_of(now, ZoneInfo(policy.timezone))


def policy(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One policy: its versions in time, and the programmes it governs."""
    return policy_page(request, found(Policy.objects.all(), public_id))


def policy_page(request: HttpRequest, one: Policy, *, problem: str = "", status: int = 200) -> HttpResponse:
    """The page; after a refusal with its sentence."""
    now = clock.now()
    row = library(one, signed_in(request), now)
    if not row.versions:
        raise Http404
    context = {
        "row": row,
        "bindings": Binding.objects.filter(policy=one).select_related("programme", "by").order_by("-starts_on", "-pk"),
        "programmes": Programme.objects.order_by("name"),
        "typed": request.POST,
        "problem": problem,
        "menu": "policies",
    }
    return render(request, "desk/policies/policy.html", context, status=status)


def draft(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Start a new version as a copy of the last approved one."""
    one = found(Policy.objects.all(), public_id)
    try:
        version = start_draft(policy=one, starts_on=read_day(request, "starts_on"), by=signed_in(request), at=clock.now())
    except Refused as refused:
        return policy_page(request, one, problem=message(refused), status=422)
    return HttpResponseRedirect(reverse("desk:version_terms", args=[version.public_id]), status=303)


def bind(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Let the policy govern a programme from a day on."""
    one = found(Policy.objects.all(), public_id)
    programme = Programme.objects.filter(code=text(request.POST, "programme")).first()
    try:
        if programme is None:
            raise Refused("programme_unknown", where="programme")
        bind_programme(programme=programme, policy=one, starts_on=read_day(request, "starts_on"), by=signed_in(request), at=clock.now())
    except Refused as refused:
        return policy_page(request, one, problem=message(refused), status=422)
    messages.success(request, _("已绑定，从那天起按这个制度执行。"))
    return HttpResponseRedirect(reverse("desk:policy", args=[public_id]), status=303)


def take_in(request: HttpRequest) -> HttpResponse:
    """A draft from a shipped pack or from a .zip; what is wrong is named with file, place, value and what was expected."""
    try:
        pack = text(request.POST, "pack")
        if pack in names():
            code, files = pack, texts(PACKS / pack)
        else:
            code, files, pack = text(request.POST, "code", 80), read_archive(request.FILES.get("archive")), ""
        starts_on = read_day(request, "starts_on")
        version = import_policy(code=code, files=files, starts_on=starts_on, pack=pack, by=signed_in(request), at=clock.now())
    except PolicyError as error:
        return list_page(request, problem=error.message(language()), status=422)
    except Refused as refused:
        return list_page(request, problem=message(refused), status=422)
    return HttpResponseRedirect(reverse("desk:version", args=[version.public_id]), status=303)


def read_day(request: HttpRequest, name: str) -> date:
    """A day as a form sends it."""
    try:
        return date.fromisoformat(text(request.POST, name, 10))
    except ValueError:
        raise Refused("day_unreadable", where=name) from None
