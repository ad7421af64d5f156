"""Lists of terms that form a ladder: bands of a score, steps of a sanction, thresholds of a rate. Where they touch, and what rises with them.

Sections refuse the worst of it themselves (bands with one cut-off, weights of 95 %: `rules.defect`); the lint reads all ladders in this one form.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from qudao.policies.policy import Policy
from qudao.policies.timelines import Timeline, timelines
from qudao.rules.decision import Dated

SEVERITY = ("none", "warn", "fine", "demote", "transfer", "suspend", "terminate", "dismiss", "blacklist")
"""Sanctions from the mildest to the gravest."""


@dataclass(frozen=True, slots=True)
class Ladder:
    """How a list of terms is a ladder: `at` is a rung's threshold, `by` says which lines belong together."""

    at: str
    by: tuple[str, ...] = ()
    gives: tuple[str, ...] = ()
    """What must not fall as the threshold rises, compared in this order."""
    bottom: int | None = None
    """Where the lowest rung must begin, if everything below must be covered."""
    top: int | None = None
    """The highest value there can be; a rung above it is never reached."""
    asks: tuple[str, ...] = ()
    """What must not become easier as the threshold rises, compared in this order."""
    consecutive: bool = False
    """Rungs are 1, 2, 3 without a gap."""


LADDERS: Mapping[str, Ladder] = {
    "discipline.sanctions": Ladder(at="step", by=("subject", "kinds"), gives=("action", "fine_fen"), bottom=1, consecutive=True),
    "grading.bands": Ladder(at="from_score", by=("scheme",), bottom=0, top=100),
    "supplier.bands": Ladder(at="from_score", by=("scheme",), bottom=0, top=100),
    "career.levels": Ladder(at="rank", asks=("at_least", "months"), consecutive=True, bottom=1),
    "appraisal.results": Ladder(at="from_percent", bottom=0),
}


@dataclass(frozen=True, slots=True)
class Rung:
    """One line of a ladder on a day, with its place."""

    path: str
    place: str
    term: Dated[Any]
    at: Decimal
    gives: tuple[Any, ...]
    asks: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """A ladder as it stands from one day on, lowest rung first."""

    path: str
    ladder: Ladder
    group: tuple[tuple[str, Any], ...]
    starts_on: date
    rungs: tuple[Rung, ...]


def standings(policy: Policy) -> Iterable[Standing]:
    """Every ladder of a policy on each day on which one of its lines begins."""
    groups: dict[tuple[str, tuple[tuple[str, Any], ...]], list[Timeline]] = {}
    for line in timelines(policy):
        ladder = LADDERS.get(line.path)
        if ladder is not None:
            value = line.terms[0][1].value
            groups.setdefault((line.path, tuple((name, getattr(value, name)) for name in ladder.by)), []).append(line)
    for (path, group), lines in groups.items():
        for day in sorted({term.starts_on for line in lines for _, term in line.terms}):
            rungs = [_rung(path, LADDERS[path], line, day) for line in lines if line.terms[0][1].starts_on <= day]
            yield Standing(path, LADDERS[path], group, day, tuple(sorted(rungs, key=lambda rung: (rung.at, rung.place))))


def _rung(path: str, ladder: Ladder, line: Timeline, day: date) -> Rung:
    term = line.on(day)
    index = next(index for index, each in line.terms if each is term)
    value = term.value
    return Rung(
        path=path,
        place=line.place(index),
        term=term,
        at=Decimal(getattr(value, ladder.at)),
        gives=tuple(_rank(getattr(value, name)) for name in ladder.gives),
        asks=tuple(_rank(getattr(value, name)) for name in ladder.asks),
    )


def _rank(value: Any) -> Any:
    return SEVERITY.index(value) if value in SEVERITY else value


def overlaps(standing: Standing) -> Iterable[tuple[Rung, Rung]]:
    """Neighbours that begin at the same value."""
    for lower, upper in zip(standing.rungs, standing.rungs[1:], strict=False):
        if lower.at == upper.at:
            yield lower, upper


def gaps(standing: Standing) -> Iterable[tuple[Rung, Rung]]:
    """Neighbours with rungs between them that are missing."""
    for lower, upper in zip(standing.rungs, standing.rungs[1:], strict=False):
        if standing.ladder.consecutive and upper.at - lower.at > 1:
            yield lower, upper


def falls(standing: Standing) -> Iterable[tuple[Rung, Rung]]:
    """Neighbours where the higher gives less."""
    for lower, upper in zip(standing.rungs, standing.rungs[1:], strict=False):
        if _less(upper.gives, lower.gives):
            yield lower, upper


def easier(standing: Standing) -> Iterable[tuple[Rung, Rung]]:
    """Neighbours where the higher asks less."""
    for lower, upper in zip(standing.rungs, standing.rungs[1:], strict=False):
        if _less(upper.asks, lower.asks):
            yield lower, upper


def _less(one: tuple[Any, ...], other: tuple[Any, ...]) -> bool:
    """Compared in their order; what nobody has set is neither less nor more."""
    for this, that in zip(one, other, strict=True):
        if this is None or that is None:
            return False
        if this != that:
            return bool(this < that)
    return False


def unreachable(standing: Standing) -> Iterable[Rung]:
    """Rungs above the highest value there can be."""
    top = standing.ladder.top
    return (rung for rung in standing.rungs if top is not None and rung.at > top)
