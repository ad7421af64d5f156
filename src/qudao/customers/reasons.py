"""Reasons as JSON on rows: [{"code", "clause", "numbers"}] with ISO dates, and back."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from qudao.rules.decision import Number, Reason

_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})?")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def to_json(reasons: Iterable[Reason]) -> list[dict[str, Any]]:
    """The reasons of a decision as they are stored."""
    return [
        {"code": reason.code, "clause": reason.clause, "numbers": {name: _plain(value) for name, value in reason.numbers.items()}}
        for reason in reasons
    ]


def from_json(rows: Iterable[Mapping[str, Any]]) -> tuple[Reason, ...]:
    """The reasons that `to_json` stored, with their days and instants."""
    return tuple(Reason(row["code"], row["clause"], {name: _typed(value) for name, value in row["numbers"].items()}) for row in rows)


def _plain(value: Number) -> int | str | bool:
    return value.isoformat() if isinstance(value, date) else value


def _typed(value: Any) -> Number:
    if isinstance(value, str) and _INSTANT.fullmatch(value):
        return datetime.fromisoformat(value)
    if isinstance(value, str) and _DAY.fullmatch(value):
        return date.fromisoformat(value)
    assert isinstance(value, int | str | bool)
    return value
