"""How the clinic receives a store's patient: reported before arrival, given to a consultant, not let go without a second look.

Clauses 1.1 to 1.6 and 2.11 of 市场部工作流程及相关制度.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Literal

from qudao.rules.decision import Cited, Dated, Decision, Number, Reason
from qudao.rules.facts import Registration
from qudao.rules.period import Span, day_of, in_force, is_ahead


@dataclass(frozen=True, slots=True)
class Report:
    """What a report must carry, and how long before arrival it is due (nothing: any time before)."""

    fields: tuple[Literal["customer_name", "phone", "partner_id"], ...]
    lead: Span | None = None


@dataclass(frozen=True, slots=True)
class Bound:
    """A class of stores whose patients go to the consultant who maintains the store."""

    store_class: str


@dataclass(frozen=True, slots=True)
class Handover:
    """What is told of the patient on arrival; all of it is the patient's own choice to tell."""

    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Presence:
    """What the salesperson stays for during the consultation."""

    purposes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClassSetter:
    """The post whose holder alone sets the class of a store."""

    role: str


@dataclass(frozen=True, slots=True)
class ReceptionTerms:
    """In YAML every item carries its fields, `starts_on` and `clause`."""

    report: tuple[Dated[Report], ...]
    handover: tuple[Dated[Handover], ...]
    presence: tuple[Dated[Presence], ...]
    review: tuple[Dated[Cited], ...]
    bound: tuple[Dated[Bound], ...]
    rotation: tuple[Dated[Cited], ...]
    distribution: tuple[Dated[Cited], ...]
    class_setter: tuple[Dated[ClassSetter], ...] = ()
    referral: tuple[Dated[Cited], ...] = ()


def report(terms: ReceptionTerms, *, registration: Registration, arrived_at: datetime | None, zone: tzinfo) -> Decision[bool]:
    """Whether a report counts: complete, and received before the patient arrived. Clause 1.1 (R-42).

    `arrived_at` is the patient's first arrival with this store; None: not arrived yet. At the instant of arrival it is too late.
    """
    term = in_force(terms.report, day_of(registration.received_at, zone))
    received_at = registration.received_at.astimezone(zone)
    missing = [name for name in term.value.fields if not str(getattr(registration, name) or "").strip()]
    if missing:
        return Decision(outcome=False, reasons=(Reason("report_incomplete", term.clause, {"missing": ";".join(missing)}),))
    if arrived_at is None:
        return Decision(outcome=True, reasons=(Reason("report_in_time", term.clause, {"received_at": received_at}),))
    numbers: dict[str, Number] = {"received_at": received_at, "arrived_at": arrived_at.astimezone(zone)}
    if not is_early(term.value.lead, registration.received_at, arrived_at, zone):
        return Decision(outcome=False, reasons=(Reason("report_after_arrival", term.clause, numbers),))
    return Decision(outcome=True, reasons=(Reason("report_before_arrival", term.clause, numbers),))


def is_early(lead: Span | None, received_at: datetime, arrived_at: datetime, zone: tzinfo) -> bool:
    """Before arrival, and by the lead where one is set."""
    return received_at < arrived_at and (lead is None or is_ahead(received_at, arrived_at, lead, zone))


@dataclass(frozen=True, slots=True)
class Desk:
    """Who could receive a patient: the consultants in their order, whose turn it is, and who is away."""

    rotation: Sequence[str]
    next: str
    absent: Iterable[str] = ()


@dataclass(frozen=True, slots=True)
class Route:
    """Who receives a patient (nobody: all are absent), and whose turn is next."""

    consultant: str | None
    next: str | None


