"""The public verification page: what a number proves, without sign-in and without any personal data."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from qudao.customers.models import Registration
from qudao.customers.numbers import typed_number
from qudao.kit import merkle
from qudao.orders.queries import verify_letter
from qudao.organization.models import Event
from qudao.organization.seals import Proof, proof
from qudao.portal.because import language
from qudao.programmes.models import PolicyVersion


@dataclass(frozen=True, slots=True)
class Verified:
    """What anybody may know of a number."""

    kind: Literal["pre", "registration", "letter"]
    number: str
    project: str
    at: datetime
    title: str
    version: str
    event: Event | None = None
    is_current: bool = True


@dataclass(frozen=True, slots=True)
class Sealed:
    """Where the event stands in the sealed log, in hexadecimal, for anybody to compute again. No batch number: it would count what others do."""

    sealed_at: datetime
    leaf: str
    steps: tuple[tuple[str, str], ...]
    root: str
    holds: bool


def verify(request: HttpRequest, number: str) -> HttpResponse:
    """The page of a receipt or a ruling letter; every number that is neither gets one and the same page."""
    found = _registration(number) or _letter(number)
    if found is None:
        return render(request, "portal/verify.html", {"found": None}, status=404)
    place = proof(found.event) if found.event else None
    return render(request, "portal/verify.html", {"found": found, "sealed": _sealed(place) if place else None})


def _registration(number: str) -> Verified | None:
    row = Registration.objects.filter(number=typed_number(number)).select_related("project", "policy").first()
    if row is None:
        return None
    events = Event.objects.filter(subject_type="customers.registration", subject_id=str(row.public_id)).select_related("by")
    return Verified(
        kind="pre" if row.stage == Registration.Stage.PRE else "registration",
        number=row.number,
        project=row.project.name,
        at=row.received_at,
        title=_title(row.policy),
        version=row.policy.version,
        event=events.order_by("pk").first(),
    )


def _letter(number: str) -> Verified | None:
    letter = verify_letter(number)
    if letter is None:
        return None
    title = letter.policy_title_en if language() == "en" else letter.policy_title_zh
    return Verified("letter", letter.number, letter.project, letter.issued_at, title, letter.policy_version, is_current=letter.is_current)


def _title(version: PolicyVersion) -> str:
    return version.title_en if language() == "en" else version.title_zh


def _sealed(place: Proof) -> Sealed:
    return Sealed(
        sealed_at=place.sealed_at,
        leaf=merkle.leaf_hash(place.content).hex(),
        steps=tuple((side, sibling.hex()) for side, sibling in place.steps),
        root=place.root.hex(),
        holds=place.holds,
    )
