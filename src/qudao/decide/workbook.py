"""Workbooks and Parquet files, read inside the child process of `child.py` only: their readers meet hostile bytes.

The checks before parsing give a message; the limits of the process give the guarantee.
"""

import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path

import python_calamine as calamine

from qudao.decide.cells import Cell
from qudao.decide.problems import Problem, UnreadableError

MOST_PARTS, MOST_BYTES, MOST_RATIO, MOST_COLUMNS, WIDEST = 2000, 400 * 2**20, 200, 1024, 16384
LONGEST_CELL = 32767
CHUNK, OVERLAP = 2**20, 4096

_DOCTYPE = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
_DIMENSION = re.compile(rb"<(?:\w+:)?dimension\s[^<>]*?ref\s*=\s*[\"']([A-Z]+)([0-9]+):([A-Z]+)([0-9]+)[\"']")
_COLUMNS = re.compile(rb"<(?:\w+:)?col\s[^<>]*?max\s*=\s*[\"']([0-9]+)[\"']")
_FAR_CELL = re.compile(rb"\sr\s*=\s*[\"']([A-Z]{3,})([0-9]+)[\"']")
_ERROR_CELL = re.compile(rb"<(?:\w+:)?c\s[^<>]*?\br=\"([A-Z]+)([0-9]+)\"[^<>]*?\bt=\"e\"[^<>]*>(?:<f[^<>]*>[^<>]*</f>|<f[^<>]*/>)?<v>(#[^<>]*)</v>")

Row = list[Cell]
Merged = list[tuple[int, int, str]]


def refused(code: str, what: str, **details: str | int) -> UnreadableError:
    """A whole file refused; the parent fills in its name."""
    return UnreadableError(Problem(code, details={"what": what, **details}))


def sheets(path: Path) -> Iterator[tuple[str, Merged, Iterator[Row]]]:
    """Every visible or hidden sheet with its merged ranges and its rows from row 1 on."""
    errors = inspect(path)
    try:
        book = calamine.CalamineWorkbook.from_path(str(path))
        names = book.sheet_names
    except calamine.PasswordError:
        raise refused("encrypted", "") from None
    except (calamine.CalamineError, OSError, ValueError) as error:
        raise refused("damaged", "unreadable", error=type(error).__name__) from None
    for position, name in enumerate(names):
        try:
            sheet = book.get_sheet_by_index(position)
        except calamine.WorksheetNotFound:
            continue  # a chart sheet
        except (calamine.CalamineError, ValueError) as error:
            raise refused("damaged", "unreadable", error=type(error).__name__) from None
        if sheet.width > MOST_COLUMNS:
            raise UnreadableError(Problem("dimensions", sheet=name, details={"columns": sheet.width, "rows": sheet.height, "limit": MOST_COLUMNS}))
        merged = [(first[0] + 1, last[0] + 1, f"{_cell(*first)}:{_cell(*last)}") for first, last in sheet.merged_cell_ranges or []]
        yield name, merged, _rows(sheet, errors.get(position, {}))


def _rows(sheet: calamine.CalamineSheet, errors: dict[tuple[int, int], str]) -> Iterator[Row]:
    """Rows from row 1 of the sheet; empty ones at the top count, so that row numbers are those of the spreadsheet."""
    if sheet.start is None:
        return
    top, left = sheet.start
    for _ in range(top):
        yield []
    broken = {row for row, _ in errors}
    for offset, cells in enumerate(sheet.iter_rows()):
        row: Row = [None] * left if len(cells) < sheet.width + left else []
        row.extend(_value(cell) for cell in cells)
        if (number := top + offset) in broken:
            for (at, column), said in errors.items():
                if at == number and column < len(row):
                    row[column] = said
        yield row


def _value(cell: object) -> Cell:
    if isinstance(cell, str):
        if len(cell) > LONGEST_CELL:
            return cell[: LONGEST_CELL + 1]
        return cell or None
    if isinstance(cell, datetime):  # serial numbers are floats: 14:05:00 may arrive as 14:04:59.9995
        return (cell + timedelta(microseconds=500_000)).replace(microsecond=0) if cell.microsecond else cell
    if cell is None or isinstance(cell, (bool, int, float, date, time)):
        return cell
    return str(cell)


def _cell(row: int, column: int) -> str:
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"


def _number(letters: bytes) -> int:
    total = 0
    for letter in letters[:6]:
        total = total * 26 + letter - 64
    return total


