"""A clinic's stores and the patients whom earlier customers bring, through the tables of facts: what the desk is shown, and how many came."""

from datetime import datetime

import pytest

from qudao.decide.known import Facts
from qudao.decide.read import SHANGHAI
from qudao.decide.ruling import rule_all
from qudao.decide.sentences import sentence
from qudao.policies.load import load
from qudao.rules.decision import Reason
from qudao.rules.facts import Buyer, Deal, Partner, Registration, Staff
from qudao.rules.reception import Desk, route

POLICY = load("clinic-stores")
AT = datetime(2025, 5, 2, 9, tzinfo=SHANGHAI)
PAID = datetime(2025, 3, 10, 15, tzinfo=SHANGHAI)
LATER = datetime(2025, 6, 30, 12, tzinfo=SHANGHAI)


def report(key: str, phone: str = "13900000002", name: str = "何静") -> Registration:
    return Registration(key, AT, "S", "P", "formal", name, phone=phone)


def desk_shows(**attributes: object) -> list[Reason]:
    facts = Facts(partners=(Partner("S", "x", attributes=attributes),), staff=(Staff("Li", role="consultant"),), registrations=(report("R1"),))
    (row,) = rule_all(POLICY, facts, as_of=LATER).registrations
    return [reason for reason in row.reasons if reason.code.startswith("desk_")]


@pytest.mark.rulebook("PA-58")
def test_the_desk_is_shown_class_and_consultant_and_the_route_agrees() -> None:
    (reason,) = desk_shows(store_class="A", consultant="Li")
    assert sentence(reason, "zh").startswith("A - Li：")
    assert sentence(reason, "en").startswith("A - Li: ")
    routed = route(POLICY.reception, store_class="A", maintained_by="Li", desk=Desk(("Chen", "Li"), "Chen"), at=AT)
    assert routed.outcome.consultant == "Li"


def test_of_another_class_no_consultant_is_shown() -> None:
    assert [reason.code for reason in desk_shows(store_class="B", consultant="Li")] == ["desk_rotation"]
    assert desk_shows() == []


def brought(*reports: Registration) -> int | None:
    """How many new patients the customer of a closed deal has brought, when it names these reports."""
    deal = Deal("D1", "P", partner_id="S", paid_at=PAID, attributes={"referred": [row.registration_id for row in reports]})
    facts = Facts(partners=(Partner("S", "x"),), deals=(deal,), buyers=(Buyer("D1", "周敏", "13812345678"),), registrations=reports)
    (row,) = rule_all(POLICY, facts, as_of=LATER).attributions
    return next((int(reason.numbers["count"]) for reason in row.reasons if reason.code == "referral_count"), None)


@pytest.mark.rulebook("CU-29")
def test_the_customers_referral_count_is_none_one_or_two() -> None:
    one, two = report("R1"), report("R2", "13900000003", "李云")
    assert brought() is None
    assert brought(report("R0", "13812345678", "周敏")) == 0
    assert brought(one) == 1
    assert brought(one, two) == 2


def test_a_patient_reported_twice_is_brought_once() -> None:
    assert brought(report("R1"), report("R2")) == 1
