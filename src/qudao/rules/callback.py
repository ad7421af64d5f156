"""Callbacks of submitted deals: which are drawn, and which answer counts.

Clauses 2.16 and 2.18 of 分销商客户管理制度.
"""

from dataclasses import dataclass

from qudao.rules.decision import Dated


@dataclass(frozen=True, slots=True)
class Sampling:
    """The share of a period's submitted deals that is called, rounded up, and the least number for each partner."""

    rate_bp: int
    minimum_per_partner: int
    seed: str


@dataclass(frozen=True, slots=True)
class CallbackTerms:
    """In YAML every item carries its fields, `starts_on` and `clause`."""

    sampling: tuple[Dated[Sampling], ...]
