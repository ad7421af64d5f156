"""What follows from a grade or an appraisal: rights of a tier, measures that are offered, awards, promotion budgets and rewards.

三.2, 三.3 and 三.5 of 渠道的分级管理制度; 第八条 3 and 4 of 互联网公司_渠道管理制度. Every measure is an offer: a person decides and
another approves.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from decimal import Decimal
from typing import Literal

from qudao.rules.decision import Cited, Dated, Decision, Number, Reason
from qudao.rules.defect import Defect
from qudao.rules.money import checked
from qudao.rules.months import label, month_of
from qudao.rules.number import written
from qudao.rules.period import day_of, each_in_force, in_force

Area = Literal["sales", "marketing", "after_sales"]


@dataclass(frozen=True, slots=True)
class Right:
    """What a grade or tier may have in an area, up to a limit where money is meant."""

    grade: str
    area: Area
    right: str
    limit_fen: int | None = None


@dataclass(frozen=True, slots=True)
class Measure:
    """A reward or a measure that a result opens."""

    result: str
    measure: str


@dataclass(frozen=True, slots=True)
class Award:
    """Who is nominated at the end of a year: the best so many by the score of a scheme."""

    scheme: str
    top: int


@dataclass(frozen=True, slots=True)
class IncentiveTerms:
    """In YAML every item carries its fields, `starts_on` and `clause`."""

    rights: tuple[Dated[Right], ...] = ()
    measures: tuple[Dated[Measure], ...] = ()
    award: tuple[Dated[Award], ...] = ()
    promotion_budget: tuple[Dated[Cited], ...] = ()
    reward: tuple[Dated[Cited], ...] = ()

    def defects(self) -> Iterator[Defect]:
        """Limits below nothing, an award for nobody."""
        for index, right in enumerate(self.rights):
            if right.value.limit_fen is not None and right.value.limit_fen < 0:
                yield Defect("below_zero", f"rights.{index}.limit_fen", str(right.value.limit_fen))
        for index, award in enumerate(self.award):
            if award.value.top < 1:
                yield Defect("below_one", f"award.{index}.top", str(award.value.top))


def rights(terms: IncentiveTerms, *, grade: str, on: date) -> tuple[Reason, ...]:
    """What a grade may have, area by area. Clause T3.2 of the pack internet-channel."""
    found = each_in_force(terms.rights, lambda one: (one.grade, one.area, one.right), on)
    return tuple(_right(term) for term in found if term.value.grade == grade)


def _right(term: Dated[Right]) -> Reason:
    right = term.value
    numbers: dict[str, Number] = {"grade": right.grade, "area": right.area, "right": right.right}
    if right.limit_fen is None:
        return Reason("grade_right", term.clause, numbers)
    return Reason("grade_right_limited", term.clause, {**numbers, "limit_fen": right.limit_fen})


@dataclass(frozen=True, slots=True)
class Asked:
    """A partner's request for something its grade gives up to a limit; `used_fen`: what it has had already."""

    right: str
    amount_fen: int
    used_fen: int = 0


def within_right(terms: IncentiveTerms, *, grade: str, asked: Asked, on: date) -> Decision[bool] | None:
    """Whether a request stays within what the grade gives; None when the regulation gives no such right to any grade. Clause T3.2."""
    named = [term for term in each_in_force(terms.rights, lambda one: (one.grade, one.area, one.right), on) if term.value.right == asked.right]
    if not named:
        return None
    own = next((term for term in named if term.value.grade == grade), None)
    numbers: dict[str, Number] = {"grade": grade, "right": asked.right, "amount_fen": checked(asked.amount_fen), "used_fen": checked(asked.used_fen)}
    if own is None:
        return Decision(outcome=False, reasons=(Reason("right_of_other_grades", named[0].clause, numbers),))
    limit_fen = own.value.limit_fen
    if limit_fen is None:
        return Decision(outcome=True, reasons=(Reason("right_unlimited", own.clause, numbers),))
    kept = asked.used_fen + asked.amount_fen <= limit_fen
    return Decision(kept, (Reason("right_within" if kept else "right_exceeded", own.clause, {**numbers, "limit_fen": limit_fen}),))


