"""A folder or a workbook of facts: every table of it read, checked against the others, and turned into the dataclasses of the rules."""

import difflib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from decimal import Decimal
from itertools import starmap
from operator import itemgetter
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from qudao.decide import attributes
from qudao.decide.known import Facts
from qudao.decide.problems import Problem, UnreadableError, shown
from qudao.decide.read import SUFFIXES, Rows, collapse, days_of, latest, read_sheets, typed
from qudao.decide.schema import Kind, Table, folded
from qudao.decide.sheets import Sheet
from qudao.decide.tables import BY_NAME, TABLES
from qudao.rules import facts as rule_facts
from qudao.rules.months import last_day, span
from qudao.rules.period import day_end, day_start, month_after

Tick = Callable[[str], object]

CLASSES: dict[str, type] = {
    "partners": rule_facts.Partner,
    "projects": rule_facts.Project,
    "staff": rule_facts.Staff,
    "relations": rule_facts.Relation,
    "registrations": rule_facts.Registration,
    "visits": rule_facts.Visit,
    "extensions": rule_facts.Extension,
    "deals": rule_facts.Deal,
    "buyers": rule_facts.Buyer,
    "payouts": rule_facts.Payout,
    "redeterminations": rule_facts.Redetermination,
    "disputes": rule_facts.Dispute,
    "callbacks": rule_facts.Callback,
    "violations": rule_facts.Violation,
    "deal_lines": rule_facts.DealLine,
    "introductions": rule_facts.Introduction,
    "filings": rule_facts.Filing,
    "refunds": rule_facts.Refund,
    "results": rule_facts.Result,
    "exams": rule_facts.Exam,
    "scores": rule_facts.Score,
}
RENAMED = {"passed_at": "passed_on"}
"""Columns of the contract that hold a day although their name ends in _at."""
_SPELLINGS = {folded(word): table for table in TABLES for word in (table.name, *table.zh)}


@dataclass(slots=True)
class Loaded:
    """Everything read from FACTS. `facts` means something only while there are no problems."""

    tables: dict[str, Rows] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    facts: Facts = field(default_factory=Facts)
    happened: datetime | None = None
    """The latest instant that happened, the default of --as-of."""


def load(path: Path, *, zone: ZoneInfo, tick: Tick = str, confined: bool = False, known: Mapping[str, set[object]] | None = None) -> Loaded:
    """Read every table under `path`; all defects of all tables are collected before anybody is told.

    `confined`: text files too are parsed in the child (files of strangers). `known`: ids by table that rows may name although the files do
    not bring them.
    """
    loaded = Loaded()
    for sheet, table in _sources(path, loaded, tick, confined):
        tick(table.name)
        rows = typed(sheet, table, zone)
        collapse(rows)
        loaded.tables[table.name] = rows
    if not loaded.tables and not loaded.problems:
        loaded.problems.append(Problem("no_facts", str(path)))
    tick("ids")
    _references(loaded, known or {})
    _refunded_lines(loaded)
    order = list(BY_NAME)
    for name in sorted(loaded.tables, key=order.index):
        rows = loaded.tables[name]
        loaded.problems += sorted(rows.problems, key=lambda problem: (problem.row or 0, problem.column or ""))
        loaded.warnings += rows.warnings
        if name not in CLASSES and len(rows):
            loaded.warnings.append(Problem("unused", rows.file, rows.sheet))
    if not loaded.problems:
        _bare_deals(loaded)
        loaded.happened = happened(loaded.tables, zone)
        loaded.facts = Facts(**{name: _objects(rows) for name, rows in loaded.tables.items() if name in CLASSES})
    return loaded