def inspect(path: Path) -> dict[int, dict[tuple[int, int], str]]:
    """Refuse what no honest workbook holds; answer the error cells (#REF! …) of each sheet by its position."""
    _signature(path)
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            _archive(parts, path.stat().st_size)
            order = _sheet_parts(archive)
            found: dict[int, dict[tuple[int, int], str]] = {}
            for part in parts:
                if part.filename.lower().endswith((".xml", ".rels", ".vml")):
                    errors = _part(archive, part)
                    if errors and part.filename in order:
                        found[order[part.filename]] = errors
            return found
    except (zipfile.BadZipFile, EOFError, NotImplementedError, OSError, ValueError) as error:
        raise refused("damaged", "truncated", error=type(error).__name__) from None
    except Exception as error:  # zlib.error has no public base but Exception
        if type(error).__name__ == "error":
            raise refused("damaged", "unreadable") from None
        raise


def _signature(path: Path) -> None:
    with path.open("rb") as file:
        head = file.read(2**16)
    if head.startswith(b"PK\x03\x04"):
        return
    if not head:
        raise refused("not_a_workbook", "empty")
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        if "EncryptedPackage".encode("utf-16-le") in path.read_bytes()[: 64 * 2**20]:
            raise refused("encrypted", "xls")
        raise refused("not_a_workbook", "xls")
    lead = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:200].lower()
    if lead.startswith((b"<html", b"<!doctype", b"<table", b"<?xml", b"<meta", b"<head")):
        raise refused("not_a_workbook", "html")
    raise refused("not_a_workbook", "unknown" if b"\0" in head else "csv")


def _archive(parts: list[zipfile.ZipInfo], size: int) -> None:
    names = [part.filename for part in parts]
    if len(parts) > MOST_PARTS:
        raise refused("hostile", "entries")
    if any(name.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", name) or ":" in name for name in names):
        raise refused("hostile", "path")
    if len(set(names)) != len(names):
        raise refused("hostile", "twice")
    if any(part.flag_bits & 1 for part in parts):
        raise refused("encrypted", "zip")
    if "xl/workbook.xml" not in names:
        raise refused("not_a_workbook", "zip")
    total = sum(part.file_size for part in parts)
    if total > MOST_BYTES:
        raise UnreadableError(Problem("too_big", details={"limit": f"{MOST_BYTES >> 20} MiB"}))
    if total > 10 * 2**20 and total > MOST_RATIO * max(size, 1):
        raise refused("hostile", "ratio")


def _sheet_parts(archive: zipfile.ZipFile) -> dict[str, int]:
    """Path of a sheet's part to its position in the workbook, as far as the usual spelling goes."""
    book = archive.open("xl/workbook.xml").read(2**20)
    try:
        links = archive.open("xl/_rels/workbook.xml.rels").read(2**20)
    except KeyError:
        return {}
    targets = {}
    for link in re.findall(rb"<Relationship\s[^<>]*>", links):
        name, target = re.search(rb"\bId=\"([^\"]*)\"", link), re.search(rb"\bTarget=\"([^\"]*)\"", link)
        if name and target:
            path = target[1].decode("utf-8", "replace")
            targets[name[1]] = path.lstrip("/") if path.startswith("/") else f"xl/{path}"
    ids = re.findall(rb"<sheet\s[^<>]*?r:id=\"([^\"]*)\"", book)
    return {targets[name]: position for position, name in enumerate(ids) if name in targets}


def _part(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> dict[tuple[int, int], str]:
    """Read one XML part in pieces; a declared size that lies is caught by counting what really comes out."""
    sheet = part.filename.startswith("xl/worksheets/")
    errors: dict[tuple[int, int], str] = {}
    read, tail = 0, b""
    with archive.open(part) as stream:
        while piece := stream.read(CHUNK):
            if not read and (piece[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in piece[:64]):
                raise refused("hostile", "utf16_part")
            read += len(piece)
            if read > MOST_BYTES:
                raise UnreadableError(Problem("too_big", details={"limit": f"{MOST_BYTES >> 20} MiB"}))
            window = tail + piece
            if _DOCTYPE.search(window):
                raise refused("hostile", "doctype")
            if sheet:
                _extent(window, part.filename)
                for letters, row, said in _ERROR_CELL.findall(window) if b't="e"' in window else ():
                    errors[int(row) - 1, _number(letters) - 1] = said.decode("utf-8", "replace")
            tail = window[-OVERLAP:]
    return errors


def _extent(window: bytes, name: str) -> None:
    """A sheet that claims more columns than any table has would be laid out in full by the reader."""
    width = height = 0
    for first, top, last, bottom in _DIMENSION.findall(window):
        width, height = max(width, _number(last) - _number(first) + 1), max(height, int(bottom[:9]) - int(top[:9]) + 1)
    wide = any(int(most[:9]) > WIDEST for most in _COLUMNS.findall(window))
    for letters, _ in _FAR_CELL.findall(window):
        width = max(width, _number(letters))
    if width > MOST_COLUMNS or wide:
        details: dict[str, str | int] = {"columns": max(width, WIDEST + 1) if wide else width, "rows": height, "limit": MOST_COLUMNS}
        raise UnreadableError(Problem("dimensions", sheet=name.rsplit("/", 1)[-1], details=details))
