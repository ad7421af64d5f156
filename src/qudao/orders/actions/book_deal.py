"""Book a deal with its buyers, and rule on it."""

from datetime import datetime

from django.db import IntegrityError, transaction

from qudao.customers.actions.relate_persons import relate_persons
from qudao.kit.refused import Refused
from qudao.orders.backdating import too_old
from qudao.orders.buyer_columns import buyer_columns
from qudao.orders.details import INSTANTS, DealDetails, normal_unit, problems
from qudao.orders.models import Buyer, Deal
from qudao.orders.numbers import new_number
from qudao.orders.ruling import rule
from qudao.organization.events import record
from qudao.organization.models import User
from qudao.programmes.models import Project

NUMBER_TAKEN = "orders_deal_number"


@transaction.atomic
def book_deal(*, project: Project, details: DealDetails, by: User | None, at: datetime) -> Deal:
    """Record a deal with all its buyers and rule at once who earns.

    Clauses 3.1 and 3.8 of 分销商客户管理制度 (the stages open the dispute windows, all buyers weigh); 2.11 of 客户归属认定及报备细则.
    History alone may be older than the policy's bound, because a second person approves it.
    Two who book the same unit at the same time: the second is refused, by the database.
    """
    for problem in problems(details, at=at):
        raise problem
    if not details.is_history:
        for problem in too_old(project, {name: getattr(details, name) for name in INSTANTS}, at=at):
            raise problem
    if details.visit is not None and details.visit.project_id != project.pk:
        raise Refused("visit_unknown", where="visit")
    deal = _written(project, details, by, at)
    Buyer.objects.bulk_create([Buyer(deal=deal, **buyer_columns(buyer)) for buyer in details.buyers])
    for family in details.family:
        relate_persons(person=family.person, relative=family.relative, relation=family.relation, by=by, at=at)
    numbers = {"project": project.public_id, "buyers": len(details.buyers), "price_fen": details.price_fen, "history": details.is_history}
    record("orders.deal_booked", deal, by=by, at=at, numbers=numbers)
    rule(deal, by=by, at=at)
    return deal


def _written(project: Project, details: DealDetails, by: User | None, at: datetime) -> Deal:
    try:
        with transaction.atomic():
            return Deal.objects.create(
                number=details.number or new_number("CJ"),
                project=project,
                claimed_by=details.claimed_by,
                visit=details.visit,
                unit=normal_unit(details.unit),
                list_price_fen=details.list_price_fen,
                price_fen=details.price_fen,
                **{name: getattr(details, name) for name in (*INSTANTS, "cancelled_at")},
                recorded_by=by,
                recorded_at=at,
                is_history=details.is_history,
            )
    except IntegrityError as error:
        if "unit_sold_once" in str(error):
            raise Refused("unit_sold", where="unit") from error
        if NUMBER_TAKEN in str(error) and details.number:
            raise Refused("deal_number_taken", where="number") from error
        raise
