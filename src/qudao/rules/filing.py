"""Who may serve a new store: its filing, the months in which it must come to life, and who gets it otherwise.

Clauses 3.1 to 3.4 of 市场部工作流程及相关制度.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from typing import Literal

from qudao.rules.decision import Cited, Dated, Decision, Number, Reason
from qudao.rules.facts import Filing
from qudao.rules.period import Deadline, Span, day_of, day_start, deadline, in_force, zone_of

Status = Literal["open", "valid", "invalid", "lapsed", "to_redistribute", "transferred"]
HOLDING = ("open", "valid", "transferred")
"""A store with a filing in one of these has a salesperson."""


@dataclass(frozen=True, slots=True)
class Material:
    """What must be handed in for a filing to be valid."""

    material: Literal["photo", "agreement"]


@dataclass(frozen=True, slots=True)
class FilingTerms:
    """In YAML every item carries its fields, `starts_on` and `clause`."""

    reservation: tuple[Dated[Span], ...]
    materials: tuple[Dated[Material], ...]
    bank: tuple[Dated[Cited], ...]
    training: tuple[Dated[Span], ...]
    first_order: tuple[Dated[Span], ...]


@dataclass(frozen=True, slots=True)
class Closing:
    """A deal of the store and the salespeople who closed it; nobody named means the store's own salesperson."""

    deal_id: str
    at: datetime
    closers: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Store:
    """Everything recorded of one store that its filings depend on. `brought`: when it brought customers who did not (yet) buy."""

    filings: Sequence[Filing]
    closings: Sequence[Closing] = ()
    brought: Sequence[datetime] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """What a filing is worth, who serves the store by it (nobody: it is free), and until when it reserves the store (exclusive)."""

    filing_id: str
    status: Status
    owner: str | None
    until: datetime | None


def decide(terms: FilingTerms, *, store: Store, zone: tzinfo, as_of: datetime) -> tuple[Decision[Standing], ...]:
    """Every filing of one store, in the order in which they began. Clauses 3.1 to 3.4.

    A filing begun while another salesperson has the store is refused (`invalid`). One that is over stays as it ended
    when a later one takes its place.
    """
    accepted: list[Filing] = []
    refused: dict[str, Decision[Standing]] = {}
    ended: dict[str, Decision[Standing]] = {}
    for filing in sorted(store.filings, key=lambda row: (row.started_on, row.filing_id)):
        start = day_start(filing.started_on, zone)
        standings = [ended.get(row.filing_id) or _standing(terms, row, store, start) for row in accepted]
        holder = next((made for made in standings if made.outcome.owner not in (None, filing.staff_id)), None)
        if holder is not None:
            refused[filing.filing_id] = _refused(terms, filing, holder)
            continue
        ended |= {made.outcome.filing_id: made for made in standings if made.outcome.status not in HOLDING}
        accepted.append(filing)
    now = {row.filing_id: ended.get(row.filing_id) or _standing(terms, row, store, as_of.astimezone(zone)) for row in accepted}
    return tuple((now | refused)[filing_id] for filing_id in sorted(now | refused))


def _standing(terms: FilingTerms, filing: Filing, store: Store, at: datetime) -> Decision[Standing]:
    """One accepted filing as it stood at an instant of the policy's zone."""
    zone = zone_of(at)
    reserved = in_force(terms.reservation, filing.started_on)
    until = deadline(day_start(filing.started_on, zone), reserved.value, zone).until
    open_ = Standing(filing.filing_id, "open", filing.staff_id, until)
    done = filing.completed_on if filing.completed_on is not None and filing.completed_on <= day_of(at, zone) else None
    numbers: dict[str, Number] = {"started_on": filing.started_on, "until": until}
    if done is None and at < until:
        return Decision(open_, (Reason("filing_reserved", reserved.clause, numbers),))
    if done is None or day_start(done, zone) >= until:
        late: dict[str, Number] = numbers if done is None else {**numbers, "completed_on": done}
        code = "filing_lapsed" if done is None else "filing_completed_late"
        return Decision(replace(open_, status="lapsed", owner=None), (Reason(code, reserved.clause, late),))
    missing = [
        term for term in terms.materials if term.starts_on <= max(done, terms.materials[0].starts_on) and not getattr(filing, term.value.material)
    ]
    if missing:
        reasons = tuple(Reason(f"filing_{term.value.material}_missing", term.clause) for term in missing)
        return Decision(replace(open_, status="invalid", owner=None), reasons)
    valid = _valid(terms, filing, open_, zone)
    return _first_order(terms, filing, store, valid, at) or _training(terms, filing, valid, at) or valid