def route(terms: ReceptionTerms, *, store_class: str | None, maintained_by: str | None, desk: Desk, at: datetime) -> Decision[Route]:
    """The consultant of a patient who has arrived. Clause 1.6 (R-43, R-66).

    The stored class decides: of an A-class store its own consultant receives, and the turn stays where it is. Everybody else goes to the
    next in a strict rotation; who is absent is passed over and has lost the turn.
    """
    if desk.next not in desk.rotation:
        raise ValueError(f"next: expected one of {tuple(desk.rotation)}, got {desk.next!r}")
    away = set(desk.absent)
    bound = [term for term in terms.bound if term.value.store_class == store_class and term.starts_on <= at.date()]
    if bound and maintained_by is not None and maintained_by not in away:
        numbers: dict[str, Number] = {"store_class": store_class or "", "consultant": maintained_by}
        return Decision(Route(maintained_by, desk.next), (Reason("route_bound", bound[-1].clause, numbers),))
    term = in_force(terms.rotation, at.date())
    first = desk.rotation.index(desk.next)
    order = [*desk.rotation[first:], *desk.rotation[:first]]
    skipped = next((place for place, name in enumerate(order) if name not in away), None)
    if skipped is None:
        return Decision(Route(None, desk.next), (Reason("route_nobody", term.clause),))
    reason = Reason("route_rotation", term.clause, {"consultant": order[skipped], "skipped": ";".join(order[:skipped])})
    return Decision(Route(order[skipped], order[(skipped + 1) % len(order)]), (reason,))


def propose(terms: ReceptionTerms, *, leads: Mapping[str, int], introducer: str, at: datetime) -> Decision[str]:
    """The salesperson proposed for a store lead from the pool: who has the fewest; of equals the smaller id. Clause 2.11."""
    if not leads:
        raise ValueError("leads: expected at least one salesperson")
    chosen = min(leads, key=lambda name: (leads[name], name))
    numbers: dict[str, Number] = {"salesperson": chosen, "leads": leads[chosen], "introducer": introducer, "salespeople": len(leads)}
    return Decision(chosen, (Reason("lead_proposed", in_force(terms.distribution, at.date()).clause, numbers),))


@dataclass(frozen=True, slots=True)
class Ending:
    """Whether a consultation may end, and what must follow: the invitation to come again."""

    may_end: bool
    invite_again: bool


def end_consultation(terms: ReceptionTerms, *, closed: bool, reviewed: bool, at: datetime) -> Decision[Ending]:
    """A consultation without a deal ends only after the supervisor looked at it, and then the patient is invited again. Clause 1.5 (R-41)."""
    clause = in_force(terms.review, at.date()).clause
    if closed:
        return Decision(Ending(may_end=True, invite_again=False), (Reason("consultation_closed", clause),))
    if not reviewed:
        return Decision(Ending(may_end=False, invite_again=False), (Reason("consultation_unreviewed", clause),))
    return Decision(Ending(may_end=True, invite_again=True), (Reason("consultation_invited", clause),))


def visit_type(earlier_consultations: int) -> Literal["first", "repeat"]:
    """Whether a visit is a first or a repeat consultation. Clause 1.5."""
    return "repeat" if earlier_consultations else "first"


@dataclass(frozen=True, slots=True)
class Sheet:
    """How much of the hand-over sheet was told, and the minutes after arrival (None: not handed over)."""

    filled: int
    of: int
    minutes: int | None


def handover(terms: ReceptionTerms, *, told: Mapping[str, str], arrived_at: datetime, handed_at: datetime | None) -> Decision[Sheet]:
    """The hand-over sheet as the consultant sees it. Clause 1.2."""
    term = in_force(terms.handover, arrived_at.date())
    filled = sum(1 for name in term.value.fields if told.get(name, "").strip())
    minutes = None if handed_at is None else int((handed_at - arrived_at).total_seconds() // 60)
    numbers: dict[str, Number] = {"filled": filled, "fields": len(term.value.fields), "minutes": "" if minutes is None else minutes}
    return Decision(Sheet(filled, len(term.value.fields), minutes), (Reason("handover_sheet", term.clause, numbers),))


def is_attended(terms: ReceptionTerms, *, opened_at: datetime, closed_at: datetime, check_ins: Mapping[datetime, str]) -> Decision[bool]:
    """Whether the salesperson was there during the consultation for one of the purposes. Clause 1.3."""
    term = in_force(terms.presence, opened_at.date())
    there = [at for at, purpose in check_ins.items() if opened_at <= at <= closed_at and purpose in term.value.purposes]
    code = "salesperson_present" if there else "salesperson_absent"
    return Decision(bool(there), (Reason(code, term.clause, {"opened_at": opened_at, "closed_at": closed_at}),))
