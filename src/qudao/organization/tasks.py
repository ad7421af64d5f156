"""What the worker does for the organization: seals every four seconds, forgets old answers every night."""

from datetime import timedelta

from procrastinate.contrib.django import app

from qudao.kit import clock
from qudao.organization.actions.forget_answers import forget_answers
from qudao.organization.actions.seal_events import BATCH, seal_events

KEPT_FOR = timedelta(days=35)


@app.periodic(cron="* * * * * */4")
@app.task(name="organization.seal", queueing_lock="organization.seal", pass_context=False)
def seal(timestamp: int) -> None:
    """Seal until the last batch is not full: the oldest unsealed event is never older than ten seconds."""
    while (sealed := seal_events(at=clock.now())) and sealed.count == BATCH:
        pass


@app.periodic(cron="41 3 * * *")
@app.task(name="organization.forget_answers", queueing_lock="organization.forget_answers", pass_context=False)
def forget(timestamp: int) -> None:
    """Stored answers are kept 35 days."""
    forget_answers(before=clock.now() - KEPT_FOR)