def _valid(terms: FilingTerms, filing: Filing, open_: Standing, zone: tzinfo) -> Decision[Standing]:
    """Valid from the day on which photo and agreement were there; a missing bank account stops payment only (R-38)."""
    assert filing.completed_on is not None
    on = filing.completed_on
    trained, ordered = _ends(terms.training, filing, zone), _ends(terms.first_order, filing, zone)
    numbers: dict[str, Number] = {"completed_on": on, "training_until": trained[1].until, "first_order_until": ordered[1].until}
    reasons = [Reason("filing_valid", terms.materials[0].clause, numbers)]
    if not filing.bank:
        reasons.append(Reason("filing_bank_missing", in_force(terms.bank, on).clause))
    return Decision(replace(open_, status="valid"), tuple(reasons))


def _training(terms: FilingTerms, filing: Filing, valid: Decision[Standing], at: datetime) -> Decision[Standing] | None:
    """Back to the pool when no consultant was brought to the store in time. Clause 3.3."""
    zone = zone_of(at)
    term, end = _ends(terms.training, filing, zone)
    if at < end.until or (filing.trained_on is not None and end.contains(day_start(filing.trained_on, zone))):
        return None
    reason = Reason("filing_untrained", term.clause, {"completed_on": filing.completed_on or filing.started_on, "until": end.until})
    return Decision(replace(valid.outcome, status="to_redistribute", owner=None), (reason,))


def _first_order(terms: FilingTerms, filing: Filing, store: Store, valid: Decision[Standing], at: datetime) -> Decision[Standing] | None:
    """To the closer, when the salesperson brought no customer in the term and another then closed one. Clause 3.4."""
    zone = zone_of(at)
    term, end = _ends(terms.first_order, filing, zone)
    closings = sorted((row for row in store.closings if row.at <= at), key=lambda row: (row.at, row.deal_id))
    own = any(end.contains(row.at) for row in closings if not row.closers or filing.staff_id in row.closers)
    if own or any(end.contains(brought) for brought in store.brought):
        return None
    taken = next((row for row in closings if not end.contains(row.at) and row.closers and filing.staff_id not in row.closers), None)
    if taken is None:
        return None
    closer = min(taken.closers)
    numbers: dict[str, Number] = {"until": end.until, "deal_id": taken.deal_id, "closed_at": taken.at.astimezone(zone), "closer": closer}
    reasons = (Reason("filing_transferred", term.clause, numbers), Reason("filing_agreement_to_amend", term.clause))
    return Decision(replace(valid.outcome, status="transferred", owner=closer), reasons)


def _ends(terms: Iterable[Dated[Span]], filing: Filing, zone: tzinfo) -> tuple[Dated[Span], Deadline]:
    """The term that runs from the day on which the filing became valid, and its end (R-40)."""
    assert filing.completed_on is not None
    term = in_force(tuple(terms), filing.completed_on)
    return term, deadline(day_start(filing.completed_on, zone), term.value, zone)


def _refused(terms: FilingTerms, filing: Filing, holder: Decision[Standing]) -> Decision[Standing]:
    """The store is another salesperson's on the day on which the filing began. Clause 3.2."""
    term = in_force(terms.reservation, filing.started_on)
    standing = holder.outcome
    code = "filing_store_reserved" if standing.status == "open" else "filing_store_taken"
    numbers: dict[str, Number] = {"other_filing": standing.filing_id}
    if standing.status == "open" and standing.until is not None:
        numbers["until"] = standing.until
    return Decision(Standing(filing.filing_id, "invalid", None, None), (Reason(code, term.clause, numbers),))
