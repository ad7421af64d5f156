"""The decisions of one version as a backtest asks for them: what was decided for every key, and the full rows of a few."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import fields
from functools import cache, partial
from operator import attrgetter
from typing import Any, Protocol

from qudao.decide.rows import Decided, Decisions
from qudao.decide.write import OUTPUTS, because

KEYS: Mapping[str, tuple[str, ...]] = {
    "registrations": ("registration_id",),
    "attributions": ("deal_id",),
    "disputes": ("dispute_id",),
    "commissions": ("deal_id", "line_no", "payee", "rule"),
    "penalties": ("violation_id", "subject_id"),
    "filings": ("filing_id",),
    "grades": ("subject_id", "period"),
    "certifications": ("staff_id", "certificate"),
    "career": ("staff_id", "level"),
    "staffing": ("unit", "post"),
}
"""By which columns a row of one version meets its row of the other. Nobody wins or loses by the
callback samples, which are a draw, or by `progress`, which says what a level of `career` still lacks."""


COLUMNS: Mapping[str, tuple[str, ...]] = {
    table: tuple(name for each in fields(OUTPUTS[table]) if (name := each.name) not in ("reasons", "policy_version", *keys))
    for table, keys in KEYS.items()
}
"""What is decided for a key: the columns that are neither the key nor the reasons."""

Key = tuple[Any, ...]
Values = tuple[tuple[Any, ...], ...]
"""The COLUMNS of every row of one key, usually of one row; a commission paid and clawed back has two."""
Outcomes = Mapping[str, Mapping[Key, Values]]
Listed = Mapping[str, tuple[list[Key], list[tuple[Any, ...]]]]
"""By table, the key of every row and, in the same order, its COLUMNS."""
Rows = tuple[Decided, ...]
Said = tuple[str, str]
"""The clause as cited, and the sentence."""
Saying = Callable[[], Mapping[Key, Said]]


class Side(Protocol):
    """The decisions of one version, of which only what is asked for is handed over."""

    def outcomes(self) -> Outcomes:
        """What was decided for every key of every table, without reasons."""

    def rows(self, table: str, keys: Collection[Key]) -> Mapping[Key, Rows]:
        """The full rows of some keys of a table."""

    def saying(self, table: str, keys: Collection[Key], lang: str) -> Saying:
        """Clause and sentence of some keys, as the files of `qudao decide` print them: begun now, had when called."""

    def amounts(self) -> Mapping[str, int]:
        """What every payee gets, in fen, over all rows of commissions."""

    def amounts_of_deals(self, deals: Collection[str]) -> Mapping[str, int]:
        """What some deals cost, in fen."""


class Here:
    """A side whose decisions lie in this process."""

    def __init__(self, decisions: Decisions) -> None:
        self.decisions = decisions
        self._outcomes: Outcomes = {}

    def outcomes(self) -> Outcomes:
        """What was decided for every key; gathered once."""
        self._outcomes = self._outcomes or gathered(self.listed())
        return self._outcomes

    def listed(self) -> Listed:
        """Key and values of every row: what crosses to another process fastest."""
        tables = {table: getattr(self.decisions, table) for table in KEYS}
        return {table: (list(map(_KEY[table], rows)), list(map(_VALUES[table], rows))) for table, rows in tables.items()}

    def rows(self, table: str, keys: Collection[Key]) -> Mapping[Key, Rows]:
        """The full rows of some keys."""
        return {key: tuple(found) for key, found in _grouped(table, self._sought(table, keys)).items()}

    def saying(self, table: str, keys: Collection[Key], lang: str) -> Saying:
        """Clause and sentence of some keys, made when called."""
        return partial(self.said, table, keys, lang)

    def said(self, table: str, keys: Collection[Key], lang: str) -> Mapping[Key, Said]:
        """Clause and sentence of some keys; several rows of one key say each its own."""
        policy = self.decisions.policy
        cited = cache(lambda clause: policy.cite(clause, lang))
        found: dict[Key, Said] = {}
        for row in self._sought(table, keys):
            key, clause, sentence = _KEY[table](row), cited(row.clause), because(row, lang)
            first = found.get(key)
            found[key] = (f"{first[0]}; {clause}", f"{first[1]} / {sentence}") if first else (clause, sentence)
        return found

    def amounts(self) -> Mapping[str, int]:
        """What every payee gets."""
        totals: dict[str, int] = defaultdict(int)
        for row in self.decisions.commissions:
            totals[row.payee] += row.amount_fen
        return dict(totals)

    def amounts_of_deals(self, deals: Collection[str]) -> Mapping[str, int]:
        """What some deals cost."""
        totals = dict.fromkeys(deals, 0)
        for row in self.decisions.commissions:
            if row.deal_id in totals:
                totals[row.deal_id] += row.amount_fen
        return totals

    def _sought(self, table: str, keys: Collection[Key]) -> Iterable[Decided]:
        sought = frozenset(keys)
        key_of = _KEY[table]
        return (row for row in getattr(self.decisions, table) if key_of(row) in sought) if sought else ()


def _read(names: Sequence[str]) -> Callable[[Decided], Key]:
    """The values of some columns of a row, as a tuple."""
    get = attrgetter(*names)
    return get if len(names) > 1 else lambda row: (get(row),)


_KEY = {table: _read(keys) for table, keys in KEYS.items()}
_VALUES = {table: _read(columns) for table, columns in COLUMNS.items()}


def gathered(listed: Listed) -> Outcomes:
    """The values of each key."""
    return {table: _gathered(keys, values) for table, (keys, values) in listed.items()}


def _gathered(keys: Sequence[Key], values: Sequence[tuple[Any, ...]]) -> dict[Key, Values]:
    found: dict[Key, Values] = {key: (value,) for key, value in zip(keys, values, strict=True)}
    if len(found) < len(keys):  # several rows of one key
        found = {}
        for key, value in zip(keys, values, strict=True):
            found[key] = (*found.get(key, ()), value)
    return found


def _grouped(table: str, rows: Iterable[Decided]) -> dict[Key, list[Decided]]:
    groups: dict[Key, list[Decided]] = defaultdict(list)
    for row in rows:
        groups[_KEY[table](row)].append(row)
    return groups
