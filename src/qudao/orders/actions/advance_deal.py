"""Move a deal on to its next stage, and rule again until the contract fixes the ruling."""

from datetime import datetime

from django.db import transaction

from qudao.kit.refused import Refused
from qudao.orders.backdating import too_old
from qudao.orders.details import INSTANTS, stage_problems
from qudao.orders.models import Deal
from qudao.orders.ruling import rule
from qudao.organization.events import record
from qudao.organization.models import User


@transaction.atomic
def advance_deal(*, deal: Deal, stage: str, on: datetime, by: User | None, at: datetime) -> Deal:
    """Record when the deal passed a stage (`subscribed_at`, …). Before and at the contract it is ruled on again; the contract fixes the ruling.

    Clauses 3.1 of 分销商客户管理制度; 2.11 of 客户归属认定及报备细则: at the formal contract the owner is fixed and all parties are told.
    A later stage (filing, payment) moves the money only: facts that come after the contract never change a ruling silently.
    """
    deal = Deal.objects.select_for_update(of=("self",)).select_related("project__programme", "claimed_by").get(pk=deal.pk)
    if stage not in INSTANTS:
        raise Refused("stage_unknown", where="stage")
    if deal.cancelled_at is not None:
        raise Refused("deal_cancelled", numbers={"at": deal.cancelled_at}, where="stage")
    taken = getattr(deal, stage)
    if taken is not None:
        raise Refused("stage_taken", numbers={"stage": stage, "at": taken}, where="stage")
    is_fixed = deal.contracted_at is not None
    if is_fixed and stage in ("pre_subscribed_at", "subscribed_at"):
        raise Refused("stage_before_contract", numbers={"stage": stage}, where="stage")
    setattr(deal, stage, on)
    for problem in stage_problems({name: getattr(deal, name) for name in INSTANTS}, at=at):
        raise Refused(problem.code, numbers=problem.numbers, where="on") from problem
    for problem in too_old(deal.project, {stage: on}, at=at):
        raise Refused(problem.code, numbers=problem.numbers, where="on") from problem
    deal.save(update_fields=[stage])
    record("orders.deal_advanced", deal, by=by, at=at, numbers={"stage": stage, "on": on})
    if not is_fixed:
        rule(deal, by=by, at=at)
    return deal
