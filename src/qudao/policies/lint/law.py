"""Rows of law that a clause can touch: which law, what the risk is and what to do. Law as understood here; every finding asks for counsel.

Two tables, by whom the clause concerns: `law_trade` (prices, competition, levels, money) and `law_people` (staff, persons' data, partners).
"""

from dataclasses import dataclass

from qudao.policies.lint.finding import Clearer, Level


@dataclass(frozen=True, slots=True)
class Row:
    """One risk: the texts are (zh, en)."""

    law: tuple[str, str]
    what: tuple[str, str]
    why: tuple[str, str]
    do: tuple[str, str]
    cleared_by: Clearer = "legal"
    level: Level = "warning"
    asks_contract: bool = False
    """Whether it turns on the kind of contract: true agency or resale (CO-33)."""
    executed: Level = "warning"
    """The level where the product itself would do it (the clause is executed): some pay is refused until legal clears it (CO-35)."""
