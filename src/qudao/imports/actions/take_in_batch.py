"""Take a file in, whole or not at all."""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import IntegrityError, transaction

from qudao.customers.actions.register_customer import register_customer
from qudao.customers.models import Registration
from qudao.decide.problems import Problem
from qudao.imports.checking import open_projects, project_of, report_of
from qudao.imports.history import bring_in
from qudao.imports.models import Batch
from qudao.imports.reading import Table, from_text, problem_row
from qudao.imports.row_refused import RowRefused, refusal
from qudao.kit.refused import Refused
from qudao.organization.events import record
from qudao.programmes.models import Project


def take_in_batch(*, batch: UUID, at: datetime) -> Batch:
    """Report every customer of a partner's file at the present server time, or bring in a history as it was; run again, it does nothing more."""
    try:
        return _take_in(batch, at)
    except RowRefused as error:
        return _give_back(batch, error.problem, at)
    except Refused as error:
        return _give_back(batch, Problem("import_refused", details=refusal(error)), at)
    except IntegrityError as error:
        if "number" not in str(error):
            raise
        return _give_back(batch, Problem("import_number_taken"), at)


@transaction.atomic
def _take_in(public_id: UUID, at: datetime) -> Batch:
    batch = Batch.objects.select_for_update(of=("self",)).select_related("partner", "decided_by", "uploaded_by").get(public_id=public_id)
    if batch.state != Batch.State.TAKING_IN or batch.rows is None:
        return batch
    tables = from_text(batch.rows)
    batch.results = bring_in(tables, by=batch.decided_by, at=at) if batch.is_history else _report(batch, tables["registrations"], at)
    batch.state, batch.rows, batch.done_count = Batch.State.TAKEN_IN, None, batch.row_count
    batch.save(update_fields=["state", "rows", "results", "done_count"])
    record("imports.taken_in", batch, by=batch.decided_by, at=at, numbers={"rows": batch.row_count, "hash": batch.file_hash})
    return batch


def _report(batch: Batch, rows: Table, at: datetime) -> list[dict[str, object]]:
    assert batch.partner is not None
    projects = open_projects(list(Project.objects.select_related("programme")))
    today = at.astimezone(ZoneInfo(settings.TIME_ZONE)).date()
    results: list[dict[str, object]] = []
    for row in rows:
        number = row["_row"]
        assert isinstance(number, int)
        project = project_of(row, projects)
        try:
            if project is None:
                raise Refused("project_unknown")
            made = register_customer(
                partner=batch.partner,
                project=project,
                report=report_of(row, today=today),
                by=batch.uploaded_by,
                at=at,
                origin=Registration.Origin.IMPORT,
            )
        except Refused as error:
            raise RowRefused(Problem("import_refused", batch.file_name, None, number, "project_id", None, refusal(error))) from error
        results.append({"row": number, "number": made.number, "status": made.status, "clause": made.clause, "reasons": made.reasons[:1]})
    return results


@transaction.atomic
def _give_back(public_id: UUID, problem: Problem, at: datetime) -> Batch:
    """Nothing was taken in; the file says why and can be handed in anew."""
    batch = Batch.objects.select_for_update(of=("self",)).select_related("decided_by").get(public_id=public_id)
    batch.state, batch.rows, batch.problems = Batch.State.REFUSED, None, [*batch.problems, problem_row(problem)]
    batch.save(update_fields=["state", "rows", "problems"])
    record("imports.given_back", batch, by=batch.decided_by, at=at, numbers={"problem": problem.code})
    return batch
