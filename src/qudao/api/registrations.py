"""Registrations for machines: a partner's own system reports customers and reads what became of them."""

from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Status
from pydantic import AwareDatetime

from qudao.api import shown
from qudao.api.asking import language, partner_of, project_named, user_of
from qudao.api.schemas import RegistrationPage, RegistrationSent, RegistrationShown
from qudao.customers.actions.register_customer import register_customer
from qudao.customers.models import Registration
from qudao.customers.report import read_report
from qudao.kit.clock import now

router = Router(tags=["registrations"])
PAGE = 50


@router.post("", response={201: RegistrationShown}, url_name="registrations")
def create(request: HttpRequest, payload: RegistrationSent) -> Status[RegistrationShown]:
    """Report a customer. The answer never says whether anybody else holds the customer."""
    user, at = user_of(request), now()
    partner, project = partner_of(user), project_named(user, payload.project)
    report = read_report(payload.dict(exclude={"project"}), today=at.astimezone(ZoneInfo(settings.TIME_ZONE)).date())
    row = register_customer(partner=partner, project=project, report=report, by=user, at=at, origin=Registration.Origin.API)
    return Status(201, shown.registration(row, now=at, language=language()))


@router.get("", response=RegistrationPage, url_name="registrations")
def listed(request: HttpRequest, before: AwareDatetime | None = None) -> RegistrationPage:
    """The key's own registrations, newest first, 50 at a time. `before` is an instant with its offset, as `next_before` gives it."""
    rows = Registration.objects.visible_to(user_of(request)).select_related("project", "policy").order_by("-received_at", "number")
    page = list((rows.filter(received_at__lt=before) if before else rows)[: PAGE + 1])
    at = now()
    items = [shown.registration(row, now=at, language=language()) for row in page[:PAGE]]
    return RegistrationPage(items=items, next_before=page[PAGE - 1].received_at if len(page) > PAGE else None)


@router.get("/{str:number}", response=RegistrationShown, url_name="registration")
def one(request: HttpRequest, number: str) -> RegistrationShown:
    """One of the key's own registrations by its number."""
    row = get_object_or_404(Registration.objects.visible_to(user_of(request)).select_related("project", "policy"), number=number)
    return shown.registration(row, now=now(), language=language())
