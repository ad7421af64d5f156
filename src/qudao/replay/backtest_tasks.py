"""What the worker does for a backtest. Killed in the middle it begins anew and finds the same, because it looks at the facts of its start.

Where the database went away nothing can be noted: the job is done again, and if that never succeeds, the next start makes room (`start_backtest`).
"""

from uuid import UUID

from django.db import InterfaceError, OperationalError
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from qudao.replay.actions.finish_backtest import finish_backtest
from qudao.replay.actions.give_up_backtest import give_up_backtest
from qudao.replay.backtesting import tried

GONE = (OperationalError, InterfaceError)
AGAIN = RetryStrategy(max_attempts=5, wait=5, retry_exceptions=GONE)


@app.task(name="replay.try_draft", pass_context=False, retry=AGAIN)
def try_draft(backtest: str) -> None:
    """Judge outside any transaction, telling how far it is; then write the result at once."""
    public_id = UUID(backtest)
    try:
        found = tried(public_id)
        if found is not None:
            finish_backtest(backtest=public_id, found=found)
    except GONE:
        raise
    except Exception:
        give_up_backtest(backtest=public_id)
        raise
