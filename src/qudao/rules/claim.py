"""Terms of attribution, a claim that was weighed, and the ruling on a deal."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from qudao.rules.decision import Cited, Dated, Reason

Event = Literal["pre_subscribed_at", "subscribed_at", "contracted_at"]
Verdict = Literal["won", "later", "too_late", "lapsed", "incorrect", "disqualified", "refused", "evidence"]
"""`later`: in force and correct, but another claim (or this partner's own earlier one) goes before. `too_late`: received after the moment.
`disqualified`: an earlier record of the company, or a rival's running window, stands against it. `evidence`: a pre-report, which never owns."""

WHOLE_BP = 10_000


@dataclass(frozen=True, slots=True)
class Claim:
    """One registration weighed for a deal, with its own verdict and reasons. Nothing in it names a rival or a rival's time."""

    registration_id: str
    partner_id: str
    received_at: datetime
    protected_until: datetime | None
    verdict: Verdict
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Ruling:
    """Who owns a deal (blank: nobody), tested at which moment, why, and every claim that was weighed, in order of receipt."""

    deal_id: str
    moment: datetime | None
    partner_id: str | None
    registration_id: str | None
    share_bp: int
    reasons: tuple[Reason, ...]
    claims: tuple[Claim, ...] = ()

    @property
    def clause(self) -> str:
        return self.reasons[0].clause


@dataclass(frozen=True, slots=True)
class Moment:
    """Claims are tested at the earliest of these events of the deal."""

    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class Relatives:
    """The relations whose lock counts for the buyer."""

    relations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EarlierRecords:
    """Records of the company before the report that stand against it: of which origins, how many days back (blank: all)."""

    origins: tuple[Literal["walk_in", "own", "referral"], ...]
    unregistered_visits: bool
    """Whether a visit that a partner brought without a timely report counts as a walk-in."""
    look_back_days: int | None = None


@dataclass(frozen=True, slots=True)
class Grounds:
    """On which investigated and confirmed grounds an owner may be decided anew."""

    grounds: tuple[Literal["customer_complaint", "malicious_grabbing"], ...]


@dataclass(frozen=True, slots=True)
class RivalWindow:
    """A report made inside a rival's running window `waits` until that has lapsed, or is `void` and must be repeated."""

    inside: Literal["waits", "void"]


@dataclass(frozen=True, slots=True)
class AttributionTerms:
    """In YAML every item carries its fields, `starts_on` and `clause`. An empty list: the regulation does not know the rule."""

    moment: tuple[Dated[Moment], ...]
    unreported: tuple[Dated[Cited], ...]
    in_window: tuple[Dated[Cited], ...]
    identity: tuple[Dated[Cited], ...]
    correct_first: tuple[Dated[Cited], ...]
    earlier_first: tuple[Dated[Cited], ...]
    same_partner: tuple[Dated[Cited], ...]
    relatives: tuple[Dated[Relatives], ...] = ()
    joint_buyers: tuple[Dated[Cited], ...] = ()
    earlier_records: tuple[Dated[EarlierRecords], ...] = ()
    redetermination: tuple[Dated[Grounds], ...] = ()
    evidence_only: tuple[Dated[Cited], ...] = ()
    waiver: tuple[Dated[Cited], ...] = ()
    rival_window: tuple[Dated[RivalWindow], ...] = ()
