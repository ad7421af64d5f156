"""The worker: runs the jobs that actions have enqueued, and the calendar's."""

import os
import sys

import django
from django.conf import settings
from django.db import connection
from procrastinate import App, PsycopgConnector
from procrastinate.contrib.django import app
from procrastinate.contrib.django.utils import connector_params

from qudao.organization.database import require_safe

HEARTBEAT_SECONDS = 2
PATIENCE = 3.0
"""So many seconds the worker waits for a connection before it starts afresh."""


def work(jobs: App) -> None:
    """Work until a signal asks to stop; a lost database ends the process, and the supervisor starts it again."""
    params = connector_params(settings.PROCRASTINATE_DATABASE_ALIAS)
    connector = PsycopgConnector(kwargs=params, min_size=1, max_size=4, timeout=PATIENCE, reconnect_timeout=PATIENCE, reconnect_failed=give_up)
    with jobs.replace_connector(connector) as ready:
        ready.run_worker(
            name="worker",
            concurrency=settings.WORKER_CONCURRENCY,
            update_heartbeat_interval=HEARTBEAT_SECONDS,
            stalled_worker_timeout=HEARTBEAT_SECONDS * 10,
            shutdown_graceful_timeout=10,
            fetch_job_polling_interval=2,
        )


def give_up(_pool: object) -> None:
    """The database is gone: end at once, because a worker that waits for it longer and longer is away when it is back."""
    os._exit(1)


def main() -> int:
    """Start the worker in this process."""
    django.setup()
    require_safe()
    connection.close()
    work(app)
    return 0


if __name__ == "__main__":
    sys.exit(main())
