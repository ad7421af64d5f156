"""Keep what a backtest found."""

from uuid import UUID

from django.db import transaction

from qudao.decide.backtest import Backtest as Found
from qudao.kit import clock
from qudao.organization.events import record
from qudao.replay.backtest_result import packed
from qudao.replay.models import Backtest, BacktestResult


@transaction.atomic
def finish_backtest(*, backtest: UUID, found: Found) -> Backtest:
    """The totals on the row, every line beside it, once; done twice, the second changes nothing. CL-03.

    The worker does it, so there is no `by`; the end is its own instant.
    """
    row = Backtest.objects.select_for_update(of=("self",)).get(public_id=backtest)  # load
    if row.state == Backtest.State.DONE:
        return row
    ended = max(clock.now(), row.started_at)
    row.state, row.step, row.percent, row.finished_at = Backtest.State.DONE, "done", 100, ended  # write
    row.facts, row.summary = sum(found.counts.values()), _summary(found)
    row.save()
    content, lines = packed(found)
    BacktestResult.objects.update_or_create(backtest=row, defaults={"content": content, "lines": lines})
    record("replay.backtest_finished", row, by=None, at=ended, numbers=row.summary)  # record
    return row


def _summary(found: Found) -> dict[str, int]:
    """The numbers above the page; an approver's name is put under these."""
    counts = {effect: len(found.deals_that(effect)) for effect in ("gained", "moved", "lost")}
    money = {"old_fen": found.old_amount_fen, "new_fen": found.new_amount_fen, "difference_fen": found.difference_fen}
    return {"deals": found.counts.get("deals", 0), "registrations": found.counts.get("registrations", 0), **counts, **money}
