"""Rows of deals as the facts that the rules judge."""

from collections.abc import Iterable

from qudao.orders.models import Buyer, Deal
from qudao.rules import facts


def deal_fact(deal: Deal) -> facts.Deal:
    """A deal as a fact; its number is its id, as in files."""
    return facts.Deal(
        deal_id=deal.number,
        project_id=deal.project.code,
        partner_id=deal.claimed_by.code if deal.claimed_by else None,
        pre_subscribed_at=deal.pre_subscribed_at,
        subscribed_at=deal.subscribed_at,
        contracted_at=deal.contracted_at,
        filed_at=deal.filed_at,
        paid_at=deal.paid_at,
        unit=deal.unit,
        list_price_fen=deal.list_price_fen,
        price_fen=deal.price_fen,
        cancelled_at=deal.cancelled_at,
    )


def buyer_facts(deal: Deal, buyers: Iterable[Buyer]) -> tuple[facts.Buyer, ...]:
    """A deal's buyers as facts."""
    return tuple(facts.Buyer(deal_id=deal.number, name=buyer.name, phone=buyer.phone, identity_no=buyer.identity_no) for buyer in buyers)
