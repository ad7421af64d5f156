"""Violations and what they cost: the ladder, false registrations, collusion, and the claims that follow.

Clauses 2.9, 2.16, 2.17 and 2.19 of 分销商客户管理制度; 违规处理措施.1-3 of 微商管理制度 (staged measures, CO-13). A regulation without
sanctions gives no `sanctions`: then every answer is `none`.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, tzinfo
from heapq import heapify, heappop, heappush
from typing import Literal

from qudao.rules.decision import Cited, Dated, Decision, Number, Reason
from qudao.rules.defect import Defect
from qudao.rules.facts import Violation
from qudao.rules.money import checked
from qudao.rules.period import day_of, day_start, end_after, in_force

Violated = Literal["interception", "poaching", "false_registration", "collusion", "barrier_breach", "price", "diversion", "off_book", "brand"]
Subject = Literal["partner", "staff", "project"]
"""Who answers for a violation; `project` is its management."""
Action = Literal["none", "warn", "fine", "demote", "suspend", "terminate", "blacklist", "transfer", "dismiss"]
Besides = Literal["agreement_may_end", "group_informed", "competence_reviewed", "referral_possible"]
"""What a regulation allows beside a sanction, each a decision of its own."""


@dataclass(frozen=True, slots=True)
class Sanction:
    """What the nth proven case of a subject costs; kinds of one sanction are counted together, the highest step repeats."""

    kinds: tuple[Violated, ...]
    subject: Subject
    step: int
    action: Action
    fine_fen: int | None
    """None: the regulation provides a sum and names none; nothing is claimed until somebody sets it."""
    also: tuple[Besides, ...] = ()


@dataclass(frozen=True, slots=True)
class Radius:
    """Within how many metres of the sales office, inclusive, an approach of these kinds is a violation at all."""

    kinds: tuple[Violated, ...]
    radius_m: int


@dataclass(frozen=True, slots=True)
class Correction:
    """Within how many calendar days after proof whoever is sanctioned by these actions has to put things right."""

    actions: tuple[Action, ...]
    days: int
    escalates: tuple[Subject, ...] = ()
    """The kinds of subject whose next step follows by itself when the days pass unused; for others a person decides."""


@dataclass(frozen=True, slots=True)
class ReturnPeriod:
    """Within how many calendar days after receipt of the notice the money must be back; the day of receipt is not counted."""

    days: int


@dataclass(frozen=True, slots=True)
class DisciplineTerms:
    """In YAML every item carries its fields, `starts_on` and `clause`."""

    radius: tuple[Dated[Radius], ...]
    sanctions: tuple[Dated[Sanction], ...]
    return_period: tuple[Dated[ReturnPeriod], ...]
    silence: tuple[Dated[Cited], ...]
    correction: tuple[Dated[Correction], ...] = ()

    def defects(self) -> Iterator[Defect]:
        """A fine for staff: a company cannot fine its employees (CO-13)."""
        for index, term in enumerate(self.sanctions):
            if term.value.subject == "staff" and (term.value.action == "fine" or term.value.fine_fen != 0):
                yield Defect("staff_fine", f"sanctions.{index}.fine_fen", str(term.value.fine_fen))
        for index, correction in enumerate(self.correction):
            if correction.value.days < 1:
                yield Defect("below_one", f"correction.{index}.days", str(correction.value.days))


@dataclass(frozen=True, slots=True)
class Penalty:
    """The answer to one violation for one subject. `step` counts the subject's cases, None when the case does not count."""

    violation_id: str
    subject_id: str
    subject: str
    at: datetime
    step: int | None
    action: str
    fine_fen: int
    until: datetime | None = None
    """By when it is to be corrected."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a violation refers to: radius set for a project, the partner a person works for, the project of a deal.

    `corrected` says on which day the correction of a violation was accepted; without `as_of` no deadline has passed.
    """

    radius_by_project: Mapping[str, int]
    partner_by_staff: Mapping[str, str]
    project_by_deal: Mapping[str, str]
    zone: tzinfo
    corrected: Mapping[str, date] = field(default_factory=dict)
    as_of: datetime | None = None