def _sources(path: Path, loaded: Loaded, tick: Tick, confined: bool) -> Iterable[tuple[Sheet, Table]]:
    """Every sheet that belongs to a table; strays are warned of, likely misspellings refused."""
    found: dict[str, tuple[Sheet, Table]] = {}
    for label, sheets in _files(path, loaded, tick, confined):
        for sheet in sheets:
            name = sheet.name if sheet.name and path.is_file() else label
            table = _SPELLINGS.get(folded(name))
            if table is None:
                _stray(name, sheet, loaded)
            elif table.name in found:
                first = found[table.name][0]
                other = first.file + (f" [{first.name}]" if first.name else "")
                loaded.problems.append(Problem("two_sources", sheet.file, sheet.name, details={"table": table.name, "other": other}))
            else:
                found[table.name] = (sheet, table)
    order = list(BY_NAME)
    return sorted(found.values(), key=lambda pair: order.index(pair[1].name))


def _files(path: Path, loaded: Loaded, tick: Tick, confined: bool) -> Iterable[tuple[str, tuple[Sheet, ...]]]:
    if not path.exists():
        loaded.problems.append(Problem("no_file", str(path)))
        return
    if path.is_file() and path.suffix.lower() != ".xlsx":
        loaded.problems.append(Problem("file_kind", path.name, details={"kind": path.suffix or path.name}))
        return
    for file in [path] if path.is_file() else sorted(path.iterdir()):
        suffix = file.suffix.lower()
        if not file.is_file() or suffix not in SUFFIXES or file.name.startswith((".", "~$")):
            continue
        if file != path and suffix == ".xlsx":
            if folded(file.stem) in _SPELLINGS:
                loaded.problems.append(Problem("workbook_in_folder", file.name))
            continue
        if file != path and folded(file.stem) not in _SPELLINGS:
            _stray(file.stem, Sheet(file.name, None, [["?"]], [1]), loaded)
            continue
        tick(file.name)
        try:
            yield file.stem, read_sheets(file, confined=confined)
        except UnreadableError as error:
            loaded.problems.append(error.problem)


def _stray(name: str, sheet: Sheet, loaded: Loaded) -> None:
    """A sheet of notes is harmless; `regsitrations.csv` left out would change every ruling."""
    close = difflib.get_close_matches(folded(name), list(_SPELLINGS), n=1, cutoff=0.8)
    if close:
        details: dict[str, str | int] = {"name": shown(name, personal=False), "suggestion": _SPELLINGS[close[0]].name}
        loaded.problems.append(Problem("misspelt", sheet.file, sheet.name, details=details))
    elif sheet.rows:
        loaded.warnings.append(Problem("ignored", sheet.file, sheet.name))


def _references(loaded: Loaded, elsewhere: Mapping[str, set[object]]) -> None:
    """Ids that name a row of another table must find it there, or elsewhere."""
    ids = {name: set(rows.columns[rows.table.key[0]]) for name, rows in loaded.tables.items() if rows.table.key}
    for rows in loaded.tables.values():
        for column in rows.table.columns:
            if not column.refers:
                continue
            known: set[object] = {None}.union(*(ids.get(name, set()) | elsewhere.get(name, set()) for name in column.refers))
            for index, value in enumerate(rows.columns[column.name]) if not known.issuperset(rows.columns[column.name]) else ():
                if value not in known:
                    tables = " / ".join(f"{name} ({BY_NAME[name].zh[0]})" for name in column.refers)
                    rows.problems.append(rows.problem("dangling", index, column.name, shown(value, personal=False), tables=tables))
        for index, given in _attributes(rows):
            for attribute, named in attributes.references(rows.table.name, given):
                if not any(named in ids.get(name, set()) | elsewhere.get(name, set()) for name in attribute.refers):
                    tables = " / ".join(f"{name} ({BY_NAME[name].zh[0]})" for name in attribute.refers)
                    rows.problems.append(rows.problem("dangling", index, f"attributes.{attribute.name}", shown(named, personal=False), tables=tables))


def _attributes(rows: Rows) -> Iterable[tuple[int, dict[str, Any]]]:
    """The attributes of every row that has any, by its position."""
    return ((index, json.loads(str(value))) for index, value in enumerate(rows.columns.get("attributes", ())) if value)


