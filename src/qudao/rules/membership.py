"""Who may become a distribution member, and when a member is proposed for the next level.

Chapters 2, 3 and 5 of 分销会员管理制度. Members are natural persons (R-45); the eighteenth birthday counts as eighteen (R-72).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from qudao.rules.decision import Cited, Dated, Decision, Number, Reason
from qudao.rules.defect import Defect
from qudao.rules.hierarchy import Place
from qudao.rules.period import in_force, months_later

Answer = Literal["passed", "failed"]


@dataclass(frozen=True, slots=True)
class MinimumAge:
    """Completed years of life on the day of the application."""

    years: int


@dataclass(frozen=True, slots=True)
class Step:
    """A review whose result must be there: `qualification` or `interview`."""

    step: Literal["qualification", "interview"]


@dataclass(frozen=True, slots=True)
class Upgrade:
    """What a member of one level must have sold, and for how many whole months have been a member, to be proposed for the next."""

    level: str
    to: str
    sales_fen: int
    months: int


@dataclass(frozen=True, slots=True)
class MembershipTerms:
    """In YAML every item carries its fields, `starts_on` and `clause`."""

    age: tuple[Dated[MinimumAge], ...]
    agreement: tuple[Dated[Cited], ...]
    review: tuple[Dated[Step], ...]
    upgrade: tuple[Dated[Upgrade], ...] = ()

    def defects(self) -> Iterator[Defect]:
        """Nothing at all that an applicant must fulfil."""
        if not (self.age or self.agreement or self.review):
            yield Defect("no_terms", "review", "[]")


@dataclass(frozen=True, slots=True)
class Application:
    """What an applicant handed in and what the reviewers found; None is unknown."""

    applied_on: date
    birth_on: date | None = None
    agreement_signed: bool | None = None
    qualification: Answer | None = None
    interview: Answer | None = None


Status = Literal["admitted", "pending", "refused"]


def age_on(birth_on: date, on: date) -> int:
    """Completed years: the birthday itself counts. Who was born on 29 February completes a common year on 1 March."""
    return on.year - birth_on.year - ((on.month, on.day) < (birth_on.month, birth_on.day))


def admit(terms: MembershipTerms, *, application: Application, place: Decision[Place] | None = None) -> Decision[Status]:
    """Whether an applicant is admitted, waits for something, or is refused. Clauses 3.1, 3.3, 5.2; `place` is his place in the tree.

    A ground of refusal decides before anything missing.
    """
    on = application.applied_on
    age = in_force(terms.age, on) if terms.age else None
    refused: list[Reason] = []
    pending: list[Reason] = []
    if age is None:
        pass
    elif application.birth_on is None:
        pending.append(Reason("member_birth_missing", age.clause, {"years": age.value.years}))
    elif (years := age_on(application.birth_on, on)) < age.value.years:
        numbers: dict[str, Number] = {"applied_on": on, "age": years, "years": age.value.years}
        refused.append(Reason("member_too_young", age.clause, numbers))
    if place is not None and not place.outcome.allowed:
        refused += place.reasons
    if terms.agreement and not application.agreement_signed:
        pending.append(Reason("member_agreement_missing", in_force(terms.agreement, on).clause))
    for term in terms.review:
        result = application.qualification if term.value.step == "qualification" else application.interview
        if term.starts_on <= on and result != "passed":
            (refused if result == "failed" else pending).append(Reason(f"member_{term.value.step}_{result or 'missing'}", term.clause))
    if refused:
        return Decision("refused", (*refused, *pending))
    if pending:
        return Decision("pending", tuple(pending))
    if age is not None and terms.agreement:
        return Decision("admitted", (Reason("member_admitted", age.clause, {"applied_on": on, "years": age.value.years}),))
    reviewed = in_force(terms.agreement, on).clause if terms.agreement else in_force(terms.review, on).clause if terms.review else ""
    return Decision("admitted", (Reason("member_admitted_all", age.clause if age is not None else reviewed, {"applied_on": on}),))


@dataclass(frozen=True, slots=True)
class Sold:
    """What a member sold himself on a day."""

    on: date
    amount_fen: int


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposed upgrade, which somebody approves with a date of its own."""

    to: str
    reached_on: date
    sales_fen: int


def propose(terms: MembershipTerms, *, level: str | None, since: date | None, sold: Sequence[Sold], today: date) -> Decision[Proposal] | None:
    """The upgrade to propose, reached on the day that completes both own sales and months; None while something is short. Clause 2.2."""
    known = [term for term in terms.upgrade if term.value.level == level and term.starts_on <= today]
    if not known or since is None:
        return None
    term = known[-1]
    enough_on = _reached(sold, term.value.sales_fen)
    served_on = months_later(since, term.value.months)
    if enough_on is None or max(enough_on, served_on) > today:
        return None
    reached_on = max(enough_on, served_on)
    total = sum(sale.amount_fen for sale in sold if sale.on <= reached_on)
    numbers: dict[str, Number] = {
        "to": term.value.to,
        "sales_fen": total,
        "needed_fen": term.value.sales_fen,
        "since_on": since,
        "months": term.value.months,
        "reached_on": reached_on,
    }
    return Decision(Proposal(term.value.to, reached_on, total), (Reason("upgrade_proposed", term.clause, numbers),))


def _reached(sold: Sequence[Sold], needed_fen: int) -> date | None:
    total = 0
    for sale in sorted(sold, key=lambda each: each.on):
        total += sale.amount_fen
        if total >= needed_fen:
            return sale.on
    return None
