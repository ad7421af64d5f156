"""Terms and outcome of protection, and the facts it may look at."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from qudao.rules.decision import Cited, Dated
from qudao.rules.facts import Extension, Partner, Project, Registration, Staff, Visit
from qudao.rules.period import Counting

Status = Literal["refused", "pre_registered", "registered", "visited", "extended", "lapsed"]


@dataclass(frozen=True, slots=True)
class Window:
    """A registration's status and its half-open window; a refused or a pre-registered one has none."""

    status: Status
    protected_from: datetime | None
    protected_until: datetime | None


@dataclass(frozen=True, slots=True)
class Days:
    """A protection of so many days, and how they are counted."""

    days: int
    counted_from: Counting


@dataclass(frozen=True, slots=True)
class LeadTime:
    """How long before the first visit a report is due: minutes for a local customer; for a remote one the day before, or 24 hours."""

    local_minutes: int
    remote: Literal["previous_day", "24h"]
    exception: bool
    """Whether the site leader's recorded reason excuses a late report of a remote customer."""


@dataclass(frozen=True, slots=True)
class Chain:
    """The papers of a first visit: which are needed, and which of them must carry the visit's own day."""

    steps: tuple[Literal["message_at", "desk_at", "office_passed_at", "leader_signed_at", "entered_at"], ...]
    on_the_day: tuple[Literal["message_at", "desk_at", "office_passed_at", "leader_signed_at", "entered_at"], ...]


@dataclass(frozen=True, slots=True)
class BulkExtension:
    """So many more days, so many times, for a customer whom the site found to be bulk, asked while protected and agreed."""

    days: int
    times: int


@dataclass(frozen=True, slots=True)
class Required:
    """What a report must carry to count; a pack lists the demands it knows."""

    demand: Literal["declaration", "identification", "company", "phone", "standing", "designated_filer", "customer_signature", "manager_signature"]


@dataclass(frozen=True, slots=True)
class PreReport:
    """A pre-report is due so many calendar days before the planned visit, and is evidence only."""

    days_before: int


@dataclass(frozen=True, slots=True)
class OpeningDay:
    """A formal report holds until the end of opening day; one made on opening day follows this rule or the one after it."""

    on_opening_day: Literal["before", "after"]


@dataclass(frozen=True, slots=True)
class Burst:
    """So many reports by one person within so many minutes, with consecutive phones, are held for the back office to look at."""

    reports: int
    minutes: int


@dataclass(frozen=True, slots=True)
class EndingNotice:
    """A partner is reminded so many days before a window ends."""

    days_before: int


@dataclass(frozen=True, slots=True)
class DistributionTerms:
    """Terms of 分销商客户管理制度. In YAML every item carries its fields, `starts_on` and `clause`."""

    required: tuple[Dated[Required], ...]
    lead_time: tuple[Dated[LeadTime], ...]
    before_visit: tuple[Dated[Days], ...]
    after_visit: tuple[Dated[Days], ...]
    chain: tuple[Dated[Chain], ...]
    bulk_decision: tuple[Dated[Cited], ...]
    bulk_extension: tuple[Dated[BulkExtension], ...]
    total_after_visit: tuple[Dated[Days], ...]
    bursts: tuple[Dated[Burst], ...] = ()
    ending_notice: tuple[Dated[EndingNotice], ...] = ()


@dataclass(frozen=True, slots=True)
class IntercompanyTerms:
    """Terms of 客户归属认定及报备细则. In YAML every item carries its fields, `starts_on` and `clause`."""

    required_pre: tuple[Dated[Required], ...]
    required_formal: tuple[Dated[Required], ...]
    pre_report: tuple[Dated[PreReport], ...]
    evidence: tuple[Dated[Cited], ...]
    before_opening: tuple[Dated[OpeningDay], ...]
    after_opening: tuple[Dated[Days], ...]
    bursts: tuple[Dated[Burst], ...] = ()
    ending_notice: tuple[Dated[EndingNotice], ...] = ()


ProtectionTerms = DistributionTerms | IntercompanyTerms


@dataclass(frozen=True, slots=True)
class Own:
    """What one partner did at one project: the only facts that its registrations' windows may depend on."""

    partner: Partner | None
    project: Project | None
    registrations: tuple[Registration, ...]
    visits: tuple[Visit, ...] = ()
    extensions: tuple[Extension, ...] = ()
    filers: tuple[Staff, ...] = ()
    """The partner's designated filers, past ones too."""
