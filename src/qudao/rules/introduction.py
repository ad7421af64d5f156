"""The bonus for a store that an employee introduced: clause 2.11 of 市场部工作流程及相关制度."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qudao.rules.decision import Dated, Number, Reason
from qudao.rules.money import BASIS, allocate, half_up


@dataclass(frozen=True, slots=True)
class Bonus:
    """The bonus on what is left after payback, and the introducer's part of it; the rest is the market salesperson's."""

    rate_bp: int
    introducer_bp: int


@dataclass(frozen=True, slots=True)
class Part:
    """One person's part of the bonus, or of what a refund takes from it."""

    staff_id: str
    base_fen: int
    rate_bp: int
    amount_fen: int
    reason: Reason


def parts(term: Dated[Bonus], *, left_fen: Sequence[int], introducers: Sequence[str], sales_reps: Sequence[str]) -> Iterator[tuple[Part, ...]]:
    """The parts of a deal's bonus, and then what each refund changes in them. Clause 2.11 (R-36).

    `left_fen`: what is left to the clinic after payback, first of the whole deal and then after each refund. The odd fen is the introducer's;
    a half that nobody is named for is not paid. Several persons of one role share their half. Every step is a difference, so that
    nothing remains when nothing is left.
    """
    people = [*((staff, True) for staff in sorted(set(introducers))), *((staff, False) for staff in sorted(set(sales_reps)))]
    before_fen, before = 0, [0] * len(people)
    for number, base_fen in enumerate(left_fen):
        now = _shares(term.value, base_fen, len(set(introducers)), len(set(sales_reps)))
        yield tuple(
            _part(term, staff, introduced, base_fen - before_fen, later - earlier, refunded=number > 0)
            for (staff, introduced), earlier, later in zip(people, before, now, strict=True)
        )
        before_fen, before = base_fen, now


def _shares(bonus: Bonus, base_fen: int, introducers: int, sales_reps: int) -> list[int]:
    """Everybody's amount, introducers first; without an introducer there is no bonus."""
    if not introducers:
        return [0] * sales_reps
    total_fen = half_up(base_fen, bonus.rate_bp)
    introduced_fen, served_fen = allocate(total_fen, [bonus.introducer_bp, BASIS - bonus.introducer_bp])
    served = allocate(served_fen, [1] * sales_reps) if sales_reps else ()
    return [*allocate(introduced_fen, [1] * introducers), *served]


def _part(term: Dated[Bonus], staff_id: str, introduced: bool, base_fen: int, amount_fen: int, *, refunded: bool) -> Part:
    rate_bp = half_up(term.value.rate_bp, term.value.introducer_bp if introduced else BASIS - term.value.introducer_bp)
    numbers: dict[str, Number] = {"base_fen": base_fen, "rate_bp": term.value.rate_bp, "amount_fen": amount_fen}
    code = "bonus_refunded" if refunded else "bonus_introducer" if introduced else "bonus_sales_rep"
    return Part(staff_id, base_fen, rate_bp, amount_fen, Reason(code, term.clause, numbers))
