"""What follows from a grade or an appraisal: rights of a tier, measures that are offered, awards, promotion budgets and rewards.

三.2, 三.3 and 三.5 of 渠道的分级管理制度; 第八条 3 and 4 of 互联网公司_渠道管理制度. Every measure is an offer: a person decides and
another approves.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
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
    """What a grade or tier may have in an area: up to a limit where money is meant, at a rate where a share is."""

    grade: str
    area: Area
    right: str
    limit_fen: int | None = None
    rate_bp: int | None = None
    per: Literal["each_year", "each_request"] = "each_year"
    """Whether the limit is for a calendar year together or for every request by itself."""


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
    exceptions: tuple[Dated[Cited], ...] = ()

    def defects(self) -> Iterator[Defect]:
        """Limits and rates below nothing, an award for nobody."""
        for index, right in enumerate(self.rights):
            for name, value in (("limit_fen", right.value.limit_fen), ("rate_bp", right.value.rate_bp)):
                if value is not None and value < 0:
                    yield Defect("below_zero", f"rights.{index}.{name}", str(value))
        for index, award in enumerate(self.award):
            if award.value.top < 1:
                yield Defect("below_one", f"award.{index}.top", str(award.value.top))


def rights(terms: IncentiveTerms, *, grade: str, on: date) -> tuple[Reason, ...]:
    """What a grade may have, area by area. Clause T3.2 of the pack internet-channel."""
    found = each_in_force(terms.rights, lambda one: (one.grade, one.area, one.right), on)
    return tuple(right_reason(term) for term in found if term.value.grade == grade)


def right_reason(term: Dated[Right]) -> Reason:
    """A right in words: what, and up to how much or at which rate."""
    right = term.value
    numbers: dict[str, Number] = {"grade": right.grade, "area": right.area, "right": right.right}
    if right.limit_fen is not None:
        return Reason("grade_right_limited", term.clause, {**numbers, "per": right.per, "limit_fen": right.limit_fen})
    if right.rate_bp is not None:
        return Reason("grade_right_rate", term.clause, {**numbers, "rate_bp": right.rate_bp})
    return Reason("grade_right", term.clause, numbers)


def own_right(terms: IncentiveTerms, *, standing: Sequence[str], right: str, on: date) -> Dated[Right] | None:
    """The right of a name that a partner has by the first of its tier and grade that gives it; None when neither does. Clause T3.2."""
    found = [term for term in _named(terms, right, on) if term.value.grade in standing]
    return min(found, key=lambda term: list(standing).index(term.value.grade), default=None)


def _named(terms: IncentiveTerms, right: str, on: date) -> list[Dated[Right]]:
    return [term for term in each_in_force(terms.rights, lambda one: (one.grade, one.area, one.right), on) if term.value.right == right]


@dataclass(frozen=True, slots=True)
class Asked:
    """A partner's request for something its tier or grade gives up to a limit; `used_fen`: what it has had already."""

    right: str
    amount_fen: int
    used_fen: int = 0


def within_right(terms: IncentiveTerms, *, standing: Sequence[str], asked: Asked, on: date, raised_fen: int | None = None) -> Decision[bool] | None:
    """Whether a request stays within what the tier gives; None when the regulation gives no such right to anybody. Clause T3.2.

    `standing`: the partner's tier and grade. `raised_fen`: the limit of an exception in force, in place of the tier's.
    """
    named = _named(terms, asked.right, on)
    if not named:
        return None
    own = own_right(terms, standing=standing, right=asked.right, on=on)
    grade = own.value.grade if own is not None else ";".join(standing)
    numbers: dict[str, Number] = {"grade": grade, "right": asked.right, "amount_fen": checked(asked.amount_fen), "used_fen": asked.used_fen}
    term = own or named[0]
    limit_fen = raised_fen if raised_fen is not None else term.value.limit_fen
    if own is None and raised_fen is None:
        return Decision(outcome=False, reasons=(Reason("right_of_other_grades", term.clause, numbers),))
    if limit_fen is None:
        return Decision(outcome=True, reasons=(Reason("right_unlimited", term.clause, numbers),))
    kept = asked.used_fen + asked.amount_fen <= limit_fen
    return Decision(kept, (Reason("right_within" if kept else "right_exceeded", term.clause, {**numbers, "limit_fen": limit_fen}),))


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
