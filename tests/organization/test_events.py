"""An event tells what happened, and never who a customer is."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from qudao.organization.events import record
from qudao.organization.models import Event, Role, User

AT = datetime(2026, 3, 9, 6, 5, tzinfo=UTC)
ID = UUID("00000000-0000-4000-8000-000000000000")
pytestmark = pytest.mark.django_db


@pytest.fixture
def user() -> User:
    return User.objects.create_user("zhou", role=Role.FINANCE)


def test_an_event_says_who_did_what_when_with_its_numbers(user: User) -> None:
    record("settlement.month_closed", user, by=user, at=AT, numbers={"deals": 3, "month": date(2026, 3, 1), "clause": "2.5", "statement": ID})
    (event,) = Event.objects.all()
    assert (event.kind, event.subject_type, event.subject_id, event.by, event.at) == (
        "settlement.month_closed",
        "organization.user",
        str(user.public_id),
        user,
        AT,
    )
    assert event.numbers == {"deals": 3, "month": "2026-03-01", "clause": "2.5", "statement": str(ID)}


@pytest.mark.parametrize("value", [None, True, 0, -5, AT, ID, "", "2.5", "C2.5", "property-distribution", "a.b", "2026-03-09", "f" * 64, [1, "2.5"]])
def test_ids_clauses_codes_and_numbers_are_kept(user: User, value: object) -> None:
    record("customers.visit_recorded", user, by=user, at=AT, numbers={"value": value})


PERSONAL = ["周敏", "Zhou Min", "13812345678", 13812345678, "138****5678", "138-1234-5678", "call13812345678", "11010119900307123X", ["周敏"]]


@pytest.mark.parametrize("value", [*PERSONAL, 1.5, b"x", {"a": 1}])
def test_what_could_be_a_name_or_a_phone_is_refused_and_not_repeated(user: User, value: object) -> None:
    with pytest.raises(ValueError, match="event holds") as caught:
        record("customers.visit_recorded", user, by=user, at=AT, numbers={"value": value})
    assert "138" not in str(caught.value)
    assert Event.objects.count() == 0


def test_a_sum_in_fen_may_look_like_a_phone(user: User) -> None:
    assert record("orders.deal_booked", user, by=user, at=AT, numbers={"price_fen": 13812345678}).numbers == {"price_fen": 13812345678}


@pytest.mark.parametrize("kind", ["visit", "Customers.visit", "customers.", "customers.visit recorded"])
def test_a_kind_is_app_and_past_tense(user: User, kind: str) -> None:
    with pytest.raises(ValueError, match="past_tense"):
        record(kind, user, by=user, at=AT)


def test_an_instant_without_a_zone_is_refused(user: User) -> None:
    with pytest.raises(ValueError, match="time zone"):
        record("customers.visit_recorded", user, by=user, at=AT.replace(tzinfo=None))
