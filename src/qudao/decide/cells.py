"""One cell to one typed value. What cannot be read for certain is refused, never guessed: these values decide about money."""

import json
import math
import re
import unicodedata
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from zoneinfo import ZoneInfo

from qudao.decide.problems import CellError
from qudao.decide.schema import Column, Kind

Cell = str | int | float | Decimal | bool | datetime | date | time | dict[str, object] | list[object] | None
Read = Callable[[Cell], object]

LONGEST_TEXT, LONGEST_ID, LARGEST_FEN, EXACT_FLOAT = 2000, 200, 10**14, 10**15
FORMULA = frozenset("=+-@|%\uff1d\uff0b\uff0d\uff20")
TRUE, FALSE = frozenset({"true", "是", "1"}), frozenset({"false", "否", "0"})

_SCIENTIFIC = re.compile(r"[0-9](\.[0-9]+)?[eE]\+?[0-9]+")
_ERROR = re.compile(r"#(NULL!|DIV/0!|VALUE!|REF!|NAME\?|NUM!|N/A|SPILL!|CALC!|GETTING_DATA)")
_USUAL = re.compile(r"(?:19|2[01])[0-9]{2}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?([+-][0-9]{2}:[0-9]{2})?")
_LOOSE = re.compile(
    r"([0-9]{4})([-/.年])([0-9]{1,2})([-/.月])([0-9]{1,2})日?"
    r"(?:[T ]*([0-9]{1,2})[:时]([0-9]{1,2})(?:[:分]([0-9]{1,2})(?:\.([0-9]{1,9}))?秒?|分)?)?"
    r" *(Z|[+-][0-9]{2}:?[0-9]{2}|[+-][0-9]{2})?"
)
_MONEY = re.compile(r"([0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.([0-9]*))?")
_NUMBER = re.compile(r"[+-]?([0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(\.[0-9]+)?")
_PHONE = re.compile(
    r"1[0-9]{10}|1[0-9]{2}\*{4}[0-9]{4}"  # mobile, masked mobile
    r"|0[1-9][0-9]{1,2}[0-9]{7,8}|0[1-9][0-9]{1,2}\*{4}[0-9]{3,4}"  # landline with area code
    r"|[2-9][0-9]{6,7}|[48]00[0-9]{7}"  # landline without, service numbers
    r"|\+[1-9][0-9]{6,14}"
)
_IDENTITY = re.compile(r"[0-9A-Z]{5,30}")
_PHONE_NOISE = str.maketrans("", "", " -()·.\u2010\u2011\u2012\u2013\u2014\u2212")


def reader(column: Column, zone: ZoneInfo) -> Read:
    """The function that reads a cell of this column; it raises CellError and takes blank cells as None."""
    if column.words:
        return _words(column)
    if column.kind in (Kind.INSTANT, Kind.DATE):
        return partial(instant if column.kind is Kind.INSTANT else day, zone=zone)
    return _READERS[column.kind]


def blank(cell: Cell) -> bool:
    """Whether the cell says nothing."""
    return cell is None or (isinstance(cell, str) and (not cell or cell.isspace()))


def convert(column: Column, cells: Sequence[Cell], zone: ZoneInfo) -> tuple[list[object], list[tuple[int, CellError]]]:
    """A whole column at once. Equal texts are read once: ids, names of projects and booleans repeat thousands of times; instants hardly ever."""
    if not any(cells) and all(map(blank, cells)):
        return [None] * len(cells), []
    read = reader(column, zone)
    is_text = {str, type(None)}.issuperset(map(type, cells))
    try:
        if column.kind is Kind.INSTANT:
            return _instants(cells, zone) if is_text else [None if blank(cell) else read(cell) for cell in cells], []
        if is_text:
            known: dict[Cell, object] = {cell: None if blank(cell) else read(cell) for cell in dict.fromkeys(cells)}
            return [known[cell] for cell in cells], []
    except (CellError, ValueError):
        pass  # now with the places of all that are wrong
    return _each(read, cells)


