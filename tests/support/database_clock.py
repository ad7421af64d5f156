"""The clock of a real run, moved on: the application reads the database's clock_timestamp(), and finds ours before PostgreSQL's own."""

from datetime import timedelta

import psycopg

from tests.support.running import Running

OURS = """
CREATE OR REPLACE FUNCTION public.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE AS
$$ SELECT pg_catalog.clock_timestamp() + interval '{seconds} seconds' $$
"""


def set_ahead(run: Running, by: timedelta) -> None:
    """From now on the pages live so much later. Their connections are opened anew the first time, by killing the processes that hold them.

    The job worker keeps its own: it goes on sealing.
    """
    with psycopg.connect(run.database_url(), autocommit=True) as connection:
        is_first = connection.execute("SELECT to_regproc('public.clock_timestamp')").fetchone() == (None,)
        connection.execute(OURS.format(seconds=int(by.total_seconds())))
        if is_first:
            connection.execute("ALTER DATABASE qudao SET search_path = public, pg_catalog")
    if is_first:
        for process in run.children()["web worker"]:
            process.kill()
        run.wait_ready(60)
