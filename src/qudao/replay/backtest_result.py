"""A backtest as it is kept: compressed JSON of every line with both reasons, and back, in any language."""

import json
import zlib
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import astuple
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Any

from qudao.customers.reasons import from_json, to_json
from qudao.decide.backtest import Backtest, DealChange, Moved, Total
from qudao.decide.changes import Change
from qudao.decide.sentences import sentence
from qudao.decide.side import KEYS, Key, Outcomes, Rows, Said, Saying
from qudao.policies.policy import Policy
from qudao.rules.decision import Reason

Reasons = tuple[Reason, ...]


PAGE = "attributions"
"""The table whose lines the page shows; all others are kept apart."""


def packed(found: Backtest) -> tuple[bytes, bytes]:
    """What the page shows, and the lines of the other tables, as they are kept."""
    deals = [_deal(deal) for deal in found.deals]
    kept = {
        "as_of": found.as_of.isoformat(),
        "counts": dict(found.counts),
        "effects": {table: Counter(change.effect for change in changes) for table, changes in found.changes.items() if changes},
        "tables": {PAGE: _lines(found, PAGE)},
        "deals": deals,
        "totals": [astuple(total) for total in found.totals],
    }
    return _compressed(kept), _compressed({table: _lines(found, table) for table in KEYS if table != PAGE})


def unpacked(content: bytes, lines: bytes, old: Policy, new: Policy) -> Backtest:
    """The backtest again; its sides know the reasons of what differs and nothing else. Without `lines` the other tables are empty."""
    kept = json.loads(zlib.decompress(content))
    tables = kept["tables"] | (json.loads(zlib.decompress(lines)) if lines else {})
    sides = Kept(old, {}), Kept(new, {})
    changes: dict[str, tuple[Change, ...]] = {}
    for table in KEYS:
        found = []
        for key, effect, before, after, *reasons in tables.get(table, ()):
            found.append(Change(table, tuple(key), effect, _tuples(before), _tuples(after)))
            for side, rows in zip(sides, reasons, strict=True):
                side.reasons[table, tuple(key)] = [from_json(row) for row in rows]
        changes[table] = tuple(found)
    deals = tuple(
        DealChange(change, project, unit, _instant(at), price, old_fen, new_fen, _windows(windows[0] if windows else []))
        for change, (project, unit, at, price, old_fen, new_fen, *windows) in zip(changes[PAGE], kept["deals"], strict=True)
    )
    totals = tuple(Total(*total) for total in kept["totals"])
    return Backtest(old, new, datetime.fromisoformat(kept["as_of"]), kept["counts"], changes, deals, totals, sides)


def _deal(deal: DealChange) -> list[Any]:
    windows = [[each.registration_id, _plain(each.old_until), _plain(each.new_until)] for each in deal.windows]
    return [deal.project_id, deal.unit, _plain(deal.decided_at), deal.price_fen, deal.old_amount_fen, deal.new_amount_fen, windows]


def _windows(kept: Sequence[Sequence[Any]]) -> tuple[Moved, ...]:
    return tuple(Moved(key, _instant(old), _instant(new)) for key, old, new in kept)


def _instant(kept: str | None) -> datetime | None:
    return datetime.fromisoformat(kept) if kept else None


def effects_in(content: bytes) -> dict[str, dict[str, int]]:
    """By table, how many lines change how."""
    effects: dict[str, dict[str, int]] = json.loads(zlib.decompress(content))["effects"]
    return effects


class Kept:
    """A side of a stored backtest: it can say why, and has forgotten everything that did not differ."""

    def __init__(self, policy: Policy, reasons: dict[tuple[str, Key], list[Reasons]]) -> None:
        self.policy, self.reasons = policy, reasons

    def because(self, table: str, key: Key) -> Reasons:
        """The reasons of the first row of a key; none where this side had no row."""
        rows = self.reasons.get((table, key))
        return rows[0] if rows else ()

    def saying(self, table: str, keys: Collection[Key], lang: str) -> Saying:
        """Clause and sentence of some keys, made when called."""
        return partial(self.said, table, keys, lang)

    def said(self, table: str, keys: Collection[Key], lang: str) -> Mapping[Key, Said]:
        """Clause and sentence of some keys."""
        found: dict[Key, Said] = {}
        for key in keys:
            rows = self.reasons.get((table, key)) or []
            if rows:
                sentences = ((";" if lang == "en" else "；").join(sentence(reason, lang) for reason in row) for row in rows)
                found[key] = ("; ".join(self.policy.cite(row[0].clause, lang) for row in rows), " / ".join(sentences))
        return found

    def outcomes(self) -> Outcomes:
        """Forgotten."""
        return {}

    def rows(self, table: str, keys: Collection[Key]) -> Mapping[Key, Rows]:
        """Forgotten."""
        return {}

    def amounts(self) -> Mapping[str, int]:
        """Forgotten: the totals stand in the backtest."""
        return {}

    def amounts_of_deals(self, deals: Collection[str]) -> Mapping[str, int]:
        """Forgotten: they stand beside the deals."""
        return {}


def _compressed(kept: Any) -> bytes:
    return zlib.compress(json.dumps(kept, ensure_ascii=False, separators=(",", ":"), default=_plain).encode(), 6)


def _lines(found: Backtest, table: str) -> list[list[Any]]:
    keys = {change.key for change in found.changes[table]}
    old, new = (side.rows(table, keys) for side in found.sides)
    return [
        [list(change.key), change.effect, change.before, change.after, _reasons(old.get(change.key, ())), _reasons(new.get(change.key, ()))]
        for change in found.changes[table]
    ]


def _reasons(rows: Rows) -> list[list[dict[str, Any]]]:
    return [to_json(row.reasons) for row in rows]


def _tuples(rows: Sequence[Sequence[Any]]) -> tuple[tuple[Any, ...], ...]:
    return tuple(tuple(row) for row in rows)


def _plain(value: Any) -> Any:
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return value
