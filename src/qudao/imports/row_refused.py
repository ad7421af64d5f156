"""One row that cannot be taken in, hence none is."""

from typing import Any

from qudao.customers.reasons import to_json
from qudao.decide.problems import Problem
from qudao.kit.refused import Refused


class RowRefused(Exception):
    """Carries what is wrong with the row."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


def refusal(error: Refused) -> dict[str, Any]:
    """Why an action refused, as it is kept with the problem."""
    return {"why": to_json([error.reason])[0]}
