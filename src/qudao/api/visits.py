"""Visits for machines: the front desk's own system records arrivals."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Status

from qudao.api import shown
from qudao.api.asking import project_named, user_of
from qudao.api.schemas import VisitSent, VisitShown
from qudao.customers.actions.record_visit import record_visit
from qudao.customers.models import Registration, Visit
from qudao.customers.report import BadReport, Problem, plain, read_report
from qudao.customers.visit_details import VisitDetails
from qudao.kit.clock import now
from qudao.kit.refused import Refused

router = Router(tags=["visits"])


@router.post("", response={201: VisitShown}, url_name="visits")
def create(request: HttpRequest, payload: VisitSent) -> Status[VisitShown]:
    """Record that a customer arrived, now by the server's clock."""
    user, at = user_of(request), now()
    project = project_named(user, payload.project)
    if payload.source not in Visit.Source.values:
        raise Refused("source_unknown", where="source")
    registration = None
    if payload.registration:
        registration = Registration.objects.visible_to(user).filter(number=payload.registration).first()
        if registration is None:
            raise Refused("registration_unknown", where="registration")
    told = {name: getattr(payload, name) for name in ("customer_name", "phone", "identity_no", "company")}
    if registration is None or any(told.values()):
        name = told["customer_name"] or (registration.customer_name if registration else "")
        report = read_report({**told, "customer_name": name}, today=at.date())
        told = {name: getattr(report, name) for name in told}
    try:
        learned_from = plain(payload.dict(), "learned_from")
    except ValueError as error:
        raise BadReport((Problem("learned_from", str(error)),)) from error
    row = record_visit(
        project=project,
        details=VisitDetails(**told),
        registration=registration,
        source=payload.source,
        learned_from=learned_from,
        by=user,
        at=at,
    )
    return Status(201, shown.visit(row))


@router.get("/{str:number}", response=VisitShown, url_name="visit")
def one(request: HttpRequest, number: str) -> VisitShown:
    """One visit by its number."""
    return shown.visit(get_object_or_404(Visit.objects.visible_to(user_of(request)).select_related("project", "registration"), number=number))
