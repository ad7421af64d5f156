"""Approve a closed month."""

from datetime import datetime

from django.db import transaction

from qudao.kit.refused import Refused
from qudao.organization.events import record
from qudao.organization.models import User
from qudao.settlement.models import SettlementRun


@transaction.atomic
def approve_month(*, run: SettlementRun, by: User, at: datetime) -> SettlementRun:
    """Agree to a month that somebody else closed; its payable lines are then owed, its withheld ones still wait.

    Clause 2.18 of 分销商客户管理制度: the group approves what the project has reviewed. The database refuses the same person a second time.
    """
    run = SettlementRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    if run.approved_at is not None:
        raise Refused("month_already_approved", numbers={"at": run.approved_at})
    if run.closed_by_id == by.pk:
        raise Refused("month_closed_by_same_person")
    run.approved_at, run.approved_by = at, by
    run.save(update_fields=["approved_at", "approved_by"])
    record("settlement.month_approved", run, by=by, at=at, numbers={"period": f"{run.period:%Y-%m}", "input_hash": run.input_hash})
    return run
