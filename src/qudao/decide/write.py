"""Decisions to files: the same bytes for the same decisions, on any machine, in any order of the facts."""

import csv
import io
import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter

from qudao.decide.cells import FORMULA
from qudao.decide.rows import (
    AttributionRow,
    CallbackSampleRow,
    CareerRow,
    CertificationRow,
    CommissionRow,
    Decided,
    Decisions,
    DisputeRow,
    FilingRow,
    GradeRow,
    PenaltyRow,
    RegistrationRow,
    StaffingRow,
)
from qudao.decide.sentences import sentence
from qudao.policies.load import Policy

OUTPUTS: dict[str, type[Decided]] = {
    "registrations": RegistrationRow,
    "attributions": AttributionRow,
    "disputes": DisputeRow,
    "commissions": CommissionRow,
    "callback_samples": CallbackSampleRow,
    "penalties": PenaltyRow,
    "filings": FilingRow,
    "grades": GradeRow,
    "certifications": CertificationRow,
    "career": CareerRow,
    "staffing": StaffingRow,
}
LAST = ("clause", "because", "policy_version")
FORMATS = ("csv", "jsonl", "parquet")
DANGEROUS = FORMULA | frozenset("\t\r\n\0")
"""Text that begins with one of these would be run as a formula by a spreadsheet program."""

Value = str | int | bool | None


@dataclass(frozen=True, slots=True)
class Written:
    """A table to be written: the dataclass whose fields are its columns, and the rows as plain values in their order."""

    kind: type
    rows: list[list[Value]]


def headings(kind: type) -> list[str]:
    """The columns of a table as the contract names them; a table of decisions ends with clause, sentence and version."""
    own = [each.name.removesuffix("_fen") for each in fields(kind) if each.name not in ("reasons", "policy_version")]
    return [*own, *LAST] if issubclass(kind, Decided) else own


def lines(kind: type[Decided], rows: Iterable[Decided], policy: Policy, lang: str) -> Iterator[list[Value]]:
    """The rows as plain values: money in yuan, instants in ISO 8601, the reasons as one sentence."""
    names = [each.name for each in fields(kind) if each.name not in ("reasons", "policy_version")]
    cited = cache(lambda clause: policy.cite(clause, lang))
    for row in rows:
        values: list[Value] = [plain(name, getattr(row, name)) for name in names]
        yield [*values, cited(row.clause), because(row, lang), row.policy_version]


def because(row: Decided, lang: str) -> str:
    """Every reason of the row in the chosen language, the one that decided first."""
    return ("；", "; ")[lang == "en"].join(sentence(reason, lang) for reason in row.reasons)


def plain(name: str, value: Any) -> Value:
    """A value as files hold it: money in yuan, instants and days in ISO 8601."""
    if value is None or isinstance(value, (bool, int)):
        return yuan(value) if name.endswith("_fen") and value is not None else value
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return str(value)


def yuan(fen: int) -> str:
    """Integer fen as yuan with two decimals: -3600000 is -36000.00."""
    digits = f"{abs(fen):03d}"
    return f"{'-' if fen < 0 else ''}{digits[:-2]}.{digits[-2:]}"


def harmless(text: str) -> str:
    """Text that no spreadsheet takes for a formula; reading it back drops the apostrophe again."""
    return "'" + text if text.lstrip(" \u3000")[:1] in DANGEROUS else text


def write(decisions: Decisions, out: Path, *, lang: str, form: str = "csv") -> list[Path]:
    """Write every table of decisions under `out`."""
    tables = {name: Written(kind, list(lines(kind, getattr(decisions, name), decisions.policy, lang))) for name, kind in OUTPUTS.items()}
    return write_tables(tables, out, form=form)


