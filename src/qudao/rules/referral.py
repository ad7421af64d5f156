"""Patients whom an earlier customer brought (老带新): the link to that customer's case. Clause 1.4 of 市场部工作流程及相关制度."""

from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from qudao.rules.decision import Decision, Number, Reason
from qudao.rules.period import day_of, in_force
from qudao.rules.reception import ReceptionTerms


@dataclass(frozen=True, slots=True)
class Referred:
    """A report of a new patient that the case of the customer who brought the patient names."""

    registration_id: str
    closed_at: datetime | None
    """When the earlier customer's case was closed; None while it is open or once it was cancelled."""
    received_at: datetime
    """When the new patient was reported."""
    counts: bool
    """Whether the report itself is one that counts."""
    customer_since: datetime | None = None
    """When the patient's own first deal was closed; None: never."""


def link(terms: ReceptionTerms, *, referred: Referred, zone: tzinfo) -> Decision[bool]:
    """Whether a new patient is linked to an earlier customer's case: that case was closed before the report, and the patient was no customer yet.

    Clause 1.4; CU-29. At the very instant of the report is not before. `terms.referral` is not empty.
    """
    clause = in_force(terms.referral, day_of(referred.received_at, zone)).clause
    received_at = referred.received_at.astimezone(zone)
    numbers: dict[str, Number] = {"registration_id": referred.registration_id, "received_at": received_at}
    if not referred.counts:
        return Decision(outcome=False, reasons=(Reason("referral_of_no_report", clause, numbers),))
    if referred.closed_at is None or referred.closed_at >= referred.received_at:
        return Decision(outcome=False, reasons=(Reason("referral_of_open_case", clause, numbers),))
    if referred.customer_since is not None and referred.customer_since < referred.received_at:
        return Decision(outcome=False, reasons=(Reason("referral_of_customer", clause, numbers),))
    return Decision(outcome=True, reasons=(Reason("referral_linked", clause, numbers),))


def counted(terms: ReceptionTerms, *, count: int, on: date) -> Reason:
    """How many new patients the customer of a case has brought by a day. Clause 1.4. `terms.referral` is not empty."""
    return Reason("referral_count", in_force(terms.referral, on).clause, {"count": count})
