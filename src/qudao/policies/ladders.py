"""Lists of terms that form a ladder: bands of a score, steps of a sanction, thresholds of a rate. Where they touch, and what rises with them.

Both the loader (which refuses bands that overlap) and the lint (gaps, falling steps, rungs out of reach) read ladders in this form.
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
    """How a list of terms is a ladder: `at` is a rung's threshold, `until` its exclusive end, `by` says which lines belong together."""

    at: str
    until: str | None = None
    by: tuple[str, ...] = ()
    gives: tuple[str, ...] = ()
    """What must not fall as the threshold rises, compared in this order."""
    bottom: int | None = None
    """Where the lowest rung must begin, if everything below must be covered."""
    top: int | None = None
    """The highest value there can be; a rung above it is never reached."""
    consecutive: bool = False
    """Rungs are 1, 2, 3 without a gap."""


LADDERS: Mapping[str, Ladder] = {
    "discipline.sanctions": Ladder(at="step", by=("subject", "kinds"), gives=("action", "fine_fen"), bottom=1, consecutive=True),
    "grading.bands": Ladder(at="from_score", by=("scheme",), bottom=0),
    "appraisal.results": Ladder(at="from_percent", bottom=0),
}

WEIGHTS: Mapping[str, tuple[str, tuple[str, ...]]] = {}
"""Lists whose shares make a whole: the share's name, and by which fields the lines belong together."""


@dataclass(frozen=True, slots=True)
class Rung:
    """One line of a ladder on a day, with its place."""

    path: str
    place: str
    term: Dated[Any]
    at: Decimal
    until: Decimal | None
    gives: tuple[Any, ...]


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
    until = getattr(value, ladder.until) if ladder.until else None
    return Rung(
        path=path,
        place=line.place(index),
        term=term,
        at=Decimal(getattr(value, ladder.at)),
        until=None if until is None else Decimal(until),
        gives=tuple(_rank(getattr(value, name)) for name in ladder.gives),
    )


def _rank(value: Any) -> Any:
    return SEVERITY.index(value) if value in SEVERITY else value


def overlaps(standing: Standing) -> Iterable[tuple[Rung, Rung]]:
    """Neighbours that both claim the same values."""
    for lower, upper in zip(standing.rungs, standing.rungs[1:], strict=False):
        if lower.at == upper.at or (lower.until is not None and lower.until > upper.at):
            yield lower, upper


def gaps(standing: Standing) -> Iterable[tuple[Rung, Rung]]:
    """Neighbours with values between them that nobody claims."""
    for lower, upper in zip(standing.rungs, standing.rungs[1:], strict=False):
        if (lower.until is not None and lower.until < upper.at) or (standing.ladder.consecutive and upper.at - lower.at > 1):
            yield lower, upper


def falls(standing: Standing) -> Iterable[tuple[Rung, Rung]]:
    """Neighbours where the higher gives less."""
    for lower, upper in zip(standing.rungs, standing.rungs[1:], strict=False):
        if upper.gives < lower.gives:
            yield lower, upper


def unreachable(standing: Standing) -> Iterable[Rung]:
    """Rungs above the highest value there can be."""
    top = standing.ladder.top
    return (rung for rung in standing.rungs if top is not None and rung.at > top)


def weights(policy: Policy) -> Iterable[tuple[str, str, int, Dated[Any]]]:
    """Groups of shares on each day they begin: path, place of the first line, their total, and that first line."""
    lines = timelines(policy)
    for path, (name, by) in WEIGHTS.items():
        groups: dict[tuple[Any, ...], list[Timeline]] = {}
        for line in lines:
            if line.path == path:
                groups.setdefault(tuple(getattr(line.terms[0][1].value, each) for each in by), []).append(line)
        for members in groups.values():
            for day in sorted({term.starts_on for line in members for _, term in line.terms}):
                known = [line for line in members if line.terms[0][1].starts_on <= day]
                total = sum(getattr(line.on(day).value, name) for line in known)
                yield path, known[0].place(known[0].terms[0][0]), total, known[0].on(day)
