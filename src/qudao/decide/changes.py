"""What two sets of decisions on the same facts have in common, and where they differ: rows met by their keys, without their reasons."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import itemgetter
from typing import Any

from qudao.decide.side import COLUMNS, KEYS, Key, Side, Values

MEASURES: Mapping[str, str] = {
    "commissions": "amount_fen",
    "penalties": "fine_fen",
    "grades": "score",
    "certifications": "earned_on",
    "career": "reached_on",
    "staffing": "headcount",
}
"""The column whose growth is said to be more (or, for a day, later)."""


@dataclass(frozen=True, slots=True)
class Change:
    """One key of one table on which the two versions differ: what each decided, in the order of COLUMNS; nothing where it has no row."""

    table: str
    key: Key
    effect: str
    before: Values
    after: Values

    def old(self, column: str) -> Any:
        """The first value of a column under the old version; None where there is no row."""
        return _first(self.table, self.before, column)

    def new(self, column: str) -> Any:
        """The first value of a column under the new version."""
        return _first(self.table, self.after, column)


def changes(old: Side, new: Side) -> dict[str, tuple[Change, ...]]:
    """Every key on which the two sides differ, by table, in order of the keys."""
    before, after = old.outcomes(), new.outcomes()
    return {table: tuple(_changed(table, before[table], after[table])) for table in KEYS}


def _changed(table: str, before: Mapping[Key, Values], after: Mapping[Key, Values]) -> Sequence[Change]:
    every = before if before.keys() == after.keys() else {**before, **after}
    pairs = ((key, before.get(key, ()), after.get(key, ())) for key in every)
    return [Change(table, key, effect(table, was, now), was, now) for key, was, now in _ordered([pair for pair in pairs if pair[1] != pair[2]])]


def _ordered(pairs: list[tuple[Key, Values, Values]]) -> list[tuple[Key, Values, Values]]:
    """In order of the keys: blanks first, numbers as numbers."""
    words_only = all(value.__class__ is str for key, _, _ in pairs for value in key)
    return sorted(pairs, key=itemgetter(0) if words_only else lambda pair: _sortable(pair[0]))


def _sortable(key: Key) -> tuple[tuple[bool, str | int], ...]:
    return tuple((value is not None, value if isinstance(value, int) else str(value)) for value in key)


def effect(table: str, before: Values, after: Values) -> str:
    """What the new version does to those concerned, in one word."""
    if table == "registrations":
        was, now = _first(table, before, "protected_until"), _first(table, after, "protected_until")
        if was is None or now is None:
            return "changed" if was is now else "gained" if was is None else "lost"
        return "longer" if now > was else "shorter" if now < was else "changed"
    if table == "attributions":
        was, now = _first(table, before, "partner_id"), _first(table, after, "partner_id")
        return "changed" if was == now else "gained" if was is None else "lost" if now is None else "moved"
    return _of_measure(table, before, after) if table in MEASURES else "changed"


def _of_measure(table: str, before: Values, after: Values) -> str:
    place = COLUMNS[table].index(MEASURES[table])
    was, now = ([values[place] for values in side if values[place] is not None] for side in (before, after))
    if any(isinstance(value, date) for value in (*was, *now)):
        return "gained" if not was else "lost" if not now else "earlier" if now < was else "later" if now > was else "changed"
    return "more" if sum(now) > sum(was) else "less" if sum(now) < sum(was) else "changed"


def _first(table: str, rows: Values, column: str) -> Any:
    return rows[0][COLUMNS[table].index(column)] if rows else None