def penalties(terms: DisciplineTerms, *, violations: Iterable[Violation], around: Surroundings) -> tuple[Decision[Penalty], ...]:
    """What each proven violation costs whom, in the order they were proven (equal instants: the smaller id). Clauses 2.9, 2.17, 2.19.

    Cases are counted for each subject over the whole group, without expiry; the terms are those of the day of the act. A deadline for
    correction that passes unused brings the subject's next step at that instant (违规处理措施.1).
    """
    counted: Counter[tuple[tuple[str, ...], str, str]] = Counter()
    decided: list[Decision[Penalty]] = []
    queue = [(case.at, case.violation_id, "", case) for case in violations]
    heapify(queue)
    while queue:
        at, _, missed, violation = heappop(queue)
        day = day_of(violation.occurred_at or violation.at, around.zone)
        subjects = _subjects(violation, around)
        free = _beyond_radius(terms, violation, day, around.radius_by_project.get(subjects.get("project", "")))
        answering = {missed: subjects[missed]} if missed else {} if free else subjects
        rows = [_deadline(terms, decision, at, day, around.zone) for decision in _sanctioned(terms, violation, day, answering, counted)]
        for row in rows:
            if _escalates(terms, row.outcome, day) and _is_missed(row.outcome, around):
                heappush(queue, (row.outcome.until or at, violation.violation_id, row.outcome.subject, violation))
        decided += [_escalated(row, terms, day) for row in rows] if missed else rows or [_none(terms, violation, day, subjects, free)]
    return tuple(decided)


def _deadline(terms: DisciplineTerms, decision: Decision[Penalty], at: datetime, day: date, zone: tzinfo) -> Decision[Penalty]:
    """The row as of the instant that brings it, with the end of the days for correction where the policy gives any."""
    outcome = replace(decision.outcome, at=at)
    term = _correction(terms, outcome, day)
    if term is None:
        return Decision(outcome, decision.reasons)
    until = end_after(at, term.value.days, "next_day", zone)
    due = Reason("correction_due", term.clause, {"days": term.value.days, "until": until})
    return Decision(replace(outcome, until=until), (*decision.reasons, due))


def _correction(terms: DisciplineTerms, penalty: Penalty, day: date) -> Dated[Correction] | None:
    known = [term for term in terms.correction if penalty.action in term.value.actions and term.starts_on <= day]
    return known[-1] if known else None


def _escalates(terms: DisciplineTerms, penalty: Penalty, day: date) -> bool:
    term = _correction(terms, penalty, day)
    return term is not None and penalty.subject in term.value.escalates


def _is_missed(penalty: Penalty, around: Surroundings) -> bool:
    if penalty.until is None or around.as_of is None or around.as_of < penalty.until:
        return False
    corrected = around.corrected.get(penalty.violation_id)
    return corrected is None or day_start(corrected, around.zone) >= penalty.until


def _escalated(row: Decision[Penalty], terms: DisciplineTerms, day: date) -> Decision[Penalty]:
    return Decision(row.outcome, (*row.reasons, Reason("correction_missed", in_force(terms.correction, day).clause, {"missed_at": row.outcome.at})))


def _subjects(violation: Violation, around: Surroundings) -> dict[str, str]:
    """Who answers for the violation, by kind of subject."""
    employer = around.partner_by_staff.get(violation.staff_id or "")
    project = violation.project_id or around.project_by_deal.get(violation.deal_id or "")
    found = {"partner": violation.partner_id or employer, "staff": violation.staff_id, "project": project}
    return {subject: subject_id for subject, subject_id in found.items() if subject_id}


def _beyond_radius(terms: DisciplineTerms, violation: Violation, day: date, project_radius_m: int | None) -> Reason | None:
    known = [term for term in terms.radius if violation.kind in term.value.kinds]
    if not known or violation.distance_m is None:
        return None
    term = in_force(known, day)
    radius = term.value.radius_m if project_radius_m is None else project_radius_m
    if violation.distance_m <= radius:
        return None
    return Reason("penalty_beyond_radius", term.clause, {"distance_m": violation.distance_m, "radius_m": radius})


def _sanctioned(
    terms: DisciplineTerms,
    violation: Violation,
    day: date,
    subjects: Mapping[str, str],
    counted: Counter[tuple[tuple[str, ...], str, str]],
) -> Iterator[Decision[Penalty]]:
    for subject, subject_id in subjects.items():
        ladder = _ladder(terms, violation.kind, subject, day)
        if not ladder:
            continue
        key = (tuple(sorted(ladder[-1].value.kinds)), subject, subject_id)
        counted[key] += 1
        step = counted[key]
        term = max((rung for rung in ladder if rung.value.step <= step), key=lambda rung: rung.value.step, default=ladder[0])
        sanction = term.value
        numbers: dict[str, Number] = {"kind": violation.kind, "step": step, "fine_fen": sanction.fine_fen or 0}
        reasons = (Reason(_code(sanction), term.clause, numbers), *(Reason(also, term.clause) for also in sanction.also))
        outcome = Penalty(violation.violation_id, subject_id, subject, violation.at, step, sanction.action, sanction.fine_fen or 0)
        yield Decision(outcome, reasons)


