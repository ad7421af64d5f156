"""Two versions of a policy on the same facts: who gains, who loses, line by line and in total.

Both versions judge everything that `qudao decide` judges; only the reasons of what differs are looked at. docs/algorithms/backtest.md explains it.
"""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime

from qudao.decide.changes import Change, changes
from qudao.decide.known import Facts
from qudao.decide.ruling import rule_all
from qudao.decide.side import Here, Side
from qudao.policies.load import Policy
from qudao.rules.facts import Deal

Tick = Callable[[str], object]
STEPS = ("old", "new", "compare")
"""What is said while it runs: rules of the old version, of the new one, the comparison."""


@dataclass(frozen=True, slots=True)
class Moved:
    """The end of a registration's window under both versions: why the deal turned."""

    registration_id: str
    old_until: datetime | None
    new_until: datetime | None


@dataclass(frozen=True, slots=True)
class DealChange:
    """A deal whose owner or share is another under the new version, and what it costs under both."""

    change: Change
    project_id: str
    unit: str | None
    decided_at: datetime | None
    """The earliest stage that happened: the deal's own day in lists."""
    price_fen: int | None
    old_amount_fen: int
    new_amount_fen: int
    windows: tuple[Moved, ...] = ()
    """Of the registrations that own it under either version, those whose window ends at another instant."""

    @property
    def deal_id(self) -> str:
        return str(self.change.key[0])

    @property
    def effect(self) -> str:
        return self.change.effect

    @property
    def old_owner(self) -> str | None:
        owner: str | None = self.change.old("partner_id")
        return owner

    @property
    def new_owner(self) -> str | None:
        owner: str | None = self.change.new("partner_id")
        return owner

    @property
    def difference_fen(self) -> int:
        """What the company pays more."""
        return self.new_amount_fen - self.old_amount_fen


@dataclass(frozen=True, slots=True)
class Total:
    """What the two versions give one payee."""

    payee: str
    old_amount_fen: int
    new_amount_fen: int
    deals_gained: int = 0
    deals_lost: int = 0

    @property
    def difference_fen(self) -> int:
        return self.new_amount_fen - self.old_amount_fen


@dataclass(frozen=True, slots=True)
class Backtest:
    """Both versions, what they were tried on, and every difference."""

    old: Policy
    new: Policy
    as_of: datetime
    counts: Mapping[str, int]
    """Rows of facts by table."""
    changes: Mapping[str, tuple[Change, ...]]
    deals: tuple[DealChange, ...]
    totals: tuple[Total, ...]
    """Every payee of either version, in order of the ids."""
    sides: tuple[Side, Side]
    """Where the reasons of both versions are to be had."""

    @property
    def old_amount_fen(self) -> int:
        return sum(total.old_amount_fen for total in self.totals)

    @property
    def new_amount_fen(self) -> int:
        return sum(total.new_amount_fen for total in self.totals)

    @property
    def difference_fen(self) -> int:
        """What the company pays more."""
        return self.new_amount_fen - self.old_amount_fen

    def deals_that(self, effect: str) -> tuple[DealChange, ...]:
        """The deals that somebody gained, that moved, or that somebody lost."""
        return tuple(deal for deal in self.deals if deal.effect == effect)

    @property
    def changing_hands(self) -> int:
        """How many deals have another owner."""
        return sum(deal.effect != "changed" for deal in self.deals)


def backtest(old: Policy, new: Policy, facts: Facts, *, as_of: datetime, engine: str = "polars", tick: Tick = str) -> Backtest:
    """Both versions on the same facts, one after the other in this process."""
    tick("old")
    first = Here(rule_all(old, facts, as_of=as_of, engine=engine))
    tick("new")
    second = Here(rule_all(new, facts, as_of=as_of, engine=engine))
    tick("compare")
    return compared((old, first), (new, second), facts, as_of=as_of)


def counts(facts: Facts) -> dict[str, int]:
    """Rows of facts by table, of those that have any."""
    return {table.name: len(rows) for table in fields(facts) if (rows := getattr(facts, table.name))}


def compared(old: tuple[Policy, Side], new: tuple[Policy, Side], facts: Facts, *, as_of: datetime) -> Backtest:
    """The differences of two sides, wherever they were decided."""
    found = changes(old[1], new[1])
    sides = old[1], new[1]
    deals = _deals(found["attributions"], found["registrations"], sides, facts.deals, as_of)
    return Backtest(
        old=old[0],
        new=new[0],
        as_of=as_of,
        counts=counts(facts),
        changes=found,
        deals=deals,
        totals=_totals(old[1].amounts(), new[1].amounts(), deals),
        sides=sides,
    )


def _deals(
    found: Sequence[Change], registrations: Sequence[Change], sides: tuple[Side, Side], known: Sequence[Deal], as_of: datetime
) -> tuple[DealChange, ...]:
    ids = {str(change.key[0]) for change in found}
    facts_of = {deal.deal_id: deal for deal in known if deal.deal_id in ids}
    before, after = (side.amounts_of_deals(ids) for side in sides)
    owning = {change.key[0]: _owning(change) for change in found}
    windows = _windows(registrations, {key for keys in owning.values() for key in keys})
    rows = []
    for change in found:
        deal = facts_of[str(change.key[0])]
        stages = (at for at in (deal.pre_subscribed_at, deal.subscribed_at, deal.contracted_at) if at is not None and at <= as_of)
        rows.append(
            DealChange(
                change=change,
                project_id=deal.project_id,
                unit=deal.unit,
                decided_at=min(stages, default=None),
                price_fen=deal.price_fen,
                old_amount_fen=before[deal.deal_id],
                new_amount_fen=after[deal.deal_id],
                windows=tuple(windows[key] for key in owning[deal.deal_id] if key in windows),
            )
        )
    return tuple(rows)


def _owning(change: Change) -> tuple[str, ...]:
    """The registrations that own a deal, under the old version first."""
    return tuple(dict.fromkeys(key for key in (change.old("registration_id"), change.new("registration_id")) if key is not None))


def _windows(registrations: Sequence[Change], wanted: Collection[str]) -> dict[str, Moved]:
    ends = (Moved(row.key[0], row.old("protected_until"), row.new("protected_until")) for row in registrations if row.key[0] in wanted)
    return {end.registration_id: end for end in ends if end.old_until != end.new_until}


def _totals(before: Mapping[str, int], after: Mapping[str, int], deals: Sequence[DealChange]) -> tuple[Total, ...]:
    moved = [deal for deal in deals if deal.effect != "changed"]
    gained, lost = Counter(deal.new_owner for deal in moved), Counter(deal.old_owner for deal in moved)
    owners = {owner for owner in (*gained, *lost) if owner is not None}
    return tuple(Total(payee, before.get(payee, 0), after.get(payee, 0), gained[payee], lost[payee]) for payee in sorted({*before, *after, *owners}))
