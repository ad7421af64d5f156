"""What people decide beside the rule for one partner: a grade against the computed one, a condition better than the tier's.

二.1 of 渠道的分级管理制度: by performance and potential, without favour. Each is listed with who decided it; one that lacks what it needs is
listed too and changes nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from qudao.rules.decision import Decision, Number, Reason
from qudao.rules.grading import Grade, GradingTerms
from qudao.rules.incentive import IncentiveTerms, Right, own_right, right_reason
from qudao.rules.period import in_force

Standing = Literal["holds", "waits", "refused", "over"]
"""`waits`: something that it needs is still missing. `over`: its last day has passed."""


@dataclass(frozen=True, slots=True)
class ByHand:
    """A grade that a person set for one period and scheme, and who else approved it."""

    grade: str
    reason: str | None = None
    set_by: str | None = None
    approved_by: str | None = None


def by_hand(terms: GradingTerms, *, computed: Decision[Grade], setting: ByHand, on: date) -> tuple[Standing, Decision[Grade]]:
    """The grade of a period after a person set it otherwise than computed, or the computed one and why it stays.

    Clause T2.1 of the pack internet-channel: it needs a reason, who set it, and another person's approval. Without a computed grade nothing can
    be set, because grades come from recorded performance only. `on`: the first day of the period; `terms.by_hand` is not empty.
    """
    term = in_force(terms.by_hand, on)
    grade = computed.outcome
    numbers: dict[str, Number] = {"grade": setting.grade, "computed": grade.grade or ""}
    if grade.grade is None:
        return "refused", _stays(computed, Reason("by_hand_uncomputed", term.clause, numbers))
    if setting.grade not in {band.value.grade for band in terms.bands_of(grade.scheme, on)}:
        return "refused", _stays(computed, Reason("by_hand_unknown", term.clause, numbers))
    missing = [name for name in ("reason", "set_by", "approved_by") if not getattr(setting, name)]
    if missing:
        return "waits", _stays(computed, Reason("by_hand_lacks", term.clause, {**numbers, "missing": ";".join(missing)}))
    people: dict[str, Number] = {"set_by": setting.set_by or "", "approved_by": setting.approved_by or ""}
    if setting.approved_by == setting.set_by:
        return "refused", _stays(computed, Reason("by_hand_same_person", term.clause, {**numbers, **people}))
    reason = Reason("by_hand", term.clause, {**numbers, **people})
    return "holds", Decision(replace(grade, grade=setting.grade), (reason, *computed.reasons))


def _stays(computed: Decision[Grade], reason: Reason) -> Decision[Grade]:
    """The computed grade with the attempt as its last reason."""
    return Decision(computed.outcome, (*computed.reasons, reason))


@dataclass(frozen=True, slots=True)
class Exceptional:
    """A right for one partner beyond that of its tier: a limit in fen or a rate in basis points, up to and on its last day."""

    right: str
    limit_fen: int | None = None
    rate_bp: int | None = None
    reason: str | None = None
    requested_by: str | None = None
    approved_by: str | None = None
    last_on: date | None = None


def exceptional(terms: IncentiveTerms, *, standing: Sequence[str], asked: Exceptional, on: date) -> Decision[Standing]:
    """Whether a better condition holds for one partner on a day: with a reason, another person's approval and a last day, inclusive.

    Clause T2.1 of the pack internet-channel. `standing`: the partner's tier and grade. What gives no more than the tier has is refused: the tier's
    own condition holds for everybody. The last reason is what holds without it. `terms.exceptions` is not empty.
    """
    clause = in_force(terms.exceptions, on).clause
    usual = own_right(terms, standing=standing, right=asked.right, on=on)
    beside = () if usual is None else (right_reason(usual),)
    numbers: dict[str, Number] = {"right": asked.right}
    missing = [name for name in ("reason", "approved_by", "last_on") if not getattr(asked, name)]
    if asked.limit_fen is None and asked.rate_bp is None:
        missing.append("amount")
    if missing or asked.last_on is None:
        return Decision("waits", (Reason("exception_lacks", clause, {**numbers, "missing": ";".join(missing)}), *beside))
    if usual is not None and not _is_better(asked, usual.value):
        return Decision("refused", (Reason("exception_no_better", clause, numbers), *beside))
    people: dict[str, Number] = {"approved_by": asked.approved_by or ""}
    if asked.approved_by == asked.requested_by:
        return Decision("refused", (Reason("exception_same_person", clause, {**numbers, **people}), *beside))
    numbers["last_on"] = asked.last_on
    if on > asked.last_on:
        return Decision("over", (Reason("exception_over", clause, numbers), *beside))
    size = Reason("exception_rate", clause, {"rate_bp": asked.rate_bp}) if asked.rate_bp is not None else _limit(asked, clause)
    return Decision("holds", (Reason("exception_holds", clause, {**numbers, **people}), size, *beside))


def _limit(asked: Exceptional, clause: str) -> Reason:
    return Reason("exception_limit", clause, {"limit_fen": asked.limit_fen or 0})


def _is_better(asked: Exceptional, usual: Right) -> bool:
    """Whether more is asked than the tier has; nothing is more than a right without a limit."""
    if asked.rate_bp is not None:
        return usual.rate_bp is not None and asked.rate_bp > usual.rate_bp
    return usual.limit_fen is not None and (asked.limit_fen or 0) > usual.limit_fen