def offered(terms: IncentiveTerms, *, result: str, on: date) -> tuple[Reason, ...]:
    """Exactly the rewards or measures that the policy lists for a result, each to be decided by a person. Clauses T3.5 and 8.3."""
    found = each_in_force(terms.measures, lambda one: (one.result, one.measure), on)
    return tuple(
        Reason("measure_offered", term.clause, {"result": result, "measure": term.value.measure}) for term in found if term.value.result == result
    )


def nominated(terms: IncentiveTerms, *, scores: Mapping[str, Decimal], on: date) -> dict[str, Decision[Decimal]]:
    """Who is nominated for the year's award, by subject: everybody whose score is at least that of the last place. Clause 8.4.

    `scores`: of the award's scheme, by subject; `on`: the first day of the year. Equal scores at the last place are all nominated: a person chooses.
    """
    if not terms.award or not scores:
        return {}
    term = in_force(terms.award, on)
    ranked = sorted(scores.values(), reverse=True)
    last = ranked[: term.value.top][-1]
    chosen: dict[str, Decision[Decimal]] = {}
    for subject_id, score in scores.items():
        if score >= last:
            place = 1 + sum(other > score for other in ranked[: term.value.top])
            numbers: dict[str, Number] = {"place": place, "ranked": len(ranked), "top": term.value.top, "score": written(score)}
            chosen[subject_id] = Decision(score, (Reason("award_nominated", term.clause, numbers),))
    return chosen


@dataclass(frozen=True, slots=True)
class Proof:
    """Money of a budget that was shown to be spent for its purpose."""

    proven_on: date
    amount_fen: int


@dataclass(frozen=True, slots=True)
class Budget:
    """What is left of a promotion budget, and what is forfeited once it has expired."""

    proven_fen: int
    left_fen: int
    forfeited_fen: int


def promotion_budget(terms: IncentiveTerms, *, granted_fen: int, expires_on: date, proofs: Iterable[Proof], on: date) -> Decision[Budget]:
    """Where a promotion budget stands on a day: proof counts to the last day, inclusive; from the next the rest is forfeited. Clause T3.5."""
    term = in_force(terms.promotion_budget, on)
    shown_fen = sum(checked(proof.amount_fen) for proof in proofs if proof.proven_on <= min(on, expires_on))
    proven_fen = min(shown_fen, checked(granted_fen))
    rest_fen = granted_fen - proven_fen
    over = on > expires_on
    numbers: dict[str, Number] = {"granted_fen": granted_fen, "proven_fen": proven_fen, "rest_fen": rest_fen, "expires_on": expires_on}
    reason = Reason("budget_forfeited" if over else "budget_open", term.clause, numbers)
    return Decision(Budget(proven_fen, 0 if over else rest_fen, rest_fen if over else 0), (reason,))


@dataclass(frozen=True, slots=True)
class Reward:
    """A line of the settlement of the month in which a reward was approved."""

    payee: str
    period: str
    amount_fen: int


def reward(terms: IncentiveTerms, *, appraised: Decision[str], payee: str, amount_fen: int, approved_at: datetime, zone: tzinfo) -> Decision[Reward]:
    """The line that an approved reward becomes: in the settlement of the month of approval, with the appraisal's reasons. Clause T3.5."""
    day = day_of(approved_at, zone)
    term = in_force(terms.reward, day)
    numbers: dict[str, Number] = {"amount_fen": checked(amount_fen), "period": label(month_of(day)), "result": appraised.outcome}
    line = Reward(payee, label(month_of(day)), amount_fen)
    return Decision(line, (Reason("reward_line", term.clause, numbers), *appraised.reasons))
