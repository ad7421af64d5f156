"""Judge the stored past by the version in force and by a draft, telling the progress on the way. Writes nothing but that progress."""

from datetime import date
from uuid import UUID

from qudao.decide.as_if import as_if_since
from qudao.decide.backtest import Backtest, backtest
from qudao.decide.known import Facts
from qudao.policies.policy import Policy
from qudao.programmes.content import policy_of
from qudao.programmes.models import PolicyVersion, Programme
from qudao.replay import models
from qudao.replay.actions.give_up_backtest import give_up_backtest
from qudao.replay.backtest_facts import stored_facts
from qudao.rules.period import day_of

State = models.Backtest.State
READING, OLD, NEW, COMPARING, KEEPING = 0, 30, 55, 80, 90
"""Percent done when each step begins; measured on 100,000 deals."""


def tried(public_id: UUID) -> Backtest | None:
    """The result; None where nobody waits for it any longer: it is done, or the draft has changed meanwhile, which is noted."""
    row = models.Backtest.objects.select_related("version__policy", "against__policy").get(public_id=public_id)
    if row.state not in (State.WAITING, State.RUNNING):
        return None
    if row.version.content_hash != row.content_hash:
        give_up_backtest(backtest=public_id, step="changed")
        return None
    old, draft = policy_of(row.against), policy_of(row.version)
    _progress(row, "reading", READING)
    facts = stored_facts(governed(row.version), at=row.started_at, tick=lambda done, of: _progress(row, "reading", _share(done, of)))
    since = row.since or first_day(facts, old)
    models.Backtest.objects.filter(pk=row.pk).update(since=since)
    new = as_if_since(draft, since, old=old)
    percents = {"old": OLD, "new": NEW, "compare": COMPARING}
    found = backtest(old, new, facts, as_of=row.started_at, tick=lambda step: _progress(row, step, percents[step]))
    _progress(row, "keeping", KEEPING)
    return found


def governed(version: PolicyVersion) -> list[Programme]:
    """The programmes that the policy governs, or is going to govern."""
    return list(Programme.objects.filter(bindings__policy=version.policy).distinct().order_by("pk"))


def first_day(facts: Facts, old: Policy) -> date:
    """The day of the earliest report or visit: from there on a draft is tried as if it had always held."""
    instants = [*(row.received_at for row in facts.registrations), *(row.at for row in facts.visits)]
    return day_of(min(instants), old.timezone) if instants else old.starts_on


def _share(done: int, of: int) -> int:
    return READING + (OLD - READING) * done // max(of, 1)


def _progress(row: models.Backtest, step: str, percent: int) -> None:
    models.Backtest.objects.filter(pk=row.pk, state__in=(State.WAITING, State.RUNNING)).update(state=State.RUNNING, step=step, percent=percent)
