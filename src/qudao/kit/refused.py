"""A refusal: somebody asked for an act that the rules or the state forbid, and nothing was written."""

from collections.abc import Mapping

from qudao.rules.decision import Number, Reason


class Refused(Exception):
    """An act refused without a trace: a code, the clause, the numbers, and the field it is about.

    A refusal that somebody may dispute is a row with its clause instead. The door turns the code into a sentence.
    """

    def __init__(self, code: str, *, clause: str = "", numbers: Mapping[str, Number] | None = None, where: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.clause = clause
        self.numbers: dict[str, Number] = dict(numbers or {})
        self.where = where

    @property
    def reason(self) -> Reason:
        """The refusal as a reason, for the same sentences that explain decisions."""
        return Reason(self.code, self.clause, self.numbers)

    def __reduce__(self) -> tuple[object, ...]:
        return (_refused, (self.code, self.clause, self.numbers, self.where))


def _refused(code: str, clause: str, numbers: Mapping[str, Number], where: str) -> Refused:
    return Refused(code, clause=clause, numbers=numbers, where=where)
