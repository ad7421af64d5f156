"""Rows as a file holds them, before anything is known about their meaning: CSV and JSON lines here, workbooks in the child."""

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from qudao.decide.cells import Cell
from qudao.decide.problems import Problem, UnreadableError

TEXT_SUFFIXES = frozenset({".csv", ".jsonl"})


@dataclass(frozen=True, slots=True)
class Sheet:
    """A rectangle of cells. `numbers` are the row numbers a person would look for; a given `heading` stands outside the rows."""

    file: str
    name: str | None
    rows: list[list[Cell]]
    numbers: list[int]
    heading: list[str] | None = None
    merged: tuple[tuple[int, int, str], ...] = field(default=())
    """First row, last row and name of every merged range."""


def read_csv(path: Path, file: str) -> Sheet:
    """A CSV file: UTF-8 (with or without a mark), UTF-16 with a mark, or GBK; comma, semicolon or tab."""
    whole = decoded(path.read_bytes(), file)
    reader = csv.reader(io.StringIO(whole, newline=""), delimiter=_delimiter(whole), strict=True)
    rows: list[list[Cell]] = []
    try:
        rows.extend(reader)  # type: ignore[arg-type]
    except csv.Error as error:
        what = "field" if "field larger" in str(error) else "quote"
        raise UnreadableError(Problem("csv_syntax", file, details={"line": reader.line_num, "what": what})) from None
    return Sheet(file, None, rows, list(range(1, len(rows) + 1)))


def _delimiter(whole: str) -> str:
    """The separator that most of the first lines hold; a comma unless another one is plainly meant (cities have ; between them)."""
    head = whole[:8192].splitlines()[:20]
    return max(",;\t", key=lambda mark: (sum(mark in line for line in head), mark == ","))


def decoded(content: bytes, file: str) -> str:
    """The text of a file, in the encoding it is really in; broken or foreign bytes are named by line."""
    for mark, name in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            try:
                return content.decode(name)
            except UnicodeDecodeError as error:
                raise _encoding("encoding_broken", file, content, error.start) from None
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise UnreadableError(Problem("encoding", file, details={"line": 1}))
    if content[:4].count(0) >= 2 or content[1:2] == b"\0":
        raise UnreadableError(Problem("encoding", file, details={"line": 1}))
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        first = error.start
    lenient = content.decode("utf-8", "replace")
    broken, good = lenient.count("\ufffd"), len(_CJK.findall(lenient))
    if good > 2 * broken:
        raise _encoding("encoding_broken", file, content, first)
    try:
        chinese = content.decode("gb18030")
    except UnicodeDecodeError as error:
        raise _encoding("encoding", file, content, error.start) from None
    if _foreign(chinese):
        raise _encoding("encoding", file, content, first)
    return chinese


_CJK = re.compile("[\u2e80-\u9fff\uff00-\uffef\U00020000-\U0003ffff]")


def _foreign(text: str) -> bool:
    """Bytes of another encoding read as GB18030 give rare characters: real Chinese tables are mostly within GB 2312."""
    wide = [ch for ch in text if ord(ch) > 127]
    rare = sum(1 for ch in wide if not ch.encode("gb2312", "ignore"))
    return rare > 2 and rare * 4 > len(wide)


def _encoding(code: str, file: str, content: bytes, position: int) -> UnreadableError:
    return UnreadableError(Problem(code, file, details={"line": content.count(b"\n", 0, position) + 1}))


def read_jsonl(path: Path, file: str) -> Sheet:
    """One JSON object per line; numbers keep every digit they are written with."""
    names: dict[str, int] = {}
    found: list[tuple[int, dict[str, Cell]]] = []
    for number, line in enumerate(decoded(path.read_bytes(), file).split("\n"), start=1):
        if line.strip():
            record = _record(line, file, number)
            for name in record:
                names.setdefault(name, len(names))
            found.append((number, record))
    heading = list(names)
    rows = [[record.get(name) for name in heading] for _, record in found]
    return Sheet(file, None, rows, [number for number, _ in found], heading=heading)


def _record(line: str, file: str, number: int) -> dict[str, Cell]:
    try:
        record = json.loads(line, parse_float=_decimal, parse_constant=_constant, object_pairs_hook=_once)
    except RecursionError:
        what = "deep"
    except _RefusedError as error:
        what = str(error)
    except ValueError:
        what = "json"
    else:
        if isinstance(record, dict):
            return record
        what = "object"
    raise UnreadableError(Problem("json_syntax", file, row=number, details={"what": what}))


class _RefusedError(ValueError):
    """Valid for Python's JSON reader, not for us."""


def _decimal(text: str) -> Decimal:
    value = Decimal(text)
    if value.adjusted() > 40 or value.adjusted() < -40:
        raise _RefusedError("number")
    return value


def _constant(_name: str) -> object:
    raise _RefusedError("number")


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    record = dict(pairs)
    if len(record) != len(pairs):
        raise _RefusedError("twice_key")
    return record


def sheets_of_text(path: Path, file: str) -> Iterator[Sheet]:
    """The one sheet of a CSV or JSON-lines file."""
    yield read_csv(path, file) if path.suffix.lower() == ".csv" else read_jsonl(path, file)
