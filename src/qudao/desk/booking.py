"""Book a deal: the form, what was typed, and what is wrong with it, beside each field."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from qudao.customers.models import Visit
from qudao.desk.asking import signed_in, text
from qudao.kit import clock
from qudao.kit.refused import Refused
from qudao.orders.actions.book_deal import book_deal
from qudao.orders.details import INSTANTS, RELATIONS, BuyerDetails, DealDetails, FamilyDetails, problems
from qudao.orders.refusals import message
from qudao.orders.words import event_name, relation_name
from qudao.organization.models import User
from qudao.partners.models import Partner
from qudao.programmes.in_force import zone_of
from qudao.programmes.models import Project
from qudao.rules.money import parse_yuan

BUYERS = 6
FAMILY = 3
SHAPES = ("%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S")


@dataclass
class Typed:
    """What was typed, and the message beside each field that is wrong."""

    values: Mapping[str, str]
    errors: dict[str, str] = field(default_factory=dict)
    project: Project | None = None
    details: DealDetails | None = None

    def wrong(self, where: str, code: str) -> None:
        """Put a refusal beside its field; the first one stays."""
        self.errors.setdefault(where, message(Refused(code)))


def new_deal(request: HttpRequest) -> HttpResponse:
    """The empty form, or the booking: 303 to the deal when it stands, the form with what is wrong when not."""
    reader = signed_in(request)
    if request.method != "POST":
        return _form(request, reader, Typed({name: text(request.GET, name) for name in ("project", "visit")}))
    at = clock.now()
    typed = read(request.POST, reader, at=at)
    if not typed.errors and typed.project and typed.details:
        try:
            deal = book_deal(project=typed.project, details=typed.details, by=reader, at=at)
        except Refused as error:
            typed.errors[error.where or "form"] = message(error)
        else:
            messages.success(request, _("已登记成交 %(number)s，并已判定归属。") % {"number": deal.number})
            return HttpResponseRedirect(reverse("desk:deal", args=[deal.public_id]))
    return _form(request, reader, typed, status=422)


def read(values: Mapping[str, str], reader: User, *, at: datetime) -> Typed:
    """The details typed, with every mistake named beside its field."""
    typed = Typed({name: str(value) for name, value in values.items()})
    typed.project = Project.objects.visible_to(reader).filter(public_id=_uuid(text(values, "project"))).select_related("programme").first()
    if typed.project is None:
        typed.wrong("project", "project_unknown")
    zone = zone_of(typed.project.programme) if typed.project else ZoneInfo("Asia/Shanghai")
    price = _money(typed, "price")
    buyers = rows_of(values, "buyer", ("name", "phone", "identity_no"), BUYERS)
    family = rows_of(values, "family", ("person", "relative", "relation"), FAMILY)
    typed.details = DealDetails(
        unit=text(values, "unit"),
        price_fen=price or 0,
        list_price_fen=_money(typed, "list_price") if text(values, "list_price") else None,
        buyers=tuple(BuyerDetails(**told) for told in buyers.values()),
        claimed_by=_partner(typed),
        visit=_visit(typed, reader),
        family=tuple(FamilyDetails(**told) for told in family.values()),
        pre_subscribed_at=read_instant(typed, "pre_subscribed_at", zone),
        subscribed_at=read_instant(typed, "subscribed_at", zone),
        contracted_at=read_instant(typed, "contracted_at", zone),
        filed_at=read_instant(typed, "filed_at", zone),
        paid_at=read_instant(typed, "paid_at", zone),
    )
    for problem in problems(typed.details, at=at):
        typed.errors.setdefault(row_of(problem.where, buyer=list(buyers), family=list(family)), message(problem))
    return typed


def read_instant(typed: Typed, name: str, zone: ZoneInfo) -> datetime | None:
    """An instant as a form sends it, in the site's zone; one that does not exist is named."""
    told = text(typed.values, name)
    if not told:
        return None
    for shape in SHAPES:
        try:
            return datetime.strptime(told, shape).replace(tzinfo=zone)
        except ValueError:
            continue
    typed.wrong(name, "instant_unreadable")
    return None


def _money(typed: Typed, name: str) -> int | None:
    try:
        return parse_yuan(text(typed.values, name))
    except ValueError:
        typed.wrong(name, "price_unreadable")
        return None


def rows_of(values: Mapping[str, str], group: str, names: tuple[str, ...], most: int) -> dict[int, dict[str, str]]:
    """The rows of a group of fields in which anything was typed, by their place on the form."""
    rows = {row: {name: text(values, f"{group}_{row}_{name}") for name in names} for row in range(most)}
    return {row: told for row, told in rows.items() if told[names[0]] or told[names[1]] or (group == "buyer" and told[names[2]])}


def row_of(where: str, **rows: list[int]) -> str:
    """The field on the form that a problem of the n-th row with anything in it is about."""
    group, _, rest = where.partition("_")
    position, _, name = rest.partition("_")
    if group in rows and position.isdecimal() and int(position) < len(rows[group]):
        return f"{group}_{rows[group][int(position)]}_{name}"
    return where


def _partner(typed: Typed) -> Partner | None:
    told = text(typed.values, "claimed_by")
    partner = Partner.objects.filter(public_id=_uuid(told)).first() if told else None
    if told and partner is None:
        typed.wrong("claimed_by", "partner_unknown")
    return partner


def _visit(typed: Typed, reader: User) -> Visit | None:
    told = text(typed.values, "visit").upper()
    visit = Visit.objects.visible_to(reader).filter(number=told, project=typed.project).first() if told else None
    if told and visit is None:
        typed.wrong("visit", "visit_unknown")
    return visit


def _uuid(told: str) -> UUID:
    """The id that was sent; what is none is the id of nothing."""
    try:
        return UUID(told)
    except ValueError:
        return UUID(int=0)


def _form(request: HttpRequest, reader: User, typed: Typed, *, status: int = 200) -> HttpResponse:
    def cell(name: str) -> dict[str, str]:
        return {"name": name, "value": typed.values.get(name, ""), "error": typed.errors.get(name, "")}

    context = {
        "typed": typed,
        "projects": Project.objects.visible_to(reader).order_by("name"),
        "partners": Partner.objects.order_by("name"),
        "cells": {name: cell(name) for name in ("project", "unit", "price", "list_price", "claimed_by", "visit")},
        "instants": [(event_name(name), cell(name)) for name in INSTANTS],
        "buyers": [{name: cell(f"buyer_{row}_{name}") for name in ("name", "phone", "identity_no")} for row in range(BUYERS)],
        "family": [{name: cell(f"family_{row}_{name}") for name in ("person", "relative", "relation")} for row in range(FAMILY)],
        "relations": [(name, relation_name(name)) for name in RELATIONS],
        "menu": "deals",
    }
    return render(request, "desk/deals/new.html", context, status=status)
