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
from importlib import import_module
from pathlib import Path
from typing import Any, TextIO, get_args, get_type_hints

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
    ProgressRow,
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
    "progress": ProgressRow,
    "staffing": StaffingRow,
}
LAST = ("clause", "because", "policy_version")
FORMATS = ("csv", "jsonl", "parquet")
DANGEROUS = FORMULA | frozenset("\t\r\n\0")
"""Text that begins with one of these would be run as a formula by a spreadsheet program."""
SUSPECT = DANGEROUS | frozenset(" \u3000")

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
    return "'" + text if text[:1] in SUSPECT and text.lstrip(" \u3000")[:1] in DANGEROUS else text


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
            import_module(_LATER["xlsx"]).write(ready / out.name, tables)
        else:
            put = _TEXTS[form] if form in _TEXTS else import_module(_LATER[form]).write
            for name, table in tables.items():
                put(ready / f"{name}.{form}", table)
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
    """A table as CSV: one quoting rule, lines ended by a line feed."""
    file = io.StringIO(newline="")
    _write_csv(file, kind, rows)
    return file.getvalue()


def _write_csv(file: TextIO, kind: type, rows: Sequence[Sequence[Value]]) -> None:
    names = headings(kind)
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(names)
    columns = (_column(kind, name, values) for name, values in zip(names, zip(*rows, strict=True), strict=False))
    writer.writerows(zip(*columns, strict=True))


def _column(kind: type, name: str, values: Sequence[Value]) -> Sequence[Value]:
    """A column as the CSV writer takes it: words that no spreadsheet runs, true and false, and the rest as it is."""
    if _is_text(kind, name):
        return [harmless(value) if isinstance(value, str) else _word(value) for value in values]
    return [_word(value) for value in values] if bool in types_of(kind).get(name, ()) else values


def _word(value: Value) -> Value:
    return ("true" if value else "false") if isinstance(value, bool) else value


def types_of(kind: type) -> dict[str, set[Any]]:
    """What every column of a table holds; money is text, in yuan."""
    hints = get_type_hints(kind)
    return {name.removesuffix("_fen"): {str} if name.endswith("_fen") else set(get_args(hint)) or {hint} for name, hint in hints.items()}


def _is_text(kind: type, name: str) -> bool:
    """Whether the column holds words; money, numbers, instants and booleans need no protection."""
    return f"{name}_fen" not in {each.name for each in fields(kind)} and not types_of(kind).get(name, {str}) & {int, bool, date, datetime, Decimal}


def _csv(path: Path, table: Written) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        _write_csv(file, table.kind, table.rows)


def _jsonl(path: Path, table: Written) -> None:
    names = headings(table.kind)
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False) + "\n" for row in table.rows)


_TEXTS = {"csv": _csv, "jsonl": _jsonl}
_LATER = {"parquet": "qudao.decide.write_parquet", "xlsx": "qudao.decide.write_xlsx"}
"""Formats whose libraries take half a second to load: loaded when asked for."""
