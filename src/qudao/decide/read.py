"""One sheet to the typed rows of one table: find the heading, read every column, collect every defect."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from qudao.decide.attributes import wrong
from qudao.decide.cells import Cell, blank, convert
from qudao.decide.confined import Limits, parse_in_child
from qudao.decide.problems import Problem, UnreadableError, shown
from qudao.decide.schema import Column, Kind, Table, folded, spellings
from qudao.decide.sheets import TEXT_SUFFIXES, Sheet, sheets_of_text
from qudao.decide.tables import BY_NAME

SHANGHAI = ZoneInfo("Asia/Shanghai")
HEADING_WITHIN = 20
SUFFIXES = TEXT_SUFFIXES | {".parquet", ".xlsx"}


@dataclass(slots=True)
class Rows:
    """The typed rows of one table, by column, with the row numbers of the file and what is wrong or odd about them."""

    table: Table
    file: str
    sheet: str | None
    numbers: list[int] = field(default_factory=list)
    columns: dict[str, list[object]] = field(default_factory=dict)
    """By English column name; every column of the table, absent ones all None."""
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.numbers)

    def records(self) -> Iterator[dict[str, object]]:
        """Row by row, as name to value."""
        names = list(self.columns)
        for values in zip(*self.columns.values(), strict=True):
            yield dict(zip(names, values, strict=True))

    def problem(self, code: str, index: int | None, column: str | None = None, value: str | None = None, **details: str | int) -> Problem:
        """A defect at this row (by position) and column."""
        return Problem(code, self.file, self.sheet, None if index is None else self.numbers[index], column, value, details)


def read_sheets(path: Path, *, file: str = "", limits: Limits | None = None, confined: bool = False) -> tuple[Sheet, ...]:
    """The raw sheets of one file. Text is read here unless `confined`; workbooks and Parquet always in the child. Raises UnreadableError."""
    file = file or path.name
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise UnreadableError(Problem("file_kind", file, details={"kind": suffix or path.name}))
    try:
        if suffix in TEXT_SUFFIXES and not confined:
            return tuple(sheets_of_text(path, file))
        return parse_in_child(path, file=file, limits=limits)
    except OSError as error:
        raise UnreadableError(Problem("damaged", file, details={"what": error.strerror or "unreadable"})) from None


def read_table(
    path: Path,
    table: str,
    *,
    file: str = "",
    zone: ZoneInfo = SHANGHAI,
    optional: frozenset[str] = frozenset(),
    limits: Limits | None = None,
    confined: bool = False,
) -> Rows:
    """The typed rows of `table` in one file: a text file, or the sheet of that name (or the only sheet) of a workbook.

    `optional` names required columns that may be absent here, because the caller knows their values. Ids are checked against each
    other, not against other tables. Never raises for what the file does wrong: see `problems`.
    """
    wanted = BY_NAME[table]
    file = file or path.name
    try:
        found = read_sheets(path, file=file, limits=limits, confined=confined)
    except UnreadableError as error:
        return Rows(wanted, file, error.problem.sheet, problems=[error.problem])
    names = {folded(word) for word in (wanted.name, *wanted.zh)}
    named = [sheet for sheet in found if sheet.name and folded(sheet.name) in names]
    filled = [sheet for sheet in found if any(not blank(cell) for row in sheet.rows for cell in row)]
    chosen = (named or filled or list(found))[:1]
    rows = typed(chosen[0], wanted, zone, optional) if chosen else Rows(wanted, file, None, problems=[_no_heading(wanted, file, None)])
    collapse(rows)
    return rows


def typed(sheet: Sheet, table: Table, zone: ZoneInfo, optional: frozenset[str] = frozenset()) -> Rows:
    """The sheet's rows as this table's columns, with every defect of heading and cells."""
    rows = Rows(table, sheet.file, sheet.name)
    start, heading = _heading(sheet, table)
    if heading is None:
        if any(not blank(cell) for row in sheet.rows for cell in row):
            rows.problems.append(_no_heading(table, sheet.file, sheet.name))
        rows.columns = {column.name: [] for column in table.columns}
        return rows
    kept = [index for index in range(start, len(sheet.rows)) if not all(map(blank, sheet.rows[index]))]
    rows.numbers = [sheet.numbers[index] for index in kept]
    at = _columns(rows, heading, table, optional, sheet.numbers[start - 1] if start else None)
    cells = _transposed([sheet.rows[index] for index in kept], len(heading))
    _outside(rows, [sheet.rows[index] for index in kept], heading)
    for first, last, where in sheet.merged:
        if rows.numbers and last >= rows.numbers[0] and first <= rows.numbers[-1]:
            rows.problems.append(Problem("merged", sheet.file, sheet.name, first, details={"range": where}))
    for column in table.columns:
        position = at.get(column.name)
        if position is None:
            rows.columns[column.name] = [None] * len(kept)
            continue
        required = column.required and column.name not in optional
        _column(rows, column, said=heading[position], cells=cells[position], zone=zone, required=required)
    if table.name == "violations":
        _who(rows)
    return rows


def _heading(sheet: Sheet, table: Table) -> tuple[int, list[str] | None]:
    """Where the rows begin, and the headings above them: of the first rows, the one that names most columns."""
    if sheet.heading is not None:
        return 0, sheet.heading
    known = spellings(table.columns)
    best, best_count = None, 0
    for index, row in enumerate(sheet.rows[:HEADING_WITHIN]):
        count = len({known[word].name for cell in row if isinstance(cell, str) and (word := folded(cell)) in known})
        if count > best_count:
            best, best_count = index, count
    if best is None:
        return 0, None
    heading = ["" if cell is None else str(cell).strip() for cell in sheet.rows[best]]
    while heading and not heading[-1]:
        heading.pop()
    return best + 1, heading


def _no_heading(table: Table, file: str, sheet: str | None) -> Problem:
    names = ", ".join(column.name for column in table.columns if column.required)
    return Problem("no_header", file, sheet, details={"rows": HEADING_WITHIN, "columns": names})


def _columns(rows: Rows, heading: list[str], table: Table, optional: frozenset[str], number: int | None) -> dict[str, int]:
    """Position of each column; unknown, doubled and missing ones are defects."""
    known = spellings(table.columns)
    at: dict[str, int] = {}

    def defect(code: str, said: str | None, **details: str | int) -> None:
        rows.problems.append(Problem(code, rows.file, rows.sheet, number, said, None, details))

    for position, said in enumerate(heading):
        if not said:
            continue
        column = known.get(folded(said))
        if column is None:
            defect("unknown_column", shown(said, personal=False), columns=", ".join(column.name for column in table.columns))
        elif column.name in at:
            defect("duplicate_column", said, other=heading[at[column.name]])
        else:
            at[column.name] = position
    for column in table.columns:
        if column.required and column.name not in at and column.name not in optional:
            defect("missing_column", None, name=f"{column.name} ({column.zh[0]})")
    return at


def _transposed(rows: list[list[Cell]], width: int) -> list[Sequence[Cell]]:
    """Columns out of rows; short rows are blank at their end."""
    if not {width}.issuperset(map(len, rows)):
        rows = [row[:width] + [None] * (width - len(row)) for row in rows]
    return list(zip(*rows, strict=True)) if rows else [()] * width


def _outside(rows: Rows, cells: list[list[Cell]], heading: list[str]) -> None:
    """Values under no heading were meant for something."""
    width = len(heading)
    bare = [position for position, said in enumerate(heading) if not said]
    for index, row in enumerate(cells):
        if len(row) > width or bare:
            for cell in [*row[width:], *(row[position] for position in bare if position < len(row))]:
                if not blank(cell):
                    rows.problems.append(rows.problem("outside", index, None, shown(cell, personal=True)))
                    break


def _column(rows: Rows, column: Column, *, said: str, cells: Sequence[Cell], zone: ZoneInfo, required: bool) -> None:
    values, wrong = convert(column, cells, zone)
    rows.columns[column.name] = values
    bad = {index for index, _ in wrong}
    for index, error in wrong:
        said_value = shown(cells[index], personal=column.personal)
        rows.problems.append(rows.problem(error.code, index, said, said_value, kind_expected=column.kind.value, **error.details))
    if required and None in values:
        for index, value in enumerate(values):
            if value is None and index not in bad:
                rows.problems.append(rows.problem("missing", index, said, None, kind_expected=column.kind.value))
    if column.kind is Kind.INSTANT:
        _date_only(rows, said, cells)
    if column.kind is Kind.JSON:
        _attributes(rows, column.name, said, zone)


def _attributes(rows: Rows, name: str, said: str, zone: ZoneInfo) -> None:
    """What the known attributes of each row get wrong, named by the heading and their place in the object."""
    for index, value in enumerate(rows.columns[name]):
        if value:
            for each in wrong(rows.table.name, json.loads(str(value)), zone):
                rows.problems.append(rows.problem(each.code, index, f"{said}.{each.path}", each.value, **each.details))


def _date_only(rows: Rows, said: str, cells: Sequence[Cell]) -> None:
    """An instant given as a bare date is read as 00:00 of that day, and said so."""
    bare = [
        index
        for index, cell in enumerate(cells)
        if (isinstance(cell, str) and ":" not in cell and "\uff1a" not in cell and 8 <= len(cell.strip()) <= 11)
        or (cell is not None and cell.__class__.__name__ == "date")
    ]
    if bare:
        rows.warnings.append(Problem("no_time", rows.file, rows.sheet, None, said, None, {"count": len(bare), "row": rows.numbers[bare[0]]}))


def _who(rows: Rows) -> None:
    bad = {problem.row for problem in rows.problems}
    for index, (partner, person) in enumerate(zip(rows.columns["partner_id"], rows.columns["staff_id"], strict=True)):
        if partner is None and person is None and rows.numbers[index] not in bad:
            rows.problems.append(rows.problem("who", index))


def collapse(rows: Rows) -> None:
    """Identical rows become one, with a warning; one id for two different rows is a defect."""
    if _all_differ(rows):
        return
    seen: dict[tuple[object, ...], int] = {}
    kept: list[int] = []
    doubles: list[tuple[int, int]] = []
    bad = {problem.row for problem in rows.problems}
    for index, values in enumerate(zip(*rows.columns.values(), strict=True)):
        # A row with a defect is blank where the defect is: it cannot be called identical to another.
        if rows.numbers[index] in bad or (first := seen.setdefault(values, index)) == index:
            kept.append(index)
        else:
            doubles.append((index, first))
    if doubles:
        index, first = doubles[0]
        details: dict[str, str | int] = {"count": len(doubles), "row": rows.numbers[index], "first": rows.numbers[first]}
        rows.warnings.append(Problem("collapsed", rows.file, rows.sheet, details=details))
        rows.columns = {name: [values[index] for index in kept] for name, values in rows.columns.items()}
        rows.numbers = [rows.numbers[index] for index in kept]
    _unique(rows)


def _all_differ(rows: Rows) -> bool:
    """Whether every row has an id and no two the same: then nothing is identical, and the rest need not be compared."""
    keys = [rows.columns.get(name, [None]) for name in rows.table.key]
    return bool(keys) and not any(None in values for values in keys) and len(set(zip(*keys, strict=True))) == len(rows)


def _unique(rows: Rows) -> None:
    key = rows.table.key
    if not key or any(name not in rows.columns for name in key):
        return
    first: dict[tuple[object, ...], int] = {}
    for index, values in enumerate(zip(*(rows.columns[name] for name in key), strict=True)):
        if None not in values and first.setdefault(values, index) != index:
            said = "+".join(str(value) for value in values)
            rows.problems.append(rows.problem("duplicate_id", index, "+".join(key), shown(said, personal=False), first=rows.numbers[first[values]]))


def days_of(rows: Rows) -> list[date]:
    """The days that happened among these rows; plans do not count."""
    return [
        value
        for column in rows.table.columns
        if column.kind is Kind.DATE and not column.plan
        for value in rows.columns.get(column.name, ())
        if isinstance(value, date)
    ]


def latest(rows: Rows) -> datetime | None:
    """The latest instant that happened among these rows; plans do not count."""
    moments = [
        value
        for column in rows.table.columns
        if column.kind is Kind.INSTANT and not column.plan
        for value in rows.columns.get(column.name, ())
        if isinstance(value, datetime)
    ]
    return max(moments, default=None)
