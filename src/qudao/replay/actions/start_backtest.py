"""Have a draft tried on the past."""

from datetime import date, datetime

from django.db import transaction

from qudao.kit.refused import Refused
from qudao.organization.events import record
from qudao.organization.models import User
from qudao.policies.sense import YEARS
from qudao.programmes.content import policy_of
from qudao.programmes.drafts import Status, latest_approved, locked
from qudao.programmes.models import PolicyVersion
from qudao.replay.actions.give_up_backtest import give_up_backtest
from qudao.replay.backtest_tasks import try_draft
from qudao.replay.models import Backtest
from qudao.replay.queries import is_worked_on
from qudao.rules.period import day_of


@transaction.atomic
def start_backtest(*, version: PolicyVersion, since: date | None = None, by: User, at: datetime) -> Backtest:
    """The draft against the last approved version, over the facts known now; the worker does it. The same content is tried once at a time. CL-03.

    One that no job works on any more (the database went away, and came back too late) makes room."""
    row = locked(version, Status.DRAFT, Status.IN_REVIEW)  # load
    base = latest_approved(row.policy)
    if base is None or policy_of(base).scheme is None or policy_of(row).scheme is None:
        raise Refused("nothing_to_backtest")
    if since is not None and not date(YEARS[0], 1, 1) <= since <= day_of(at, policy_of(base).timezone):  # after the last fact nothing would differ
        raise Refused("backtest_since_wrong", numbers={"since": since, "first": date(YEARS[0], 1, 1)}, where="since")
    same = {"version": row, "content_hash": row.content_hash, "against_hash": base.content_hash}
    running = Backtest.objects.filter(**same, state__in=(Backtest.State.WAITING, Backtest.State.RUNNING)).first()
    if running is not None and is_worked_on(running):
        return running
    if running is not None:
        give_up_backtest(backtest=running.public_id)
    backtest = Backtest.objects.create(**same, against=base, since=since, started_at=at, started_by=by)  # write
    numbers = {"version": row.public_id, "against": base.public_id, "content_hash": row.content_hash}
    record("replay.backtest_started", backtest, by=by, at=at, numbers=numbers)  # record
    try_draft.defer(backtest=str(backtest.public_id))
    return backtest
