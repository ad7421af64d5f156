"""Facts: what was recorded, by whom and when. Instants are timezone-aware; blank (None) means unknown.

The columns are those of the file contract (`qudao schema`); the database's rows become the same dataclasses.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

Attributes = Mapping[str, Any]
"""What a pack reads besides the columns, by name; numbers are int or Decimal, never float."""


@dataclass(frozen=True, slots=True)
class Partner:
    partner_id: str
    name: str
    kind: str | None = None
    grade: str | None = None
    joined_on: date | None = None
    suspended: tuple[tuple[datetime, datetime | None], ...] = ()
    """Half-open periods in which the partner was suspended or blacklisted (end None: for good)."""
    attributes: Attributes = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Project:
    project_id: str
    name: str
    city: str | None = None
    opens_on: date | None = None
    promotion_area: tuple[str, ...] = ()
    interception_radius_m: int | None = None


@dataclass(frozen=True, slots=True)
class Staff:
    staff_id: str
    name: str | None = None
    role: str | None = None
    partner_id: str | None = None
    unit: str | None = None
    joined_on: date | None = None
    left_on: date | None = None


@dataclass(frozen=True, slots=True)
class Relation:
    """Two persons, each named by a phone or an identity number."""

    person: str
    relative: str
    relation: str


@dataclass(frozen=True, slots=True)
class Registration:
    registration_id: str
    received_at: datetime
    partner_id: str
    project_id: str
    stage: str
    customer_name: str
    phone: str | None = None
    identity_no: str | None = None
    company: str | None = None
    corporate: bool | None = None
    customer_city: str | None = None
    local: bool | None = None
    declared: bool | None = None
    planned_visit_on: date | None = None
    customer_signed: bool | None = None
    manager_signed: bool | None = None
    filed_by: str | None = None
    exception: str | None = None


@dataclass(frozen=True, slots=True)
class Visit:
    visit_id: str
    at: datetime
    project_id: str
    customer_name: str
    phone: str | None = None
    identity_no: str | None = None
    company: str | None = None
    partner_id: str | None = None
    source: str | None = None
    bulk: bool | None = None
    message_at: datetime | None = None
    desk_at: datetime | None = None
    office_passed_at: datetime | None = None
    leader_signed_at: datetime | None = None
    entered_at: datetime | None = None
    confirmed: bool | None = None


@dataclass(frozen=True, slots=True)
class Extension:
    registration_id: str
    requested_at: datetime
    approved_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Buyer:
    deal_id: str
    name: str
    phone: str | None = None
    identity_no: str | None = None


@dataclass(frozen=True, slots=True)
class Deal:
    deal_id: str
    project_id: str
    partner_id: str | None = None
    pre_subscribed_at: datetime | None = None
    subscribed_at: datetime | None = None
    contracted_at: datetime | None = None
    filed_at: datetime | None = None
    paid_at: datetime | None = None
    unit: str | None = None
    list_price_fen: int | None = None
    price_fen: int | None = None
    cancelled_at: datetime | None = None
    attributes: Attributes = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DealLine:
    """One line of a deal; money is the total of the line, never a unit price."""

    deal_id: str
    line_no: int
    category: str
    item: str | None = None
    quantity: int | None = None
    list_price_fen: int | None = None
    price_fen: int | None = None
    cost_fen: int | None = None
    attributes: Attributes = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Introduction:
    """A person of a deal and what part that person had in it."""

    deal_id: str
    staff_id: str
    role: str


@dataclass(frozen=True, slots=True)
class Filing:
    """A partner (a store) filed by a salesperson."""

    filing_id: str
    partner_id: str
    staff_id: str
    started_on: date
    completed_on: date | None = None
    photo: bool | None = None
    agreement: bool | None = None
    bank: bool | None = None
    trained_on: date | None = None


@dataclass(frozen=True, slots=True)
class Refund:
    refund_id: str
    deal_id: str
    line_no: int
    at: datetime
    amount_fen: int


@dataclass(frozen=True, slots=True)
class Result:
    """What a person or a partner achieved in a month; `month` is its first day."""

    subject_id: str
    month: date
    measure: str
    value: Decimal


@dataclass(frozen=True, slots=True)
class Exam:
    staff_id: str
    exam: str
    passed_on: date


@dataclass(frozen=True, slots=True)
class Score:
    subject_id: str
    period: str
    dimension: str
    score: Decimal


@dataclass(frozen=True, slots=True)
class Payout:
    deal_id: str
    payee: str
    paid_at: datetime
    amount_fen: int


@dataclass(frozen=True, slots=True)
class Redetermination:
    deal_id: str
    partner_id: str
    approved_at: datetime
    grounds: str


@dataclass(frozen=True, slots=True)
class Dispute:
    dispute_id: str
    deal_id: str
    partner_id: str
    raised_at: datetime


@dataclass(frozen=True, slots=True)
class Callback:
    deal_id: str
    at: datetime
    answer: str


@dataclass(frozen=True, slots=True)
class Violation:
    violation_id: str
    at: datetime
    kind: str
    partner_id: str | None = None
    staff_id: str | None = None
    project_id: str | None = None
    deal_id: str | None = None
    occurred_at: datetime | None = None
    distance_m: int | None = None
