"""What a partner's rows mean as reports: the same checks as the form, with the line and the column of what is wrong."""

import re
from collections.abc import Mapping
from datetime import date

from qudao.customers.report import BadReport, Report, read_report
from qudao.decide.problems import Problem, shown
from qudao.imports.reading import Table
from qudao.programmes.models import Project

REPORTED = ("customer_name", "phone", "identity_no", "company", "corporate", "customer_city", "local", "declared", "planned_visit_on")


def report_of(row: Mapping[str, object], *, today: date) -> Report:
    """The row as a report; BadReport names every column that is wrong. Blank means what it means in the form."""
    return read_report({name: row[name] for name in REPORTED if row.get(name) is not None}, today=today)


def project_of(row: Mapping[str, object], projects: Mapping[str, Project]) -> Project | None:
    """The open project that the row names by code or by name."""
    return projects.get(folded(str(row.get("project_id") or "")))


def open_projects(projects: list[Project]) -> dict[str, Project]:
    """Projects by code and by name, as people write them."""
    return {folded(text): project for project in projects for text in (project.name, project.code)}


def folded(text: str) -> str:
    """A name as it is compared: blanks and case do not count."""
    return re.sub(r"\s+", "", text).casefold()


def problems(rows: Table, projects: Mapping[str, Project], *, file: str, today: date) -> list[Problem]:
    """Everything that would stop a row from being reported. Nothing here looks at anybody's customers."""
    found: list[Problem] = []
    for row in rows:
        number = row["_row"]
        assert isinstance(number, int)
        if project_of(row, projects) is None:
            said = row.get("project_id")  # whatever slipped into this column: a phone, a name
            found.append(Problem("import_project", file, None, number, "project_id", shown(said, personal=True) if said else ""))
        try:
            report_of(row, today=today)
        except BadReport as error:
            found += [Problem("import_field", file, None, number, wrong.field, None, {"message": wrong.message}) for wrong in error.problems]
    return found
