"""Files to typed rows, in a child process with limits, and rows as JSON for the time between preview and taking in."""

import hashlib
import json
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from django.conf import settings

from qudao.decide.facts import load
from qudao.decide.problems import Problem
from qudao.decide.read import SUFFIXES, read_table
from qudao.imports.masking import without_numbers
from qudao.organization.models import User
from qudao.partners.models import Partner
from qudao.programmes.models import Project

LARGEST = 10 * 1024 * 1024
MOST_FILES = 12
MOST_ROWS = 50_000
SHOWN_PROBLEMS = 500
HISTORY_TABLES = ("registrations", "visits", "extensions", "deals", "buyers", "relations")
SET_BY_US = frozenset({"registration_id", "received_at", "partner_id", "stage"})
"""Columns that a partner's file need not have: we give the number, the server gives the time, the account is the partner."""

Table = list[dict[str, Any]]


class Upload(Protocol):
    """A file as it came in."""

    name: str | None

    @property
    def size(self) -> Any: ...

    def seek(self, offset: int, /) -> Any: ...

    def read(self) -> bytes: ...


@dataclass(slots=True)
class Found:
    """What stood in the files. Rows keep the number of their line under ``_row``."""

    tables: dict[str, Table] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)

    @property
    def count(self) -> int:
        """All rows of all tables."""
        return sum(len(rows) for rows in self.tables.values())


def digest(files: Iterable[Upload]) -> str:
    """SHA-256 over the names and contents of the files, in order of their names."""
    whole = hashlib.sha256()
    for file in sorted(files, key=lambda file: file.name or ""):
        file.seek(0)
        content = file.read()
        whole.update(f"{file.name}:{len(content)}:".encode() + content)
    return whole.hexdigest()


def read_reports(file: Upload) -> Found:
    """A partner's file: one table of customers to report."""
    zone = ZoneInfo(settings.TIME_ZONE)
    if wrong := _size(file):
        return Found(problems=[wrong])
    with tempfile.TemporaryDirectory() as folder:
        path = _saved(file, Path(folder))
        rows = read_table(path, "registrations", file=file.name or path.name, zone=zone, optional=SET_BY_US, confined=True)
    found = Found(problems=rows.problems, warnings=rows.warnings)
    found.tables["registrations"] = [{**record, "_row": number} for number, record in zip(rows.numbers, rows.records(), strict=True)]
    return _bounded(found, file.name or "")


def read_history(files: Sequence[Upload], *, by: User) -> Found:
    """The back office's files: a workbook with a sheet per table, or files named after the tables; partners and projects are those on record."""
    zone = ZoneInfo(settings.TIME_ZONE)
    if wrong := [problem for file in files if (problem := _size(file))]:
        return Found(problems=wrong)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        paths = [_saved(file, folder) for file in files]
        is_workbook = len(paths) == 1 and paths[0].suffix.lower() == ".xlsx"
        loaded = load(paths[0] if is_workbook else folder, zone=zone, confined=True, known=_known(by))
    found = Found(problems=loaded.problems, warnings=loaded.warnings)
    for table in HISTORY_TABLES:
        if table in loaded.tables:
            rows = loaded.tables[table]
            found.tables[table] = [{**record, "_row": number} for number, record in zip(rows.numbers, rows.records(), strict=True)]
    return _bounded(found, ", ".join(file.name or "" for file in files))


def _known(by: User) -> dict[str, set[object]]:
    """Ids that the files may name without bringing them: the partners, and the projects that the reader works with."""
    return {
        "partners": set(Partner.objects.values_list("code", flat=True)),
        "projects": set(Project.objects.visible_to(by).values_list("code", flat=True)),
    }


def _bounded(found: Found, name: str) -> Found:
    if found.count > MOST_ROWS:
        found.problems.append(Problem("too_big", name, details={"limit": f"{MOST_ROWS:,}"}))
    found.problems = found.problems[:SHOWN_PROBLEMS]
    return found


def _size(file: Upload) -> Problem | None:
    if file.size is not None and file.size > LARGEST:
        return Problem("too_big", file.name or "", details={"limit": f"{LARGEST >> 20} MiB"})
    return None


def _saved(file: Upload, folder: Path) -> Path:
    """The file on disk under the last part of its name; what it is called decides only which table it is."""
    name = Path((file.name or "file").replace("\\", "/")).name
    suffix = Path(name).suffix.lower()
    path = folder / (name if suffix in SUFFIXES and len(name) <= 120 else f"file{suffix[:8]}")
    file.seek(0)
    path.write_bytes(file.read())
    return path


def to_text(tables: dict[str, Table]) -> str:
    """The rows as JSON: instants and days tagged, so that they come back as they were."""
    return json.dumps(tables, ensure_ascii=False, default=_tagged)


def from_text(text: str) -> dict[str, Table]:
    """The rows that `to_text` wrote."""
    tables = json.loads(text, object_hook=_untagged)
    assert isinstance(tables, dict)
    return tables


def _tagged(value: object) -> dict[str, str] | list[object]:
    if isinstance(value, datetime):
        return {"@at": value.isoformat()}
    if isinstance(value, date):
        return {"@on": value.isoformat()}
    if isinstance(value, tuple | set | frozenset):
        return list(value)
    raise TypeError(f"{type(value).__name__} cannot be kept")


def _untagged(found: dict[str, object]) -> object:
    if len(found) == 1:
        if "@at" in found:
            return datetime.fromisoformat(str(found["@at"]))
        if "@on" in found:
            return date.fromisoformat(str(found["@on"]))
    return found


def problem_row(problem: Problem) -> dict[str, object]:
    """A problem as it is stored with the batch: without long numbers, which a file's name, a heading or an id may hold."""
    row = {name: _bare(value) for name, value in asdict(problem).items()}
    return row | {"details": {name: _bare(value) for name, value in problem.details.items()}}


def _bare(value: object) -> object:
    return without_numbers(value) if isinstance(value, str) else value
