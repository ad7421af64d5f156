"""A backtest as tables for files: what changes, under both versions, each with its clause and its sentence; what every payee gets; the sums."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, make_dataclass
from datetime import datetime
from typing import Any, get_type_hints

from qudao.decide.backtest import Backtest, DealChange, Total
from qudao.decide.changes import Change
from qudao.decide.side import COLUMNS, KEYS, Key, Said
from qudao.decide.write import OUTPUTS, Value, Written, plain

Both = tuple[Mapping[Key, Said], Mapping[Key, Said]]
UNSAID: Said = ("", "")


@dataclass(frozen=True, slots=True)
class DealLine:
    """A deal whose owner or share changes."""

    deal_id: str
    project_id: str
    unit: str | None
    decided_at: datetime | None
    price_fen: int | None
    effect: str
    old_partner_id: str | None
    new_partner_id: str | None
    old_registration_id: str | None
    new_registration_id: str | None
    old_amount_fen: int
    new_amount_fen: int
    difference_fen: int
    old_clause: str | None
    old_because: str | None
    new_clause: str | None
    new_because: str | None


@dataclass(frozen=True, slots=True)
class TotalLine:
    """A payee."""

    payee: str
    deals_gained: int
    deals_lost: int
    old_amount_fen: int
    new_amount_fen: int
    difference_fen: int


@dataclass(frozen=True, slots=True)
class SummaryLine:
    """The whole backtest in one line."""

    old_version: str
    new_version: str
    as_of: datetime
    deals: int
    gained: int
    moved: int
    lost: int
    old_amount_fen: int
    new_amount_fen: int
    difference_fen: int


def tables(found: Backtest, lang: str) -> dict[str, Written]:
    """Every table, the empty ones too: `summary`, `totals` by payee, `deals`, and one for each other table of decisions."""
    owners = _said(found, "attributions", lang)
    made = {
        "summary": Written(SummaryLine, [_summary(found)]),
        "totals": Written(TotalLine, [_total(total) for total in found.totals]),
        "deals": Written(DealLine, [_deal(deal, owners) for deal in found.deals]),
    }
    for table in KEYS:
        if table != "attributions":
            both = _said(found, table, lang)
            made[table] = Written(LINES[table], [_line(change, both) for change in found.changes[table]])
    return made


def _said(found: Backtest, table: str, lang: str) -> Both:
    keys = {change.key for change in found.changes[table]}
    old, new = found.sides
    later = new.saying(table, keys, lang)
    return old.saying(table, keys, lang)(), later()


def _summary(found: Backtest) -> list[Value]:
    counts = [len(found.deals_that(effect)) for effect in ("gained", "moved", "lost")]
    money = [found.old_amount_fen, found.new_amount_fen, found.difference_fen]
    values = [found.old.version, found.new.version, found.as_of, found.counts.get("deals", 0), *counts, *money]
    return _plain(SummaryLine, values)


def _total(total: Total) -> list[Value]:
    return _plain(TotalLine, [total.payee, total.deals_gained, total.deals_lost, total.old_amount_fen, total.new_amount_fen, total.difference_fen])


def _deal(deal: DealChange, both: Both) -> list[Value]:
    change = deal.change
    values = [deal.deal_id, deal.project_id, deal.unit, deal.decided_at, deal.price_fen, deal.effect, deal.old_owner, deal.new_owner]
    values += [change.old("registration_id"), change.new("registration_id"), deal.old_amount_fen, deal.new_amount_fen, deal.difference_fen]
    return _plain(DealLine, [*values, *_because(change.key, both)])


def _because(key: Key, both: Both) -> tuple[str, ...]:
    return (*both[0].get(key, UNSAID), *both[1].get(key, UNSAID))


def _line(change: Change, both: Both) -> list[Value]:
    """Key, effect, every column under the old and the new version, both reasons."""
    line: list[Value] = [*change.key, change.effect]
    before, after = change.before, change.after
    if len(before) == len(after) == 1:  # as nearly all are
        for name, was, now in zip(COLUMNS[change.table], before[0], after[0], strict=True):
            said = plain(name, was)
            line += (said, said if now == was else plain(name, now))
    else:
        for place, name in enumerate(COLUMNS[change.table]):
            line += (_one(name, [row[place] for row in before]), _one(name, [row[place] for row in after]))
    return [*line, *_because(change.key, both)]


def _one(name: str, values: list[Any]) -> Value:
    """The value of several rows of one key: money is added up, words are listed, of other numbers the last counts."""
    if len(values) < 2:
        return plain(name, values[0]) if values else None
    if name.endswith("_fen"):
        return plain(name, sum(value or 0 for value in values))
    if all(isinstance(value, int) for value in values):
        return plain(name, values[-1])
    return ";".join(dict.fromkeys(str(plain(name, value)) for value in values if value is not None)) or None


def _plain(kind: type, values: Iterable[Any]) -> list[Value]:
    return [plain(each.name, value) for each, value in zip(fields(kind), values, strict=True)]


def _kind(table: str) -> type:
    """The columns of a table's changes, derived from the table of decisions itself; a side without a row is blank."""
    hints = get_type_hints(OUTPUTS[table])
    columns: list[tuple[str, Any]] = [(name, hints[name]) for name in KEYS[table]]
    columns.append(("effect", str))
    for name in COLUMNS[table]:
        columns += ((f"old_{name}", hints[name] | None), (f"new_{name}", hints[name] | None))
    columns += ((name, str | None) for name in ("old_clause", "old_because", "new_clause", "new_because"))
    return make_dataclass(f"{table.title()}Line", columns, frozen=True)


LINES: Mapping[str, type] = {table: _kind(table) for table in KEYS if table != "attributions"}
"""The columns of every table of changes beside the deals."""
