"""What was known at an instant: facts later than it are blank."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import TypeVar

from qudao.rules.facts import (
    Buyer,
    Callback,
    Deal,
    DealLine,
    Dispute,
    Exam,
    Extension,
    Filing,
    Introduction,
    Partner,
    Payout,
    Project,
    Redetermination,
    Refund,
    Registration,
    Relation,
    Result,
    Score,
    Staff,
    Violation,
    Visit,
)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Facts:
    """Tables of facts, in any order; ids are unique within a table and refer to rows that exist."""

    partners: tuple[Partner, ...] = ()
    projects: tuple[Project, ...] = ()
    staff: tuple[Staff, ...] = ()
    relations: tuple[Relation, ...] = ()
    registrations: tuple[Registration, ...] = ()
    visits: tuple[Visit, ...] = ()
    extensions: tuple[Extension, ...] = ()
    deals: tuple[Deal, ...] = ()
    buyers: tuple[Buyer, ...] = ()
    payouts: tuple[Payout, ...] = ()
    redeterminations: tuple[Redetermination, ...] = ()
    disputes: tuple[Dispute, ...] = ()
    callbacks: tuple[Callback, ...] = ()
    violations: tuple[Violation, ...] = ()
    deal_lines: tuple[DealLine, ...] = ()
    introductions: tuple[Introduction, ...] = ()
    filings: tuple[Filing, ...] = ()
    refunds: tuple[Refund, ...] = ()
    results: tuple[Result, ...] = ()
    exams: tuple[Exam, ...] = ()
    scores: tuple[Score, ...] = ()


def known(facts: Facts, as_of: datetime) -> Facts:
    """The facts as they stood at `as_of`: rows that happened later are dropped, other later instants and days are blank.

    A day without an hour is known from its beginning in the zone of `as_of`; a month's result when the month is over.
    """
    today = as_of.date()
    deals = _blanked(facts.deals, ("pre_subscribed_at", "subscribed_at", "contracted_at", "filed_at", "paid_at", "cancelled_at"), as_of)
    chain = ("message_at", "desk_at", "office_passed_at", "leader_signed_at", "entered_at")
    return replace(
        facts,
        registrations=tuple(row for row in facts.registrations if row.received_at <= as_of),
        visits=_blanked([row for row in facts.visits if row.at <= as_of], chain, as_of),
        extensions=_blanked([row for row in facts.extensions if row.requested_at <= as_of], ("approved_at",), as_of),
        deals=deals,
        payouts=tuple(row for row in facts.payouts if row.paid_at <= as_of),
        redeterminations=tuple(row for row in facts.redeterminations if row.approved_at <= as_of),
        disputes=tuple(row for row in facts.disputes if row.raised_at <= as_of),
        callbacks=tuple(row for row in facts.callbacks if row.at <= as_of),
        violations=_blanked([row for row in facts.violations if row.at <= as_of], ("occurred_at",), as_of),
        filings=_blanked([row for row in facts.filings if row.started_on <= today], ("completed_on", "trained_on"), today),
        refunds=tuple(row for row in facts.refunds if row.at <= as_of),
        results=tuple(row for row in facts.results if is_over(row.month, today)),
        exams=tuple(row for row in facts.exams if row.passed_on <= today),
    )


def is_over(month: date, today: date) -> bool:
    """Whether a month, given by its first day, has ended by a day: its last day is over at 24:00, or the day itself is later."""
    return (month.year, month.month) < (today.year, today.month)


def latest(facts: Facts) -> datetime | None:
    """The latest instant that happened among the facts; plans (planned_visit_on, opens_on) do not count."""
    return max((value for table in fields(facts) for row in getattr(facts, table.name) for value in _instants(row)), default=None)


def _instants(row: object) -> list[datetime]:
    values = [getattr(row, field.name) for field in fields(row)]  # type: ignore[arg-type]
    return [value for value in values if isinstance(value, datetime)]


def _blanked(rows: Sequence[T], columns: tuple[str, ...], as_of: date) -> tuple[T, ...]:
    """The rows with every later instant (or day) of the named columns blank; rows without one stay the same object."""
    result = []
    for row in rows:
        late = [column for column in columns if (value := getattr(row, column)) is not None and value > as_of]
        result.append(replace(row, **dict.fromkeys(late)) if late else row)  # type: ignore[type-var]
    return tuple(result)
