"""The back office hands in facts of the time before Qudao."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from qudao.decide.problems import Problem
from qudao.imports.masking import without_numbers
from qudao.imports.models import Batch
from qudao.imports.reading import HISTORY_TABLES, Upload, digest, problem_row, read_history, to_text
from qudao.kit.refused import Refused
from qudao.organization.events import record
from qudao.organization.models import User


@transaction.atomic
def upload_history(*, files: Sequence[Upload], by: User, at: datetime) -> Batch:
    """Read and check the files; nothing is taken in before another person approves."""
    if not files:
        raise Refused("import_without_file", where="files")
    found = read_history(files, by=by)
    if not found.count and not found.problems:
        found.problems = [Problem("import_no_rows", ", ".join(file.name or "" for file in files), details={"tables": ", ".join(HISTORY_TABLES)})]
    found.problems += _future(found.tables, at)
    is_good = not found.problems
    batch = Batch.objects.create(
        file_name=without_numbers(", ".join(file.name or "" for file in files))[:400],
        file_hash=digest(files),
        is_history=True,
        state=Batch.State.WAITING if is_good else Batch.State.REFUSED,
        rows=to_text(found.tables) if is_good else None,
        row_count=found.count,
        problems=[problem_row(problem) for problem in [*found.problems, *found.warnings]],
        uploaded_at=at,
        uploaded_by=by,
    )
    record("imports.history_read", batch, by=by, at=at, numbers={"rows": found.count, "problems": len(found.problems), "hash": batch.file_hash})
    return batch


def _future(tables: dict[str, list[dict[str, object]]], at: datetime) -> list[Problem]:
    """History has happened: an instant after the present is a mistake in the file."""
    found = []
    for table, rows in tables.items():
        for row in rows:
            for name, value in row.items():
                if isinstance(value, datetime) and value > at:
                    number = row["_row"]
                    assert isinstance(number, int)
                    found.append(Problem("import_future", table, None, number, name, value.isoformat(sep=" ", timespec="minutes")))
    return found
