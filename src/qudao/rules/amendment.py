"""Who may approve an amendment of a policy, and what must have been done before. CL-03, CO-30; the invariants of approvals."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from qudao.rules.decision import Decision, Number, Reason


@dataclass(frozen=True, slots=True)
class AmendmentTerms:
    """The roles that may approve, and how many days before it starts those affected are told of it."""

    approved_by: tuple[str, ...]
    notice_days: int
    clause: str


@dataclass(frozen=True, slots=True)
class Amendment:
    """A version as it lies before its approver."""

    authors: frozenset[str]
    """Everybody who drafted, wrote in or submitted it."""
    open_errors: int
    open_warnings: int
    """Warnings of the check that nobody has answered."""
    backtest: Literal["seen", "unseen", "not_needed"]
    """Whether the approver looked at what exactly this content would have done; not needed where nothing was ever decided by the policy."""
    is_on_latest: bool
    """Whether it stands on the version approved last."""
    starts_on: date
    not_before: date | None
    """The start of the version approved last, before which nothing new can start; None for a first version."""
    short_notice_explained: bool


@dataclass(frozen=True, slots=True)
class Approver:
    """Who approves, and the content that he looked at."""

    person: str
    role: str
    saw_this_content: bool


def decide(terms: AmendmentTerms, *, amendment: Amendment, approver: Approver, today: date) -> Decision[bool]:
    """Whether the approver may approve it today; everything that is missing is named, the first reason decides.

    CL-03: an amendment goes through the approver that the policy prescribes. CO-30: those affected are told in time, or a reason is given.
    Nobody approves what he wrote; what is approved is what was looked at.
    """
    missing = (*_person(terms, amendment, approver), *_content(terms, amendment, approver), *_start(terms, amendment, today))
    if missing:
        return Decision(outcome=False, reasons=missing)
    numbers: dict[str, Number] = {"role": approver.role, "starts_on": amendment.starts_on}
    return Decision(outcome=True, reasons=(Reason("amendment_approved", terms.clause, numbers),))


def _person(terms: AmendmentTerms, amendment: Amendment, approver: Approver) -> Iterator[Reason]:
    if approver.person in amendment.authors:
        yield Reason("amendment_by_its_author", terms.clause)
    if approver.role not in terms.approved_by:
        yield Reason("amendment_wrong_role", terms.clause, {"role": approver.role, "roles": ";".join(terms.approved_by)})


def _content(terms: AmendmentTerms, amendment: Amendment, approver: Approver) -> Iterator[Reason]:
    if not approver.saw_this_content:
        yield Reason("amendment_changed_meanwhile", terms.clause)
    if not amendment.is_on_latest:
        yield Reason("amendment_on_older_version", terms.clause)
    if amendment.open_errors:
        yield Reason("amendment_has_errors", terms.clause, {"count": amendment.open_errors})
    if amendment.open_warnings:
        yield Reason("amendment_has_open_warnings", terms.clause, {"count": amendment.open_warnings})
    if amendment.backtest == "unseen":
        yield Reason("amendment_backtest_unseen", terms.clause)


def never_in_time(terms: AmendmentTerms, *, starts_on: date, not_before: date | None, today: date) -> Iterator[Reason]:
    """Why no approver can let a version start on that day, today or later; nothing for a first version (`not_before` is None)."""
    if not_before is not None and starts_on <= today:
        yield Reason("amendment_not_ahead", terms.clause, {"starts_on": starts_on})
    if not_before is not None and starts_on < not_before:
        yield Reason("amendment_before_last", terms.clause, {"starts_on": starts_on, "last_on": not_before})


def _start(terms: AmendmentTerms, amendment: Amendment, today: date) -> Iterator[Reason]:
    yield from never_in_time(terms, starts_on=amendment.starts_on, not_before=amendment.not_before, today=today)
    notice = (amendment.starts_on - today).days
    if amendment.not_before is not None and notice < terms.notice_days and not amendment.short_notice_explained:
        numbers: dict[str, Number] = {"days": max(notice, 0), "notice_days": terms.notice_days, "starts_on": amendment.starts_on}
        yield Reason("amendment_notice_short", terms.clause, numbers)
