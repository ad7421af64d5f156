"""My page: who I am here, the partner's standing, and its own people, whom its administrator adds and lets go."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from qudao.kit import clock
from qudao.kit.refused import Refused
from qudao.organization.models import Role, User
from qudao.organization.shown_once import keep, take
from qudao.partners.actions.add_person import add_person
from qudao.partners.actions.end_person import end_person
from qudao.partners.actions.reset_password import reset_password
from qudao.partners.actions.set_designated_filer import set_designated_filer
from qudao.partners.models import Partner, Person, Standing
from qudao.partners.people import username_of
from qudao.portal import refusals
from qudao.portal.customers import signed_in
from qudao.portal.report import person_of


def my(request: HttpRequest) -> HttpResponse:
    """The reader, the partner and what it may do today, its people for whoever administers it."""
    person, now = person_of(request), clock.now()
    begun = Standing.objects.filter(partner=person.partner, from_at__lte=now)
    standings = begun.exclude(until_at__lte=now).exclude(lifted_at__lte=now).order_by("from_at")
    shown = {
        "tab": "my",
        "person": person,
        "people": people_of(request, person.partner),
        "standings": list(standings),
        "is_administrator": is_administrator(person.user),
    }
    return render(request, "portal/people/my.html", shown)


def add(request: HttpRequest) -> HttpResponse:
    """Add one of the partner's people; the one-time password is shown on the page after, once."""
    person = person_of(request)
    typed = {"name": request.POST.get("name", "").strip(), "username": request.POST.get("username", "").strip()}
    role = request.POST.get("role", Role.PARTNER_AGENT)
    problems: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        try:
            added, password = add_person(partner=person.partner, **typed, role=role, by=person.user, at=clock.now())
        except Refused as refused:
            problems, status = {refused.where or "form": refusals.message(refused)}, 422
        else:
            return _show_once(request, added, password)
    shown = {"person": person, "typed": typed, "role": role, "problems": problems, "prefix": username_of(person.partner, "")}
    return render(request, "portal/people/add.html", shown, status=status)


def one(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One of the partner's people, with what the administrator may do."""
    found = own_person(request, public_id)
    shown = {"tab": "my", "person": found, "password": take(request, str(found.public_id)), "is_me": found.user_id == signed_in(request).pk}
    return render(request, "portal/people/person.html", shown)


def reset(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A new one-time password for somebody who lost his."""
    found = own_person(request, public_id)
    try:
        password = reset_password(person=found, by=signed_in(request), at=clock.now())
    except Refused as refused:
        return _refused(request, found, refused)
    return _show_once(request, found, password)


def end(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """End somebody's access."""
    found = own_person(request, public_id)
    try:
        end_person(person=found, by=signed_in(request), at=clock.now())
    except Refused as refused:
        return _refused(request, found, refused)
    messages.success(request, _("%(name)s 不能再登录；已报备的客户仍属于贵司。") % {"name": found.user.name})
    return HttpResponseRedirect(reverse("portal:my"), status=303)


def filer(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Name somebody designated filer, or no longer."""
    found = own_person(request, public_id)
    designated = request.POST.get("designated") == "1"
    try:
        set_designated_filer(person=found, designated=designated, by=signed_in(request), at=clock.now())
    except Refused as refused:
        return _refused(request, found, refused)
    said = _("%(name)s 现在是指定备案人。") if designated else _("%(name)s 不再是指定备案人。")
    messages.success(request, said % {"name": found.user.name})
    return HttpResponseRedirect(reverse("portal:person", args=[found.public_id]), status=303)


def own_person(request: HttpRequest, public_id: UUID) -> Person:
    """One of the reader's own partner's people; anybody else is absent."""
    return get_object_or_404(Person.objects.visible_to(signed_in(request)).select_related("user", "partner"), public_id=public_id)


def people_of(request: HttpRequest, partner: Partner) -> list[Person]:
    """All of them for the administrator, the reader alone for an agent; those who left come last."""
    user = signed_in(request)
    people = Person.objects.visible_to(user).filter(partner=partner).select_related("user").order_by("left_on", "user__name", "pk")
    return list(people if is_administrator(user) else people.filter(user=user))


def is_administrator(user: User) -> bool:
    """Whether he administers his partner's people."""
    return user.role == Role.PARTNER_ADMINISTRATOR


def _show_once(request: HttpRequest, person: Person, password: str) -> HttpResponse:
    """Hand the password to the page after this one."""
    keep(request, str(person.public_id), password)
    return HttpResponseRedirect(reverse("portal:person", args=[person.public_id]), status=303)


def _refused(request: HttpRequest, person: Person, error: Refused) -> HttpResponse:
    back = reverse("portal:person", args=[person.public_id])
    return render(request, "portal/refused.html", {"why": refusals.message(error), "back": back}, status=409)
