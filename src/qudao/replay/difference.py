"""Where a stored decision is not what it would be today from the same facts under the same version."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import zip_longest
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings


@dataclass(frozen=True, slots=True)
class Difference:
    """One stored value and what deciding again gives. Numbers, codes, clauses and instants; never a name or a phone."""

    kind: str
    number: str
    what: str
    stored: str
    again: str
    clause: str

    def __str__(self) -> str:
        place = f" (clause {self.clause})" if self.clause else ""
        return f"{self.kind} {self.number}: {self.what} is {self.stored or '-'}, decided again it is {self.again or '-'}{place}"

    def row(self) -> dict[str, str]:
        """As it is kept on a verification run."""
        return asdict(self)


def compare(kind: str, number: str, stored: Mapping[str, Any], again: Mapping[str, Any], *, clause: str) -> Iterator[Difference]:
    """A difference for each column that is not equal."""
    for what, value in again.items():
        had = stored.get(what)
        if had == value:
            continue
        if isinstance(value, list) and isinstance(had, list):
            place, one, other = _first_that_differs(had, value)
            cited = other.get("clause") if isinstance(other, dict) else None
            yield Difference(kind, number, f"{what} {place + 1}", shown(one), shown(other), cited or clause)
        else:
            yield Difference(kind, number, what, shown(had), shown(value), clause)


def _first_that_differs(stored: list[Any], again: list[Any]) -> tuple[int, Any, Any]:
    """The place of the first items that differ, and both; None where a list has ended."""
    pairs = zip_longest(stored, again)
    return next((place, had, now) for place, (had, now) in enumerate(pairs) if had != now)


def shown(value: Any) -> str:
    """A value in one line."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.astimezone(ZoneInfo(settings.TIME_ZONE)).isoformat()  # both sides in one zone, so that they compare at sight
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)[:400]
    return str(value)