def _instants(cells: Sequence[Cell], zone: ZoneInfo) -> list[object]:
    """Texts as nearly all files write them, without a call for each; anything else by `instant`. ValueError for a day that does not exist."""
    usual, of_text = _USUAL.fullmatch, datetime.fromisoformat
    found = [of_text(cell) if cell and usual(cell) else None if blank(cell) else instant(cell, zone) for cell in cells]  # type: ignore[arg-type]
    return [None if at is None else at.astimezone(zone) if at.tzinfo is not None else at.replace(tzinfo=zone) for at in found]


def _each(read: Read, cells: Sequence[Cell]) -> tuple[list[object], list[tuple[int, CellError]]]:
    """Cell by cell: 1, 1.0 and true are equal keys in workbooks and JSON, and not every cell can be one."""
    values: list[object] = []
    wrong: list[tuple[int, CellError]] = []
    for index, cell in enumerate(cells):
        try:
            values.append(None if blank(cell) else read(cell))
        except CellError as error:
            wrong.append((index, error))
            values.append(None)
    return values, wrong


def text(cell: Cell, limit: int = LONGEST_TEXT) -> str | None:
    """Text as a person sees it: no invisible characters, no blanks at the ends, figures without loss."""
    if isinstance(cell, str):
        return clean(cell, limit)
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, int):
        return str(cell) if cell.bit_length() < 128 else _raise("too_long", length=cell.bit_length() * 3 // 10, limit=38)
    if isinstance(cell, Decimal):
        return format(cell, "f") if cell.is_finite() and abs(cell.adjusted()) <= 40 else _raise("not_finite")
    if isinstance(cell, float):
        if math.isfinite(cell) and abs(cell) >= EXACT_FLOAT:
            raise CellError("lost_digits")
        return figure(cell)
    raise CellError("wrong")


def clean(value: str, limit: int = LONGEST_TEXT) -> str | None:
    """Strip blanks and invisible characters; refuse control characters, spreadsheet errors and overlong text."""
    if not value.isprintable():
        value = "".join(ch for ch in value if unicodedata.category(ch) != "Cf")
        for ch in value:
            if unicodedata.category(ch) in ("Cc", "Cs") and ch not in "\t\r\n":
                raise CellError("control", char=f"U+{ord(ch):04X}")
        value = " ".join(value.split("\u00a0")) if "\u00a0" in value else value
    value = value.strip()
    if value[:1] == "'" and value[1:].lstrip(" \u3000")[:1] in FORMULA:
        value = value[1:]  # our own export protects such text with an apostrophe
    if len(value) > limit:
        raise CellError("too_long", length=len(value), limit=limit)
    if value.startswith("#") and _ERROR.fullmatch(value):
        raise CellError("error_cell")
    return value or None


def _raise(code: str, **details: str | int) -> str:
    raise CellError(code, **details)


def figure(value: float) -> str:
    """A float as its user sees it in a spreadsheet: 15 significant digits, no exponent."""
    if not math.isfinite(value):
        raise CellError("not_finite")
    return format(Decimal(format(value, ".15g")), "f")


def identifier(cell: Cell) -> str | None:
    """An id; a long number that went through a figure is refused, because two ids may have become one."""
    if cell.__class__ is str and len(cell) <= LONGEST_ID and cell.isascii() and cell.isalnum() and cell[0].isalpha():
        return cell  # nothing to clean, as in nearly all
    value = text(cell, LONGEST_ID)
    if value is not None and value[0].isdigit() and _SCIENTIFIC.fullmatch(value):
        raise CellError("lost_digits")
    return value


def plain(cell: Cell) -> str:
    """Digits, colons, dashes and letters in their ordinary width."""
    value = text(cell)
    if value is None:
        raise CellError("wrong")
    return value if value.isascii() else unicodedata.normalize("NFKC", value)


def figures(cell: Cell) -> str:
    """The same, where digits decide: ², ① and ½ are none, though they would read as 2, 1 and 1/2."""
    value = text(cell)
    if value is not None and not value.isascii() and any(map(_is_figure_in_disguise, value)):
        raise CellError("wrong")
    return plain(cell)


def _is_figure_in_disguise(letter: str) -> bool:
    is_wide = unicodedata.decomposition(letter).startswith(("<wide>", "<narrow>"))
    return not letter.isascii() and not is_wide and any(sign.isdigit() for sign in unicodedata.normalize("NFKC", letter))


def phone(cell: Cell) -> str:
    """A phone without blanks, dashes and the prefix of China: 11 digits, masked, landline or +international."""
    if cell.__class__ is str and len(cell) == 11 and cell[0] == "1" and cell.isascii() and cell.isdigit():
        return cell  # nothing to clean, as in nearly all
    value = identifier(figures(cell)) or ""
    value = value.translate(_PHONE_NOISE)
    for prefix in ("+86", "0086"):
        if value.startswith(prefix):
            value = value[len(prefix) :]
            value = "0" + value if re.fullmatch(r"[2-9][0-9]{9,10}", value) else value
    if value.startswith("00"):
        value = "+" + value[2:]
    if not _PHONE.fullmatch(value):
        raise CellError("wrong")
    return value


def identity(cell: Cell) -> str:
    """An identity number in capitals without blanks; length and alphabet only, for passports and permits count too."""
    value = identifier(figures(cell)) or ""
    value = value.translate(_PHONE_NOISE).upper()
    if not _IDENTITY.fullmatch(value):
        raise CellError("wrong")
    return value


def person(cell: Cell) -> str:
    """Somebody named by a phone or an identity number."""
    try:
        return phone(cell)
    except CellError as error:
        if error.code == "lost_digits":
            raise
        return identity(cell)


def boolean(cell: Cell) -> bool:
    """true, false, 是, 否, 1, 0."""
    if isinstance(cell, bool):
        return cell
    value = plain(cell).casefold()
    if value in TRUE:
        return True
    if value in FALSE:
        return False
    raise CellError("wrong")


def instant(cell: Cell, zone: ZoneInfo) -> datetime:
    """A moment in the policy's time zone; without an offset it is taken in that zone. A bare date means its 00:00."""
    if isinstance(cell, str) and (_USUAL.fullmatch(cell) or _USUAL.fullmatch(cell := cell.strip())):
        try:
            found = datetime.fromisoformat(cell)
        except ValueError:
            return _loose(cell, zone)
    elif isinstance(cell, datetime):
        found = cell
    elif isinstance(cell, date):
        found = datetime.combine(cell, time())
    elif isinstance(cell, (bool, int, float, Decimal, time, dict, list)):
        raise CellError("wrong")
    else:
        return _loose(figures(cell), zone)
    if not 1900 <= found.year <= 2199:
        raise CellError("absurd_date")
    return found.replace(tzinfo=zone) if found.tzinfo is None else found.astimezone(zone)


def _loose(value: str, zone: ZoneInfo) -> datetime:
    """Dates as people type them: 2025/3/9 9:05, 2025年3月9日 14时05分, 24:00."""
    match = _LOOSE.fullmatch(value)
    if match is None or (match[2], match[4]) not in {("-", "-"), ("/", "/"), (".", "."), ("年", "月")}:
        raise CellError("wrong")
    year, month, dayno, hour, minute, second = (int(match[group] or 0) for group in (1, 3, 5, 6, 7, 8))
    if not 1900 <= year <= 2199:
        raise CellError("absurd_date")
    midnight = (hour, minute, second) == (24, 0, 0)
    try:
        found = datetime(year, month, dayno, 0 if midnight else hour, minute, second, int((match[9] or "0")[:6].ljust(6, "0")), zone)
        found += timedelta(days=1) if midnight else timedelta()
        if offset := match[10]:
            sign = "+00:00" if offset == "Z" else offset if ":" in offset else f"{offset[:3]}:{offset[3:] or '00'}"
            found = datetime.fromisoformat(found.replace(tzinfo=None).isoformat() + sign).astimezone(zone)
    except ValueError:
        raise CellError("no_such_date") from None
    return found


def day(cell: Cell, zone: ZoneInfo) -> date:
    """A calendar day; midnight of a spreadsheet's date cell is the day, any other time of day is refused."""
    found = instant(cell, zone)
    if (found.hour, found.minute, found.second, found.microsecond) != (0, 0, 0, 0):
        raise CellError("has_time")
    return found.date()


def month(cell: Cell) -> str:
    """2026-03; also 2026/3 and 2026年3月."""
    if isinstance(cell, date):
        year, within = cell.year, cell.month
    else:
        match = re.fullmatch(r"([0-9]{4})(?:[-/.]|年)([0-9]{1,2})月?", figures(cell))
        if match is None or not 1 <= int(match[2]) <= 12:
            raise CellError("wrong")
        year, within = int(match[1]), int(match[2])
    if not 1900 <= year <= 2199:
        raise CellError("absurd_date")
    return f"{year}-{within:02}"


def number(cell: Cell) -> Decimal:
    """A finite number, thousands separators allowed."""
    if isinstance(cell, (bool, datetime, date, time)):
        raise CellError("wrong")
    value = figures(cell)
    if not _NUMBER.fullmatch(value):
        raise CellError(_not_finite(value))
    return Decimal(value.replace(",", ""))


def integer(cell: Cell) -> int:
    """A whole number, 0 or more."""
    value = number(cell)
    if value < 0:
        raise CellError("negative")
    if value != value.to_integral_value():
        raise CellError("wrong")
    if value >= 10**12:
        raise CellError("too_large", limit="999,999,999,999")
    return int(value)


def money(cell: Cell) -> int:
    """Yuan to integer fen, exactly; no float is ever multiplied."""
    if isinstance(cell, (bool, datetime, date, time)):
        raise CellError("wrong")
    value = figures(cell).removeprefix("¥").removesuffix("元").strip()
    if value.startswith(("-", "\u2212")) and _MONEY.fullmatch(value[1:]):
        raise CellError("negative")
    match = _MONEY.fullmatch(value)
    if match is None or match[2] == "":
        raise CellError(_not_finite(value))
    if len(match[2] or "") > 2:
        raise CellError("decimals")
    fen = int(match[1].replace(",", "")) * 100 + int((match[2] or "").ljust(2, "0")) if len(match[1]) < 30 else LARGEST_FEN + 1
    if fen > LARGEST_FEN:
        raise CellError("too_large", limit="1,000,000,000,000.00")
    return fen


def _not_finite(value: str) -> str:
    lowered = value.casefold().lstrip("+-")
    return "not_finite" if lowered in ("nan", "inf", "infinity") or re.fullmatch(r"[0-9.]+e\+?[0-9]{3,}", lowered) else "wrong"


def cities(cell: Cell) -> tuple[str, ...]:
    """Cities with ; between them, each once, in the order of the file."""
    return tuple(dict.fromkeys(part.strip() for part in re.split("[;、]", plain(cell)) if part.strip()))


def attributes(cell: Cell) -> str:
    """A JSON object, kept in one canonical spelling so that equal objects are equal rows."""
    try:
        found = cell if isinstance(cell, dict) else _json(cell)
        if not isinstance(found, dict):
            raise CellError("wrong")
        return json.dumps(found, ensure_ascii=False, sort_keys=True, default=str)
    except (ValueError, RecursionError):
        raise CellError("wrong") from None


def _json(cell: Cell) -> object:
    """What the text says as it is written (90m² stays 90m²); with its marks in ordinary width where it says nothing otherwise."""
    try:
        return json.loads(text(cell) or "", parse_float=Decimal, parse_constant=_refuse)
    except ValueError:
        return json.loads(figures(cell), parse_float=Decimal, parse_constant=_refuse)


def _refuse(_name: str) -> object:
    raise CellError("not_finite")


def _words(column: Column) -> Read:
    """Canonical words for the Chinese ones; unknown words pass unless the list is closed."""
    table = {word.casefold(): canonical for canonical, others in column.words for word in (canonical, *others)}

    def read(cell: Cell) -> str:
        value = plain(cell)
        found = table.get(value.casefold())
        if found is None and column.closed:
            raise CellError("not_a_word", words=", ".join(f"{word} ({others[0]})" for word, others in column.words))
        return found or value

    return read


_READERS: dict[Kind, Read] = {
    Kind.ID: identifier,
    Kind.TEXT: text,
    Kind.NAME: text,
    Kind.PHONE: phone,
    Kind.IDENTITY: identity,
    Kind.PERSON: person,
    Kind.MONTH: month,
    Kind.BOOL: boolean,
    Kind.INTEGER: integer,
    Kind.NUMBER: number,
    Kind.MONEY: money,
    Kind.CITIES: cities,
    Kind.JSON: attributes,
}
