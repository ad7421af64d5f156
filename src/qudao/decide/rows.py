"""Rows of decisions, one dataclass per output table of the file contract. Money in fen, instants in the policy's zone."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from qudao.policies.load import Policy
from qudao.rules.attribution import Ruling
from qudao.rules.decision import Reason
from qudao.rules.protection import Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What every row ends with. `clause` is the bare number of the first reason; `Policy.cite` adds the regulation's name."""

    reasons: tuple[Reason, ...]
    policy_version: str

    @property
    def clause(self) -> str:
        return self.reasons[0].clause


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationRow(Decided):
    registration_id: str
    status: Status
    protected_from: datetime | None
    protected_until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributionRow(Decided):
    deal_id: str
    partner_id: str | None
    registration_id: str | None
    share_bp: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeRow(Decided):
    dispute_id: str
    accepted: bool
    winner: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CommissionRow(Decided):
    deal_id: str
    line_no: int | None
    payee: str
    rule: str
    base_fen: int | None
    rate_bp: int | None
    amount_fen: int
    status: str
    period: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CallbackSampleRow(Decided):
    period: str
    deal_id: str
    sampled: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PenaltyRow(Decided):
    violation_id: str
    subject_id: str
    step: int | None
    fine_fen: int
    action: str
    until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FilingRow(Decided):
    filing_id: str
    status: str
    owner: str | None
    until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeRow(Decided):
    subject_id: str
    period: str
    score: Decimal | None
    grade: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificationRow(Decided):
    staff_id: str
    certificate: str
    earned_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class CareerRow(Decided):
    staff_id: str
    level: str
    reached_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgressRow(Decided):
    """A level that a person has not reached: how much of what it asks for has come together."""

    staff_id: str
    level: str
    counted: Decimal
    needed: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffingRow(Decided):
    """A post of a unit: how many hold it, and whether the regulation allows that."""

    unit: str
    post: str
    headcount: int
    status: str


@dataclass(frozen=True, slots=True)
class Decisions:
    """Everything decided on one set of facts as of one instant; rows are sorted by their ids."""

    policy: Policy
    as_of: datetime
    registrations: tuple[RegistrationRow, ...] = ()
    attributions: tuple[AttributionRow, ...] = ()
    disputes: tuple[DisputeRow, ...] = ()
    commissions: tuple[CommissionRow, ...] = ()
    callback_samples: tuple[CallbackSampleRow, ...] = ()
    penalties: tuple[PenaltyRow, ...] = ()
    filings: tuple[FilingRow, ...] = ()
    grades: tuple[GradeRow, ...] = ()
    certifications: tuple[CertificationRow, ...] = ()
    career: tuple[CareerRow, ...] = ()
    progress: tuple[ProgressRow, ...] = ()
    staffing: tuple[StaffingRow, ...] = ()
    rulings: Mapping[str, Ruling] = field(default_factory=dict)
    """Behind `attributions`: every deal's ruling with all claims weighed."""
