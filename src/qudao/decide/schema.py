"""The file contract: tables, columns, types and both spellings of every name. `qudao schema` prints what stands here."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

Words = tuple[tuple[str, tuple[str, ...]], ...]
"""Canonical values with the Chinese words read as them."""


class Kind(Enum):
    """What a column holds; `expected` in problems.py says it in words."""

    ID = "id"
    TEXT = "text"
    NAME = "name"
    PHONE = "phone"
    IDENTITY = "identity number"
    PERSON = "phone or identity number"
    INSTANT = "instant"
    DATE = "date"
    MONTH = "month"
    BOOL = "boolean"
    INTEGER = "integer"
    NUMBER = "number"
    MONEY = "money"
    CITIES = "cities"
    JSON = "JSON object"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table of facts."""

    name: str
    zh: tuple[str, ...]
    kind: Kind
    required: bool = False
    refers: tuple[str, ...] = ()
    """Tables one of which must hold this id."""
    words: Words = ()
    closed: bool = False
    """Only the words above are allowed."""
    personal: bool = False
    """Shown masked in messages."""
    plan: bool = False
    """A plan, not something that happened: it does not move the default as-of."""
    note: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class Table:
    """One table of facts. `key` names the columns that identify a row; without one only identical rows collapse."""

    name: str
    zh: tuple[str, ...]
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()

    def column(self, name: str) -> Column:
        """The column of that English name."""
        return next(column for column in self.columns if column.name == name)


def folded(name: str) -> str:
    """A heading as it is compared: no case, no blanks, no full-width, `_` and `-` alike, without a required mark."""
    return "".join(ch for ch in name.translate(_WIDE).casefold() if ch.isprintable() and not ch.isspace() and ch not in "_-*")


_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}


def spellings(columns: Iterable[Column]) -> dict[str, Column]:
    """Every accepted heading, folded, to its column."""
    return {folded(word): column for column in columns for word in (column.name, *column.zh)}


def json_schema(table: Table, lang: str) -> dict[str, object]:
    """The table's rows as a JSON Schema (2020-12); descriptions in the chosen language."""
    chinese = lang == "zh"
    properties: dict[str, object] = {}
    for column in table.columns:
        entry: dict[str, object] = dict(_JSON_TYPES[column.kind])
        entry["title"] = column.zh[0] if chinese else column.name.replace("_", " ")
        if note := column.note[0 if chinese else 1]:
            entry["description"] = note
        if column.closed:
            entry["enum"] = [word for word, _ in column.words]
        entry["x-headings"] = [column.name, *column.zh]
        properties[column.name] = entry
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": table.zh[0] if chinese else table.name,
        "x-names": [table.name, *table.zh],
        "x-key": list(table.key),
        "type": "object",
        "properties": properties,
        "required": [column.name for column in table.columns if column.required],
        "additionalProperties": False,
    }


_JSON_TYPES: dict[Kind, dict[str, object]] = {
    Kind.ID: {"type": "string", "minLength": 1, "maxLength": 200},
    Kind.TEXT: {"type": "string", "maxLength": 2000},
    Kind.NAME: {"type": "string", "maxLength": 2000},
    Kind.PHONE: {"type": "string", "format": "phone"},
    Kind.IDENTITY: {"type": "string"},
    Kind.PERSON: {"type": "string"},
    Kind.INSTANT: {"type": "string", "format": "date-time"},
    Kind.DATE: {"type": "string", "format": "date"},
    Kind.MONTH: {"type": "string", "pattern": r"^\d{4}-\d{2}$"},
    Kind.BOOL: {"type": "boolean"},
    Kind.INTEGER: {"type": "integer"},
    Kind.NUMBER: {"type": "number"},
    Kind.MONEY: {"type": "string", "pattern": r"^\d+(\.\d{1,2})?$"},
    Kind.CITIES: {"type": "string"},
    Kind.JSON: {"type": "object"},
}
