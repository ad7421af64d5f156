"""A partner hands in a file of customers."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from qudao.decide.problems import Problem
from qudao.imports.checking import open_projects, problems
from qudao.imports.masking import without_numbers
from qudao.imports.models import Batch
from qudao.imports.reading import SHOWN_PROBLEMS, Upload, digest, problem_row, read_reports, to_text
from qudao.organization.events import record
from qudao.organization.models import User
from qudao.partners.models import Partner
from qudao.programmes.models import Project


@transaction.atomic
def upload_reports(*, file: Upload, partner: Partner, by: User, at: datetime) -> Batch:
    """Read and check the file; nothing is reported yet. One wrong row and the whole file waits for a better one."""
    found = read_reports(file)
    rows = found.tables.get("registrations", [])
    if not found.problems:
        projects = open_projects(list(Project.objects.open_at(at)))
        today = at.astimezone(ZoneInfo(settings.TIME_ZONE)).date()
        found.problems = problems(rows, projects, file=file.name or "", today=today)[:SHOWN_PROBLEMS]
    if not rows and not found.problems:
        found.problems = [Problem("import_no_rows", file.name or "", details={"tables": "registrations"})]
    is_good = not found.problems
    batch = Batch.objects.create(
        file_name=without_numbers(file.name or "")[:200],
        file_hash=digest([file]),
        partner=partner,
        state=Batch.State.PREVIEWED if is_good else Batch.State.REFUSED,
        rows=to_text({"registrations": rows}) if is_good else None,
        row_count=len(rows),
        problems=[problem_row(problem) for problem in [*found.problems, *found.warnings]],
        uploaded_at=at,
        uploaded_by=by,
    )
    record("imports.file_read", batch, by=by, at=at, numbers={"rows": len(rows), "problems": len(found.problems), "hash": batch.file_hash})
    return batch
