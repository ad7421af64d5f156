"""A backtest that cannot be finished makes room for another."""

from uuid import UUID

from django.db import transaction

from qudao.kit import clock
from qudao.organization.events import record
from qudao.replay.models import Backtest


@transaction.atomic
def give_up_backtest(*, backtest: UUID, step: str = "defect") -> Backtest:
    """It ends without a result: the draft was changed while it waited, or a defect that the log of the worker names.

    No clause: nothing was decided. The worker does it, so there is no `by`; the end is its own instant.
    """
    row = Backtest.objects.select_for_update(of=("self",)).get(public_id=backtest)
    if row.state in (Backtest.State.DONE, Backtest.State.FAILED):
        return row
    row.state, row.step, row.finished_at = Backtest.State.FAILED, step, max(clock.now(), row.started_at)
    row.save(update_fields=["state", "step", "finished_at"])
    record("replay.backtest_given_up", row, by=None, at=row.finished_at, numbers={"step": step})
    return row
