"""Notice that these rows are served from another server or database than last time."""

from datetime import datetime

from django.db import connection, transaction

from qudao.organization.events import record
from qudao.replay.models import DatabaseMark
from qudao.replay.tasks import verify_restored

MARK = """
SELECT s.system_identifier || '/' || c.timeline_id || '/' || d.oid
FROM pg_control_system() s, pg_control_checkpoint() c, pg_database d WHERE d.datname = current_database()
"""


@transaction.atomic
def notice_restore(*, at: datetime) -> bool:
    """Compare the mark of server, timeline and database with the one kept in the rows; where it differs, have all decisions made again.

    A restore from a dump changes the server or the database, a recovery to a point in time changes the timeline. A dump that is played back into
    the very same database leaves no trace here: then `qudao verify --decisions` is run by hand. `by` is nobody: the start does it.
    """
    mark = _mark()
    kept = DatabaseMark.objects.select_for_update().order_by("pk").first()
    if kept is None:
        DatabaseMark.objects.create(mark=mark, seen_at=at)
        return False
    if kept.mark == mark:
        return False
    kept.mark, kept.seen_at = mark, at
    kept.save(update_fields=["mark", "seen_at"])
    record("replay.restore_noticed", kept, by=None, at=at)
    verify_restored.defer()
    return True


def _mark() -> str:
    with connection.cursor() as cursor:
        cursor.execute(MARK)
        row = cursor.fetchone()
    return str(row[0])
