"""Disputes about a deal (撞单申请): accepted in time or not, and which sources weigh.

Clauses 3.1 and 3.2 of 分销商客户管理制度 (numbered section.sentence). 客户归属认定及报备细则 knows no dispute: its pack gives no window.
"""

from dataclasses import dataclass

from qudao.rules.decision import Dated


@dataclass(frozen=True, slots=True)
class DisputeWindow:
    """How many days after an event of the deal a dispute may be raised; each event opens its own window."""

    days: int
    counted_from: str
    """`next_day`: the event's day is not counted. `same_day`: it is day 1."""


@dataclass(frozen=True, slots=True)
class Sources:
    """The only records that weigh in a dispute, in this order."""

    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Silence:
    """The regulation prints nothing: only the clause that says what applies then."""


@dataclass(frozen=True, slots=True)
class DisputeTerms:
    """In YAML every item carries its fields, `starts_on` and `clause`."""

    window: tuple[Dated[DisputeWindow], ...]
    sources: tuple[Dated[Sources], ...]
    silence: tuple[Dated[Silence], ...]
