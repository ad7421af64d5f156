"""One row that cannot be taken in, hence none is."""

from qudao.decide.problems import Problem


class RowRefused(Exception):
    """Carries what is wrong with the row."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem
