"""What is said about a deal when it is booked, and what is wrong with it."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from qudao.customers.models import Visit
from qudao.kit.refused import Refused
from qudao.partners.models import Partner
from qudao.rules.identity import is_masked, normal_identity, normal_name, normal_phone
from qudao.rules.money import MAX_FEN

STAGES = ("pre_subscribed_at", "subscribed_at", "contracted_at", "filed_at")
"""In the order in which a deal passes them."""

INSTANTS = (*STAGES, "paid_at")
RELATIONS = ("spouse", "parent", "child", "sibling")
EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
LONGEST = 100
MOST_BUYERS = 20
PHONE = re.compile(r"1\d{10}|1\d{2}\*{4}\d{4}|0?[2-9]\d{6,11}")
IDENTITY = re.compile(r"\d{17}[0-9X]|\d{15}|[A-Z0-9]{5,18}")


@dataclass(frozen=True, slots=True, kw_only=True)
class BuyerDetails:
    """One buyer: a name, and a phone or an identity number if known."""

    name: str
    phone: str = ""
    identity_no: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyDetails:
    """A relative of a buyer, both known by a phone or an identity number."""

    person: str
    relative: str
    relation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DealDetails:
    """A deal as it is booked. `number` and `is_history` are for the back office's imports only."""

    unit: str
    price_fen: int
    buyers: tuple[BuyerDetails, ...]
    list_price_fen: int | None = None
    pre_subscribed_at: datetime | None = None
    subscribed_at: datetime | None = None
    contracted_at: datetime | None = None
    filed_at: datetime | None = None
    paid_at: datetime | None = None
    cancelled_at: datetime | None = None
    claimed_by: Partner | None = None
    visit: Visit | None = None
    family: tuple[FamilyDetails, ...] = ()
    number: str = ""
    is_history: bool = False


def normal_unit(unit: str) -> str:
    """A unit's number as it is compared: half width, upper case, no blanks (３-1201 is 3-1201)."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", unit)).upper()


def problems(details: DealDetails, *, at: datetime) -> Iterator[Refused]:
    """Everything that is wrong with the details, each with its field; nothing when they can be booked."""
    unit = normal_unit(details.unit)
    if not unit:
        yield Refused("deal_without_unit", where="unit")
    elif len(unit) > LONGEST or not unit.isprintable():
        yield Refused("deal_unit_unreadable", numbers={"longest": LONGEST}, where="unit")
    for name, price in (("price", details.price_fen), ("list_price", details.list_price_fen)):
        if price is not None and price < 0:
            yield Refused("price_negative", where=name)
        elif price is not None and price > MAX_FEN:
            yield Refused("price_absurd", where=name)
    yield from stage_problems({name: getattr(details, name) for name in INSTANTS}, at=at)
    yield from _buyer_problems(details)
    for position, relation in enumerate(details.family):
        yield from _family_problems(position, relation)


def stage_problems(instants: dict[str, datetime | None], *, at: datetime) -> Iterator[Refused]:
    """What is wrong with the instants of a deal's stages: none at all, in the future, absurd, or out of order (CU-30)."""
    if not any(instants.get(name) for name in STAGES):
        yield Refused("deal_without_stage", where="subscribed_at")
    for name, instant in instants.items():
        if instant is not None and instant > at:
            yield Refused("instant_in_future", numbers={"at": instant}, where=name)
        elif instant is not None and instant < EARLIEST:
            yield Refused("instant_absurd", numbers={"at": instant, "earliest": EARLIEST}, where=name)
    before: tuple[str, datetime] | None = None
    for name in STAGES:
        instant = instants.get(name)
        if instant is None:
            continue
        if before is not None and instant < before[1]:
            yield Refused("stages_out_of_order", numbers={"stage": name, "at": instant, "before": before[0], "before_at": before[1]}, where=name)
        before = (name, instant)
    yield from _paid_too_early(instants)
    if instants.get("filed_at") and not instants.get("contracted_at"):
        yield Refused("filed_without_contract", where="filed_at")


def _paid_too_early(instants: dict[str, datetime | None]) -> Iterator[Refused]:
    """Money comes with the first stage at the earliest; after it, in no fixed order."""
    passed = [(instant, name) for name in STAGES if (instant := instants.get(name)) is not None]
    paid = instants.get("paid_at")
    if paid is not None and passed and paid < min(passed)[0]:
        first_at, first = min(passed)
        yield Refused("stages_out_of_order", numbers={"stage": "paid_at", "at": paid, "before": first, "before_at": first_at}, where="paid_at")


def _buyer_problems(details: DealDetails) -> Iterator[Refused]:
    if not details.buyers:
        yield Refused("deal_without_buyers", where="buyer_0_name")
    if len(details.buyers) > MOST_BUYERS:
        yield Refused("too_many_buyers", numbers={"most": MOST_BUYERS}, where=f"buyer_{MOST_BUYERS}_name")
    for position, buyer in enumerate(details.buyers):
        where = f"buyer_{position}"
        if not normal_name(buyer.name) or not buyer.name.isprintable() or len(buyer.name) > LONGEST:
            yield Refused("buyer_without_name", numbers={"position": position + 1}, where=f"{where}_name")
        if buyer.phone and not PHONE.fullmatch(normal_phone(buyer.phone)):
            yield Refused("phone_malformed", numbers={"position": position + 1}, where=f"{where}_phone")
        if buyer.identity_no and not IDENTITY.fullmatch(normal_identity(buyer.identity_no)):
            yield Refused("identity_malformed", numbers={"position": position + 1}, where=f"{where}_identity_no")


def _family_problems(position: int, relation: FamilyDetails) -> Iterator[Refused]:
    if relation.relation not in RELATIONS:
        yield Refused("relation_unknown", numbers={"position": position + 1}, where=f"family_{position}_relation")
    for name in ("person", "relative"):
        value = getattr(relation, name)
        phone = normal_phone(value)
        if is_masked(phone) or not (PHONE.fullmatch(phone) or IDENTITY.fullmatch(normal_identity(value))):
            yield Refused("relative_malformed", numbers={"position": position + 1}, where=f"family_{position}_{name}")
