"""Backtests of a version: the latest, whether it still speaks of what is written, and whether somebody has seen it."""

from procrastinate.contrib.django.models import ProcrastinateJob

from qudao.organization.models import User
from qudao.programmes.drafts import latest_approved
from qudao.programmes.models import BacktestSeen, PolicyVersion
from qudao.replay.models import Backtest


def latest_backtest(version: PolicyVersion) -> Backtest | None:
    """The one started last."""
    return version.backtests.select_related("against", "started_by").order_by("-started_at", "-pk").first()


def is_worked_on(backtest: Backtest) -> bool:
    """Whether a job waits for it or is doing it."""
    jobs = ProcrastinateJob.objects.filter(task_name="replay.try_draft", args__backtest=str(backtest.public_id))
    return jobs.filter(status__in=("todo", "doing")).exists()


def is_stale(backtest: Backtest) -> bool:
    """Whether the draft, or the version that it would replace, is no longer what was tried."""
    base = latest_approved(backtest.version.policy)
    return backtest.version.content_hash != backtest.content_hash or base is None or base.content_hash != backtest.against_hash


def backtest_seen(version: PolicyVersion, user: User) -> bool:
    """Whether he saw what exactly this content would have done against the version in force."""
    base = latest_approved(version.policy)
    rows = BacktestSeen.objects.filter(version=version, content_hash=version.content_hash, by=user)
    return base is not None and rows.filter(against_hash=base.content_hash).exists()
