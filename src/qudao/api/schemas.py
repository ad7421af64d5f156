"""What machines send and get. Unknown fields are refused; instants are ISO 8601 with offset; money is yuan as text with two decimals."""

from datetime import UTC, date, datetime
from typing import Annotated

from ninja import Field, Schema
from pydantic import AfterValidator, AwareDatetime, ConfigDict

Instant = Annotated[datetime, AfterValidator(lambda at: at.astimezone(UTC))]
"""Always shown in UTC, so that the same instant is the same bytes."""


class Sent(Schema):
    """A request body: nothing but its fields."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class Because(Schema):
    """One reason: its code, the article, and the sentence in the language asked for."""

    code: str
    clause: str
    sentence: str


class RegistrationSent(Sent):
    project: str = Field(description="code of the project", max_length=64)
    customer_name: str = Field(max_length=200)
    phone: str = Field("", max_length=200)
    identity_no: str = Field("", max_length=200)
    company: str = Field("", max_length=400)
    corporate: bool = False
    customer_city: str = Field("", max_length=200)
    local: bool = True
    declared: bool = Field(
        description="the partner declares that it is no intercepted walk-in, no customer of the company's own and no other partner's"
    )
    planned_visit_on: date | None = None


class RegistrationShown(Schema):
    number: str
    project: str
    customer_name: str
    phone: str = Field(description="masked")
    stage: str
    received_at: Instant
    status: str
    protected_from: Instant | None
    protected_until: Instant | None = Field(description="exclusive")
    clause: str
    because: list[Because]
    policy: str


class RegistrationPage(Schema):
    items: list[RegistrationShown]
    next_before: Instant | None = Field(description="pass as `before` for the next page; blank at the end")


class VisitSent(Sent):
    project: str = Field(max_length=64)
    registration: str = Field("", description="number of the registration; blank: nobody brought the customer", max_length=40)
    customer_name: str = Field("", max_length=200)
    phone: str = Field("", max_length=200)
    identity_no: str = Field("", max_length=200)
    company: str = Field("", max_length=400)
    source: str = Field("channel", description="channel, walk_in, own, referral", max_length=20)
    learned_from: str = Field(description="how the customer learned of the project, at most 60 characters", max_length=200)


class VisitShown(Schema):
    number: str
    project: str
    at: Instant
    customer_name: str
    phone: str = Field(description="masked")
    source: str
    registration: str


class BuyerSent(Sent):
    name: str = Field(max_length=200)
    phone: str = Field("", max_length=200)
    identity_no: str = Field("", max_length=200)


class FamilySent(Sent):
    person: str = Field(max_length=200)
    relative: str = Field(max_length=200)
    relation: str = Field(max_length=20)


class DealSent(Sent):
    project: str = Field(max_length=64)
    unit: str = Field(max_length=200)
    price: str = Field(description="yuan, for example 2400000.00", max_length=40)
    list_price: str = Field("", max_length=40)
    buyers: list[BuyerSent] = Field(max_length=50)
    family: list[FamilySent] = Field(default_factory=list, max_length=50)
    claimed_by: str = Field("", description="code of the partner who claims the deal", max_length=64)
    visit: str = Field("", description="number of the visit", max_length=40)
    pre_subscribed_at: AwareDatetime | None = None
    subscribed_at: AwareDatetime | None = None
    contracted_at: AwareDatetime | None = None
    filed_at: AwareDatetime | None = None


class StageSent(Sent):
    stage: str = Field(description="pre_subscribed_at, subscribed_at, contracted_at, filed_at or paid_at", max_length=40)
    at: AwareDatetime


class CreditShown(Schema):
    partner: str
    registration: str
    share_bp: int
    clause: str


class DealShown(Schema):
    number: str
    project: str
    unit: str
    price: str
    pre_subscribed_at: Instant | None
    subscribed_at: Instant | None
    contracted_at: Instant | None
    filed_at: Instant | None
    cancelled_at: Instant | None
    credits: list[CreditShown]
    clause: str
    because: list[Because]
    policy: str
