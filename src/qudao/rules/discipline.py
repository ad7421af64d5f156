"""Violations and what they cost: the ladder, false registrations, collusion, and the claims that follow.

Clauses 2.9, 2.16, 2.17 and 2.19 of 分销商客户管理制度. A regulation without sanctions gives no `sanctions`: then every answer is `none`.
"""

from dataclasses import dataclass

from qudao.rules.conflict import Silence
from qudao.rules.decision import Dated


@dataclass(frozen=True, slots=True)
class Sanction:
    """What the nth proven case of a subject costs; kinds of one sanction are counted together, the highest step repeats."""

    kinds: tuple[str, ...]
    subject: str
    """Who answers for it: `partner`, `staff` or `project`."""
    step: int
    action: str
    fine_fen: int


@dataclass(frozen=True, slots=True)
class Radius:
    """Within how many metres of the sales office, inclusive, an approach of these kinds is a violation at all."""

    kinds: tuple[str, ...]
    radius_m: int


@dataclass(frozen=True, slots=True)
class ReturnPeriod:
    """Within how many calendar days after receipt of the notice the money must be back; the day of receipt is not counted."""

    days: int


@dataclass(frozen=True, slots=True)
class DisciplineTerms:
    """In YAML every item carries its fields, `starts_on` and `clause`."""

    radius: tuple[Dated[Radius], ...]
    sanctions: tuple[Dated[Sanction], ...]
    return_period: tuple[Dated[ReturnPeriod], ...]
    silence: tuple[Dated[Silence], ...]
