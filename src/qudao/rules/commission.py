"""Commission of property deals: frame in, frame out, integer fen.

Clauses 2.16 to 2.19 of 分销商客户管理制度; clause 2.1 of 客户归属认定及报备细则 (promotion area).
"""

from dataclasses import dataclass

from qudao.rules.decision import Dated


@dataclass(frozen=True, slots=True)
class Rate:
    """The share of the price, in basis points."""

    rate_bp: int


@dataclass(frozen=True, slots=True)
class Submission:
    """How many calendar months after the month of `filed_at` the deal is submitted and payable."""

    months_after: int


@dataclass(frozen=True, slots=True)
class Ground:
    """A ground that denies or withholds a commission; a pack that does not list it does not know it.

    Denying: callback_denied, false_registration, collusion, cancelled, outside_area.
    Withholding: visit_missing, chain_unfinished, confirmation_missing, callback_unreached, dispute_open, price_missing.
    """

    ground: str


@dataclass(frozen=True, slots=True)
class CommissionTerms:
    """In YAML every item carries its fields, `starts_on` and `clause`. Grounds stand in their order of precedence."""

    rate: tuple[Dated[Rate], ...]
    submission: tuple[Dated[Submission], ...]
    denied: tuple[Dated[Ground], ...]
    withheld: tuple[Dated[Ground], ...]