def _code(sanction: Sanction) -> str:
    """The reason's code; a warning of a project's management reads unlike that of anybody else."""
    if sanction.fine_fen is None:
        return f"penalty_{sanction.action}_not_set"
    return "penalty_warning" if sanction.action == "warn" and sanction.subject != "project" else f"penalty_{sanction.action}"


def _ladder(terms: DisciplineTerms, kind: str, subject: str, day: date) -> list[Dated[Sanction]]:
    """The rungs for a kind and a subject on a day, lowest first."""
    rungs = [term for term in terms.sanctions if kind in term.value.kinds and term.value.subject == subject]
    steps = sorted({rung.value.step for rung in rungs})
    return [in_force([rung for rung in rungs if rung.value.step == step], day) for step in steps]


def _none(terms: DisciplineTerms, violation: Violation, day: date, subjects: Mapping[str, str], free: Reason | None) -> Decision[Penalty]:
    subject = next(iter(subjects), "partner")
    outcome = Penalty(violation.violation_id, subjects.get(subject, ""), subject, violation.at, None, "none", 0)
    if free is not None:
        return Decision(outcome, (free,))
    known = next((term for term in terms.sanctions if violation.kind in term.value.kinds), None)
    if known is not None:
        return Decision(outcome, (Reason("penalty_subject_missing", known.clause, {"expected": known.value.subject}),))
    return Decision(outcome, (Reason("penalty_silent", in_force(terms.silence, day).clause, {"kind": violation.kind}),))


def blacklisted(decided: Iterable[Decision[Penalty]]) -> dict[str, datetime]:
    """From which instant a partner is blacklisted, by partner. Clause 2.9."""
    since: dict[str, datetime] = {}
    for decision in decided:
        penalty = decision.outcome
        if penalty.action == "blacklist" and penalty.subject == "partner":
            since[penalty.subject_id] = min(penalty.at, since.get(penalty.subject_id, penalty.at))
    return since


@dataclass(frozen=True, slots=True)
class Claims:
    """What a partner owes after a notice, and the instant from which it is overdue (24:00 of the last day)."""

    fine_fen: int
    damages_fen: int
    clawback_fen: int
    overdue_from: datetime

    @property
    def total_fen(self) -> int:
        return self.fine_fen + self.damages_fen + self.clawback_fen

    def is_overdue(self, as_of: datetime) -> bool:
        return as_of >= self.overdue_from


@dataclass(frozen=True, slots=True)
class Offset:
    """A later commission set off against an open claim."""

    taken_fen: int
    open_fen: int
    payable_fen: int


def claims(terms: DisciplineTerms, *, fine_fen: int, damages_fen: int, clawback_fen: int, received_at: datetime, zone: tzinfo) -> Decision[Claims]:
    """Fines, damages and commission to be returned, due within the return period after receipt of the notice. Clause 2.17.

    Each element is decided separately: one that was waived or does not arise is 0.
    """
    for name, amount in (("fine_fen", fine_fen), ("damages_fen", damages_fen), ("clawback_fen", clawback_fen)):
        if checked(amount) < 0:
            raise ValueError(f"{name}: expected zero or more, got {amount}")
    if not terms.return_period:
        raise ValueError("return_period: this regulation knows no claims")
    term = in_force(terms.return_period, day_of(received_at, zone))
    overdue_from = end_after(received_at, term.value.days, "next_day", zone)
    outcome = Claims(fine_fen, damages_fen, clawback_fen, overdue_from)
    numbers: dict[str, Number] = {
        "total_fen": outcome.total_fen,
        "received_at": received_at.astimezone(zone),
        "until": overdue_from,
        "days": term.value.days,
    }
    return Decision(outcome, (Reason("claim_due", term.clause, numbers),))


def offset(open_fen: int, *, commission_fen: int) -> Offset:
    """Set a later commission off against what is open: never more than either of the two. Clause 2.17."""
    if checked(open_fen) < 0 or checked(commission_fen) < 0:
        raise ValueError(f"offset: expected zero or more, got {open_fen} and {commission_fen}")
    taken = min(open_fen, commission_fen)
    return Offset(taken, open_fen - taken, commission_fen - taken)