def write_tables(tables: Mapping[str, Written], out: Path, *, form: str = "csv") -> list[Path]:
    """Write tables under `out` (a folder, or one .xlsx); files of the same names are replaced only when all are ready."""
    workbook = out.suffix.lower() == ".xlsx"
    folder = out.parent if workbook else out
    folder.mkdir(parents=True, exist_ok=True)
    ready = Path(tempfile.mkdtemp(prefix=".qudao-", dir=folder))
    try:
        if workbook:
            _xlsx(ready / out.name, tables)
        else:
            for name, table in tables.items():
                _WRITERS[form](ready / f"{name}.{form}", table.kind, table.rows)
        written = []
        for file in sorted(ready.iterdir()):
            file.chmod(0o666 & ~_umask())
            os.replace(file, folder / file.name)
            written.append(folder / file.name)
    finally:
        shutil.rmtree(ready, ignore_errors=True)
    return written


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def csv_text(kind: type, rows: Sequence[Sequence[Value]]) -> str:
    """A table as CSV: UTF-8 text, one quoting rule, lines ended by a line feed."""
    names = headings(kind)
    text = [_is_text(kind, name) for name in names]
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(names)
    for row in rows:
        writer.writerow([harmless(value) if is_text and isinstance(value, str) else _word(value) for is_text, value in zip(text, row, strict=True)])
    return file.getvalue()


def _word(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def _types(kind: type) -> dict[str, set[Any]]:
    hints = get_type_hints(kind)
    return {name.removesuffix("_fen"): {str} if name.endswith("_fen") else set(get_args(hint)) or {hint} for name, hint in hints.items()}


def _is_text(kind: type, name: str) -> bool:
    """Whether the column holds words; money, numbers, instants and booleans need no protection."""
    return f"{name}_fen" not in {each.name for each in fields(kind)} and not _types(kind).get(name, {str}) & {int, bool, date, datetime, Decimal}


def _csv(path: Path, kind: type, rows: list[list[Value]]) -> None:
    path.write_bytes(csv_text(kind, rows).encode())


def _jsonl(path: Path, kind: type, rows: list[list[Value]]) -> None:
    names = headings(kind)
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False) + "\n" for row in rows)


def _parquet(path: Path, kind: type, rows: list[list[Value]]) -> None:
    names = headings(kind)
    schema = pa.schema([(name, _arrow(kind, name)) for name in names])
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(names)
    pq.write_table(pa.table([pa.array(values, each.type) for values, each in zip(columns, schema, strict=True)], schema=schema), path)


def _arrow(kind: type, name: str) -> Any:
    held = _types(kind).get(name, {str})
    return pa.bool_() if bool in held else pa.int64() if int in held else pa.string()


_WRITERS = {"csv": _csv, "jsonl": _jsonl, "parquet": _parquet}


def _xlsx(path: Path, tables: Mapping[str, Written]) -> None:
    """One sheet per table. Text is typed as text, so no export holds a formula; the creation date is fixed."""
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(str(path), options)
    book.set_properties({"created": datetime(2000, 1, 1)})  # noqa: DTZ001
    bold, money = book.add_format({"bold": True}), book.add_format({"num_format": "#,##0.00"})
    for name, table in tables.items():
        kind, rows = table.kind, table.rows
        names = headings(kind)
        sheet = book.add_worksheet(name)
        sheet.freeze_panes(1, 1)
        sheet.set_column(0, len(names) - 1, 22)
        for column, heading in enumerate(names):
            sheet.write_string(0, column, heading, bold)
        yuans = {column for column, heading in enumerate(names) if f"{heading}_fen" in {each.name for each in fields(kind)}}
        for number, row in enumerate(rows, start=1):
            for column, value in enumerate(row):
                if value is None:
                    continue
                if isinstance(value, bool):
                    sheet.write_boolean(number, column, value)
                elif isinstance(value, int):
                    sheet.write_number(number, column, value)
                elif column in yuans:
                    sheet.write_number(number, column, float(value), money)
                else:
                    sheet.write_string(number, column, value[:32767])
    book.close()
