"""A decision and the reasons that carry it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Generic, Literal, TypeVar

T = TypeVar("T")

Number = int | str | bool | date | datetime
"""A typed number of a reason: fen, basis points, days, an instant, an id. Never a name or a phone."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something was decided: a code, the clause, and the numbers. Its sentence is made at the door."""

    code: str
    clause: str
    numbers: Mapping[str, Number] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Decision(Generic[T]):
    """What was decided and why; the first reason is the one that decided."""

    outcome: T
    reasons: tuple[Reason, ...]

    @property
    def clause(self) -> str:
        return self.reasons[0].clause


@dataclass(frozen=True, slots=True)
class Dated(Generic[T]):
    """A value of a regulation, the day from which it holds, and the clause that sets it."""

    value: T
    starts_on: date
    clause: str
    set_by: Literal["regulation", "company", "product"] = "regulation"
    """Whose number it is: the regulation's, the company's own, or our default where the regulation leaves it open."""


@dataclass(frozen=True, slots=True)
class Cited:
    """A rule without a number of its own: only its clause and its first day."""
