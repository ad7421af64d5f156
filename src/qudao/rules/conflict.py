"""Disputes about a deal (撞单申请): accepted in time or not, and which sources weigh.

Clauses 3.1 and 3.2 of 分销商客户管理制度 (numbered section.sentence). 客户归属认定及报备细则 knows no dispute: its pack gives no window.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Literal

from qudao.rules.decision import Cited, Dated, Decision, Number, Reason
from qudao.rules.defect import Defect
from qudao.rules.facts import Deal, Dispute, Redetermination
from qudao.rules.period import Counting, contains, day_of, end_after, in_force

EVENTS = ("pre_subscribed_at", "subscribed_at", "contracted_at")


@dataclass(frozen=True, slots=True)
class DisputeWindow:
    """How many days after an event of the deal a dispute may be raised; each event opens its own window."""

    days: int
    counted_from: Counting
    """`next_day`: the event's day is not counted. `same_day`: it is day 1."""


@dataclass(frozen=True, slots=True)
class Sources:
    """The only records that weigh in a dispute, in this order."""

    sources: tuple[Literal["registration", "confirmation", "system"], ...]


@dataclass(frozen=True, slots=True)
class Booking:
    """How many days after a stage of a deal it can still be booked by hand; what is older comes in as history, with a second person."""

    latest_days: int


@dataclass(frozen=True, slots=True)
class DisputeTerms:
    """In YAML every item carries its fields, `starts_on` and `clause`. Without a `window` no dispute is known: `silence` says what applies."""

    window: tuple[Dated[DisputeWindow], ...]
    sources: tuple[Dated[Sources], ...]
    silence: tuple[Dated[Cited], ...]
    booking: tuple[Dated[Booking], ...] = ()

    def defects(self) -> Iterator[Defect]:
        """Neither a window nor what is cited where there is none."""
        if not self.window and not self.silence:
            yield Defect("no_terms", "silence", "[]")


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a dispute is heard, and who owns the deal by the attribution rules; a refused one leaves the owner unchanged."""

    accepted: bool
    winner: str | None


@dataclass(frozen=True, slots=True)
class Opening:
    """One event's window, half-open."""

    event: str
    opens_at: datetime
    closes_at: datetime
    clause: str


def windows(terms: DisputeTerms, deal: Deal, zone: tzinfo) -> Iterator[Opening]:
    """The window each event of the deal opens, by the terms of the event's day. Clause 3.1."""
    if not terms.window:
        return
    for event in EVENTS:
        at: datetime | None = getattr(deal, event)
        if at is not None:
            term = in_force(terms.window, day_of(at, zone))
            yield Opening(event, at.astimezone(zone), end_after(at, term.value.days, term.value.counted_from, zone), term.clause)


def decide(terms: DisputeTerms, *, dispute: Dispute, deal: Deal, owner: str | None, missing: Iterable[str], zone: tzinfo) -> Decision[Verdict]:
    """Whether a dispute is accepted, and who wins it on the three sources alone. Clauses 3.1 and 3.2.

    `missing` names the sources of the owner that are not on file: a deficiency that is named and does not change the winner.
    """
    openings = tuple(windows(terms, deal, zone))
    heard = next((opening for opening in openings if contains(opening.opens_at, opening.closes_at, dispute.raised_at)), None)
    if heard is None:
        return Decision(Verdict(accepted=False, winner=owner), _refusal(terms, openings, dispute, zone))
    raised_at = dispute.raised_at.astimezone(zone)
    numbers: dict[str, Number] = {"event": heard.event, "event_at": heard.opens_at, "until": heard.closes_at, "raised_at": raised_at}
    lacking = _sources(terms, set(missing), raised_at.date())
    return Decision(Verdict(accepted=True, winner=owner), (Reason("dispute_in_time", heard.clause, numbers), *lacking))


def _refusal(terms: DisputeTerms, openings: tuple[Opening, ...], dispute: Dispute, zone: tzinfo) -> tuple[Reason, ...]:
    raised_at = dispute.raised_at.astimezone(zone)
    past = [opening for opening in openings if opening.closes_at <= dispute.raised_at]
    if past:
        last = max(past, key=lambda opening: opening.closes_at)
        first = Reason("dispute_late", last.clause, {"event": last.event, "until": last.closes_at, "raised_at": raised_at})
    elif terms.window:
        term = in_force(terms.window, raised_at.date())
        first = Reason("dispute_before_event", term.clause, {"raised_at": raised_at})
    else:
        first = Reason("dispute_unknown", in_force(terms.silence, raised_at.date()).clause)
    return first, Reason("dispute_owner_unchanged", first.clause)


def _sources(terms: DisputeTerms, missing: set[str], raised_on: date) -> tuple[Reason, ...]:
    if not terms.sources:
        return ()
    term = in_force(terms.sources, raised_on)
    lacking = tuple(Reason(f"dispute_{source}_missing", term.clause) for source in term.value.sources if source in missing)
    return (Reason("dispute_sources", term.clause), *lacking)


def is_open(dispute: Dispute, verdict: Verdict, redeterminations: Iterable[Redetermination]) -> bool:
    """An accepted dispute is open until a new determination of its deal, approved after it was raised, settles it. Clauses 3.2 and 3.4."""
    return verdict.accepted and not any(
        settled.deal_id == dispute.deal_id and settled.approved_at > dispute.raised_at for settled in redeterminations
    )
