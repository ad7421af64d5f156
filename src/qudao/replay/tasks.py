"""What the worker does by itself: decides everything again every night, and once after a restore."""

from procrastinate.contrib.django import app

from qudao.replay.actions.keep_verification import keep_verification
from qudao.replay.backtest_tasks import try_draft
from qudao.replay.models import VerificationRun

__all__ = ["try_draft", "verify_nightly", "verify_restored"]


@app.periodic(cron="23 18 * * *")
@app.task(name="replay.verify_nightly", queueing_lock="replay.verify_nightly", lock="replay.verify", pass_context=False)
def verify_nightly(timestamp: int) -> None:
    """23 past six in the evening UTC is 2:23 at night in Shanghai."""
    keep_verification(kind=VerificationRun.Kind.NIGHTLY)


@app.task(name="replay.verify_restored", lock="replay.verify", pass_context=False)
def verify_restored() -> None:
    """These rows were restored to another server or database."""
    keep_verification(kind=VerificationRun.Kind.RESTORED)
