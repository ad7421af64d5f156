"""The worker: runs the jobs that actions have enqueued, and the calendar's."""

import logging
import sys

import django
from django.conf import settings
from procrastinate import App
from procrastinate.contrib.django import app

HEARTBEAT_SECONDS = 2


def work(jobs: App) -> None:
    """Work until a signal asks to stop; a lost database ends the process, and the supervisor starts it again."""
    with jobs.replace_connector(jobs.connector.get_worker_connector()) as ready:  # type: ignore[attr-defined]
        ready.run_worker(
            name="worker",
            concurrency=settings.WORKER_CONCURRENCY,
            update_heartbeat_interval=HEARTBEAT_SECONDS,
            stalled_worker_timeout=HEARTBEAT_SECONDS * 10,
            shutdown_graceful_timeout=10,
            fetch_job_polling_interval=2,
        )


def main() -> int:
    """Start the worker in this process."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    django.setup()
    work(app)
    return 0


if __name__ == "__main__":
    sys.exit(main())