def _refunded_lines(loaded: Loaded) -> None:
    """A refund names a line of its deal, by deal and number."""
    refunds, lines = loaded.tables.get("refunds"), loaded.tables.get("deal_lines")
    if refunds is None:
        return
    sold = set(zip(lines.columns["deal_id"], lines.columns["line_no"], strict=True)) if lines else set()
    for index, line in enumerate(zip(refunds.columns["deal_id"], refunds.columns["line_no"], strict=True)):
        if None not in line and line not in sold:
            tables = f"deal_lines ({BY_NAME['deal_lines'].zh[0]})"
            refunds.problems.append(refunds.problem("dangling", index, "line_no", shown(line[1], personal=False), tables=tables))


def happened(tables: Mapping[str, Rows], zone: ZoneInfo) -> datetime | None:
    """The latest instant that happened: of the tables of facts, of days of filings and exams, of months that results speak of,
    of days that attributes tell.

    Only where there is none of these, the latest other day (a person joined) or the end of a period that was scored; None where the tables carry
    no time at all.
    """
    instants = [moment for rows in tables.values() if (moment := latest(rows))]
    instants += [day_start(day, zone) for name in ("filings", "exams") if name in tables for day in days_of(tables[name])]
    if "results" in tables:
        instants += [day_start(month_after(first_day(month)), zone) for month in set(tables["results"].columns["month"]) if month]
    given = [(rows.table.name, each) for rows in tables.values() for _, each in _attributes(rows)]
    instants += [day_start(day, zone) for name, each in given for day in attributes.event_days(name, each, zone)]
    if not instants:
        instants = [day_start(day, zone) for rows in tables.values() for day in days_of(rows)]
        periods = {period for period in (tables["scores"].columns["period"] if "scores" in tables else ()) if period}
        instants += [day_end(last_day(months[1]), zone) for period in periods if (months := span(str(period))) and last_day(months[1]) < date.max]
    return max(instants, default=None)


def first_day(month: object) -> date:
    """The first day of a month written 2026-03."""
    return date.fromisoformat(f"{month}-01")


def _bare_deals(loaded: Loaded) -> None:
    """Deals that nobody bought: the rule cannot compare anybody with anybody."""
    deals, buyers = loaded.tables.get("deals"), loaded.tables.get("buyers")
    if deals is not None:
        bought = set(buyers.columns["deal_id"]) if buyers else set()
        bare = sorted(str(deal) for deal in deals.columns["deal_id"] if deal not in bought)
        if bare:
            loaded.warnings.append(Problem("no_buyers", deals.file, deals.sheet, details={"count": len(bare), "example": bare[0]}))


def _objects(rows: Rows) -> tuple[Any, ...]:
    """The rows as dataclasses, in an order that the file's order cannot change."""
    kind = CLASSES[rows.table.name]
    money = {column.name for column in rows.table.columns if column.kind is Kind.MONEY}
    read = {f"{name}_fen" if name in money else RENAMED.get(name, name): _filled(name, values) for name, values in rows.columns.items()}
    names = [each.name for each in fields(kind)]
    columns = [read.get(each.name) or [each.default] * len(rows) for each in fields(kind)]
    # An id is enough to order rows by, and much cheaper than all their values.
    order: Callable[[Any], Any] = itemgetter(*map(names.index, rows.table.key)) if rows.table.key else _sortable
    return tuple(starmap(kind, sorted(zip(*columns, strict=True), key=order)))


def _filled(name: str, values: list[object]) -> list[object]:
    """Blanks as the dataclass wants them: no cities, no attributes."""
    if name == "promotion_area":
        return [value or () for value in values]
    if name == "month":
        return [first_day(value) for value in values]
    if name == "attributes":
        return [json.loads(str(value), parse_float=Decimal) if value else {} for value in values]
    return values


def _sortable(values: tuple[object, ...]) -> tuple[str, ...]:
    return tuple("" if value is None else value.isoformat() if isinstance(value, datetime) else str(value) for value in values)
