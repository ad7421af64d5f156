"""Deals for machines: the sales system books them and reads who earns."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Status

from qudao.api import shown
from qudao.api.asking import language, project_named, user_of
from qudao.api.schemas import DealSent, DealShown, StageSent
from qudao.customers.models import Visit
from qudao.kit.clock import now
from qudao.kit.refused import Refused
from qudao.orders.actions.advance_deal import advance_deal
from qudao.orders.actions.book_deal import book_deal
from qudao.orders.details import BuyerDetails, DealDetails, FamilyDetails
from qudao.orders.models import Deal
from qudao.organization.models import User
from qudao.partners.models import Partner
from qudao.rules.money import parse_yuan

router = Router(tags=["deals"])


@router.post("", response={201: DealShown}, url_name="deals")
def create(request: HttpRequest, payload: DealSent) -> Status[DealShown]:
    """Book a deal with all its buyers; the answer holds the ruling."""
    user, at = user_of(request), now()
    row = book_deal(project=project_named(user, payload.project), details=_details(payload, user), by=user, at=at)
    return Status(201, shown.deal(row, language=language()))


@router.get("/{str:number}", response=DealShown, url_name="deal")
def one(request: HttpRequest, number: str) -> DealShown:
    """One deal by its number."""
    return shown.deal(get_object_or_404(Deal.objects.visible_to(user_of(request)).select_related("project"), number=number), language=language())


@router.post("/{str:number}/stages", response={201: DealShown}, url_name="deal_stages")
def advance(request: HttpRequest, number: str, payload: StageSent) -> Status[DealShown]:
    """Record when the deal passed its next stage."""
    user, at = user_of(request), now()
    row = get_object_or_404(Deal.objects.visible_to(user), number=number)
    return Status(201, shown.deal(advance_deal(deal=row, stage=payload.stage, on=payload.at, by=user, at=at), language=language()))


def _details(payload: DealSent, user: User) -> DealDetails:
    claimed_by = Partner.objects.filter(code=payload.claimed_by).first() if payload.claimed_by else None
    if payload.claimed_by and claimed_by is None:
        raise Refused("partner_unknown", where="claimed_by")
    visit = Visit.objects.visible_to(user).filter(number=payload.visit).first() if payload.visit else None
    if payload.visit and visit is None:
        raise Refused("visit_unknown", where="visit")
    return DealDetails(
        unit=payload.unit,
        price_fen=_fen(payload.price, "price"),
        list_price_fen=_fen(payload.list_price, "list_price") if payload.list_price else None,
        buyers=tuple(BuyerDetails(name=buyer.name, phone=buyer.phone, identity_no=buyer.identity_no) for buyer in payload.buyers),
        family=tuple(FamilyDetails(person=one.person, relative=one.relative, relation=one.relation) for one in payload.family),
        claimed_by=claimed_by,
        visit=visit,
        pre_subscribed_at=payload.pre_subscribed_at,
        subscribed_at=payload.subscribed_at,
        contracted_at=payload.contracted_at,
        filed_at=payload.filed_at,
    )


def _fen(text: str, where: str) -> int:
    try:
        return parse_yuan(text)
    except ValueError:
        raise Refused("price_unreadable", where=where) from None
