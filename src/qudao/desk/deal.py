"""One deal: its stages, its buyers masked, the internal ruling with every claim weighed, the dispute windows and the commission month."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from qudao.customers.models import Registration
from qudao.customers.reasons import from_json
from qudao.decide.sentences import sentence
from qudao.desk.asking import found, language, signed_in, text
from qudao.desk.booking import Typed, read_instant
from qudao.kit import clock
from qudao.kit.refused import Refused
from qudao.orders.actions.advance_deal import advance_deal
from qudao.orders.actions.cancel_deal import cancel_deal
from qudao.orders.actions.look_at_ruling import look_at_ruling
from qudao.orders.details import INSTANTS, STAGES
from qudao.orders.models import Deal, Ruling
from qudao.orders.queries import current_ruling, dispute_openings, owner_credit, registrations_of, with_rulings
from qudao.orders.refusals import message
from qudao.orders.words import event_name, verdict_name
from qudao.organization.access import may
from qudao.organization.principal import principal_of
from qudao.programmes.in_force import in_force, version_at, zone_of
from qudao.settlement.months import after, month_of
from qudao.settlement.queries import line_of_deal


@dataclass(frozen=True, slots=True)
class Why:
    """A sentence and its article."""

    text: str
    clause: str


@dataclass(frozen=True, slots=True)
class Claim:
    """A registration that was weighed, what became of it and why."""

    registration: Registration
    verdict: str
    name: str
    reasons: tuple[Why, ...]


def deal(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The page of one deal. Seeing who else reported the customer is recorded."""
    one = found(with_rulings(Deal.objects.visible_to(signed_in(request))), public_id)
    return page(request, one, at=clock.now())


def page(request: HttpRequest, one: Deal, *, at: datetime, error: str = "", status: int = 200) -> HttpResponse:
    """The page; after a refusal with its sentence and the status that keeps the form's key unused.

    Only a look (GET) shows the claims, because a look is recorded; the answer to a refused form shows none.
    """
    ruling = current_ruling(one)
    credit = owner_credit(ruling)
    sees_claims = request.method == "GET" and may(principal_of(request), "desk:audit_ruling")
    if ruling is not None and ruling.considered and sees_claims:
        look_at_ruling(ruling=ruling, by=signed_in(request), at=at)
    context: dict[str, Any] = {
        "deal": one,
        "stages": [(event_name(name), getattr(one, name)) for name in (*STAGES, "paid_at")],
        "next_stages": next_stages(one),
        "ruling": ruling,
        "owner": credit,
        "because": whys(ruling.reasons) if ruling else (),
        "claims": claims_of(ruling) if ruling and sees_claims else [],
        "pack": ruling.policy.reference if ruling else version_at(one.project.programme, at=at).reference,
        "moment_names": moment_names(one, at),
        "openings": [(event_name(opening.event), opening) for opening in dispute_openings(one, at=at)],
        "commission_month": commission_month(one),
        "line": line_of_deal(one, credit.partner) if credit else None,
        "former": one.rulings.filter(is_current=False).order_by("-made_at"),
        "now": at,
        "error": error,
        "menu": "deals",
    }
    if context["line"]:
        context["line_reasons"] = tuple(Why(sentence(reason, language()), reason.clause) for reason in context["line"].row.reasons)
    return render(request, "desk/deals/deal.html", context, status=status)


def advance(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Record the next stage."""
    reader, at = signed_in(request), clock.now()
    one = found(with_rulings(Deal.objects.visible_to(reader)), public_id)
    typed = Typed({"on": text(request.POST, "on")})
    on = read_instant(typed, "on", zone_of(one.project.programme))
    if on is None:
        return page(request, one, at=at, error=typed.errors.get("on") or message(Refused("instant_unreadable")), status=422)
    try:
        advance_deal(deal=one, stage=text(request.POST, "stage"), on=on, by=reader, at=at)
    except Refused as refused:
        return page(request, one, at=at, error=message(refused), status=422)
    messages.success(request, _("已登记%(stage)s。") % {"stage": event_name(text(request.POST, "stage"))})
    return HttpResponseRedirect(reverse("desk:deal", args=[public_id]))


def cancel(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Cancel the deal."""
    reader, at = signed_in(request), clock.now()
    one = found(with_rulings(Deal.objects.visible_to(reader)), public_id)
    try:
        cancel_deal(deal=one, by=reader, at=at)
    except Refused as refused:
        return page(request, one, at=at, error=message(refused), status=422)
    messages.success(request, _("已取消这笔成交，房源可以再登记。"))
    return HttpResponseRedirect(reverse("desk:deal", args=[public_id]))


def whys(reasons: list[dict[str, Any]]) -> tuple[Why, ...]:
    """Stored reasons as sentences with their articles."""
    return tuple(Why(sentence(reason, language()), reason.clause) for reason in from_json(reasons))


def claims_of(ruling: Ruling) -> list[Claim]:
    """Every claim weighed, in order of receipt."""
    rows = registrations_of(ruling.considered)
    return [
        Claim(rows[claim["registration"]], claim["verdict"], verdict_name(claim["verdict"]), whys(claim["reasons"]))
        for claim in ruling.considered
        if claim["registration"] in rows
    ]


def next_stages(one: Deal) -> list[tuple[str, str]]:
    """The stages that can still be recorded."""
    if one.cancelled_at is not None:
        return []
    closed = ("pre_subscribed_at", "subscribed_at") if one.contracted_at else ()
    return [(name, event_name(name)) for name in INSTANTS if getattr(one, name) is None and name not in closed]


def moment_names(one: Deal, at: datetime) -> str:
    """The events at whose earliest the claims are tested, by the policy (CU-31)."""
    term = in_force(one.project.programme, at=at).policy.attribution.moment[-1]
    return pgettext("between names", "、").join(event_name(event) for event in term.value.events)


def commission_month(one: Deal) -> date | None:
    """The month in which the deal is submitted; None until it is filed (CU-30)."""
    return after(month_of(one.filed_at, zone_of(one.project.programme))) if one.filed_at else None
