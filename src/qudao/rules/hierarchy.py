"""Levels of members and agents, and the tree in which they stand: who may develop whom, how deep, how many levels are paid.

Chapters 1 and 2 of 分销会员管理制度; 适用范围 and 各级代理 of 微商管理制度. Neither prints a number: the limits are the policy's.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from qudao.rules.decision import Dated, Decision, Number, Reason
from qudao.rules.defect import Defect
from qudao.rules.period import in_force


@dataclass(frozen=True, slots=True)
class LevelLimit:
    """At most so many levels of the tree. A limit above `approval_above` names the legal approval that allows it."""

    levels: int
    approval_above: int
    legal_approval: str = ""


@dataclass(frozen=True, slots=True)
class PaidLimit:
    """At most so many levels are paid for one sale, the seller's own the first. Above `approval_above` as for the tree."""

    paid_levels: int
    approval_above: int
    legal_approval: str = ""


@dataclass(frozen=True, slots=True)
class Developer:
    """A level whose holder may bring in lower members."""

    level: str


@dataclass(frozen=True, slots=True)
class HierarchyTerms:
    """In YAML every item carries its fields, `starts_on` and `clause`. Without `developers` every level may develop."""

    tree: tuple[Dated[LevelLimit], ...]
    paid: tuple[Dated[PaidLimit], ...] = ()
    developers: tuple[Dated[Developer], ...] = ()

    def defects(self) -> Iterator[Defect]:
        """Limits of no level at all, and limits beyond the approved ones without a legal approval (PA-27)."""
        for index, term in enumerate(self.tree):
            yield from _wrong_limit(term.value, term.value.levels, f"tree.{index}", "levels")
        for index, paid in enumerate(self.paid):
            yield from _wrong_limit(paid.value, paid.value.paid_levels, f"paid.{index}", "paid_levels")


def _wrong_limit(limit: LevelLimit | PaidLimit, levels: int, place: str, name: str) -> Iterator[Defect]:
    if levels < 1:
        yield Defect("below_one", f"{place}.{name}", str(levels))
    if levels > limit.approval_above and not limit.legal_approval.strip():
        yield Defect("approval_missing", f"{place}.{name}", str(levels), {"above": str(limit.approval_above)})


@dataclass(frozen=True, slots=True)
class Held:
    """A level and the first day on which somebody holds it."""

    level: str
    starts_on: date


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody stands in the tree: 1 is the top. `allowed` says whether he may be brought in there."""

    depth: int
    allowed: bool


def level_on(history: Sequence[Held], on: date) -> str | None:
    """The level held on a day: the latest begun by then; before the first one none."""
    begun = [held for held in history if held.starts_on <= on]
    return max(begun, key=lambda held: held.starts_on).level if begun else None


FARTHEST = 100
"""How far up a line is followed: far beyond any lawful depth, so that a hostile chain costs little."""


def uplines(person: str, sponsors: Mapping[str, str | None]) -> tuple[str, ...]:
    """The line above a person, nearest first; it ends where somebody has no sponsor or the line returns to where it was."""
    line: dict[str, None] = {}
    above = sponsors.get(person)
    while above is not None and above != person and above not in line and len(line) < FARTHEST:
        line[above] = None
        above = sponsors.get(above)
    return tuple(line)


def may_develop(terms: HierarchyTerms, *, level: str | None, on: date) -> Decision[bool]:
    """Whether the holder of a level may bring in lower members on a day (分销会员 2.2: only advanced members; R-45)."""
    begun = [term for term in terms.developers if term.starts_on <= on]
    if not begun:
        return Decision(outcome=True, reasons=(Reason("develops_any_level", in_force(terms.tree, on).clause, {"level": level or ""}),))
    matching = next((term for term in begun if term.value.level == level), None)
    if matching is not None:
        return Decision(outcome=True, reasons=(Reason("develops", matching.clause, {"level": level or ""}),))
    allowed = ";".join(sorted({term.value.level for term in begun}))
    return Decision(outcome=False, reasons=(Reason("develops_not", begun[-1].clause, {"level": level or "", "allowed": allowed}),))


def place(terms: HierarchyTerms, *, person: str, sponsors: Mapping[str, str | None], sponsor_level: str | None, on: date) -> Decision[Place]:
    """Whether a person may be brought in below his sponsor: the sponsor's level allows it and the tree is not too deep (PA-27)."""
    limit = in_force(terms.tree, on)
    line = uplines(person, sponsors)
    depth = len(line) + 1
    numbers: dict[str, Number] = {"depth": depth, "levels": limit.value.levels}
    if line and len(line) < FARTHEST and sponsors.get(line[-1]) is not None:
        return Decision(Place(depth, allowed=False), (Reason("tree_circular", limit.clause, numbers),))
    if line:
        sponsor = may_develop(terms, level=sponsor_level, on=on)
        if not sponsor.outcome:
            return Decision(Place(depth, allowed=False), sponsor.reasons)
    if depth > limit.value.levels:
        return Decision(Place(depth, allowed=False), (Reason("tree_too_deep", limit.clause, numbers),))
    return Decision(Place(depth, allowed=True), (Reason("tree_within", limit.clause, numbers),))
