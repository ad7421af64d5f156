"""Prove it: any ruling or registration down to its facts, the article, the policy version, its events and the seal that holds them."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from qudao.customers.models import Registration
from qudao.customers.numbers import typed_number
from qudao.desk.asking import found, language, signed_in, text
from qudao.desk.deal import claims_of, whys
from qudao.desk.verification import last_verification
from qudao.kit import clock
from qudao.orders.actions.look_at_ruling import look_at_ruling
from qudao.orders.models import Deal, Ruling
from qudao.organization.access import may
from qudao.organization.models import Event
from qudao.organization.principal import principal_of
from qudao.organization.seals import Proof, proof
from qudao.programmes.content import policy_of
from qudao.programmes.models import PolicyVersion

RECENT = 30


@dataclass(frozen=True, slots=True)
class Sealed:
    """An event and the proof that a seal holds it; None for the seconds before it is sealed."""

    event: Event
    proof: Proof | None
    subject: str

    @property
    def root(self) -> str:
        """The seal's root in hexadecimal."""
        return self.proof.root.hex() if self.proof else ""


@dataclass(frozen=True, slots=True)
class Article:
    """A clause as the decision cites it, in our own words."""

    number: str
    text: str


def audit(request: HttpRequest) -> HttpResponse:
    """Find a decision by its number, or pick one of the latest."""
    reader, number = signed_in(request), text(request.GET, "number", 64)
    if number and (address := _address(request, number)):
        return HttpResponseRedirect(address)
    rulings = Ruling.objects.select_related("deal__project").prefetch_related("credits__partner").order_by("-made_at", "-pk")
    context: dict[str, object] = {"number": number, "rulings": rulings.filter(deal__in=Deal.objects.visible_to(reader))[:RECENT], "menu": "audit"}
    context["verified"] = last_verification(reader)
    return render(request, "desk/audit/list.html", context, status=404 if number else 200)


def _address(request: HttpRequest, number: str) -> str:
    """Where the decision with that number is shown: a ruling's, a letter's, a deal's or a registration's; nothing for what the reader may not see."""
    reader = signed_in(request)
    rulings = Ruling.objects.filter(deal__in=Deal.objects.visible_to(reader)).order_by("-is_current", "-made_at")
    upper = number.upper()
    ruling = rulings.filter(number=upper).first() or rulings.filter(letters__number=upper).first() or rulings.filter(deal__number=number).first()
    if ruling is not None:
        return reverse("desk:audit_ruling", args=[ruling.public_id])
    if not may(principal_of(request), "desk:audit_registration"):
        return ""
    registration = Registration.objects.visible_to(reader).filter(number__in=[number, typed_number(number)]).first()
    return reverse("desk:audit_registration", args=[registration.public_id]) if registration else ""


def ruling(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One ruling down to its facts. The look is recorded."""
    reader = signed_in(request)
    rows = Ruling.objects.filter(deal__in=Deal.objects.visible_to(reader)).select_related("deal__project__programme", "policy")
    one = found(rows.prefetch_related("credits__partner", "credits__registration", "letters__registration__partner"), public_id)
    look_at_ruling(ruling=one, by=reader, at=clock.now())
    context = {
        "ruling": one,
        "deal": one.deal,
        "credit": next(iter(one.credits.all()), None),
        "because": whys(one.reasons),
        "claims": claims_of(one),
        "articles": articles(one.policy, [*one.reasons, *(reason for claim in one.considered for reason in claim["reasons"])]),
        "events": events_of(one, one.deal),
        "menu": "audit",
    }
    return render(request, "desk/audit/ruling.html", context)


def registration(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One registration down to its facts."""
    rows = Registration.objects.visible_to(signed_in(request)).select_related(
        "partner", "project__programme", "policy", "reported_by", "exception_by"
    )
    one = found(rows, public_id)
    visits = list(one.visits.order_by("at", "pk"))
    extensions = list(one.extensions.order_by("requested_at", "pk"))
    context = {
        "registration": one,
        "status": one.status_at(clock.now()),
        "because": whys(one.reasons),
        "visits": visits,
        "extensions": extensions,
        "articles": articles(one.policy, one.reasons),
        "events": events_of(one, *visits, *extensions),
        "menu": "audit",
    }
    return render(request, "desk/audit/registration.html", context)


def articles(version: PolicyVersion, reasons: list[dict[str, Any]]) -> list[Article]:
    """Every clause that the reasons cite, once, in order of the regulation."""
    clauses = policy_of(version).clauses
    numbers = sorted(
        {reason["clause"] for reason in reasons if reason["clause"] in clauses}, key=lambda number: [int(part) for part in number.split(".")]
    )
    return [Article(number, clauses[number].text.en if language() == "en" else clauses[number].text.zh) for number in numbers]


def events_of(*subjects: Model) -> list[Sealed]:
    """The events of these rows in their order, each with its proof."""
    names = {(row._meta.label_lower, str(getattr(row, "public_id", None) or row.pk)): str(row._meta.model_name) for row in subjects}
    kinds, ids = {kind for kind, _id in names}, {public_id for _kind, public_id in names}
    rows = Event.objects.filter(subject_type__in=kinds, subject_id__in=ids).select_related("by").order_by("id")
    return [Sealed(event, proof(event), names.get((event.subject_type, event.subject_id), event.subject_type)) for event in rows]
