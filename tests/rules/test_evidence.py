"""Which visits are a deal owner's own, and what is missing from their papers."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from qudao.policies.load import load
from qudao.rules.evidence import Trail, deficits, missing_sources
from qudao.rules.facts import Buyer, Registration, Visit
from qudao.rules.window import DistributionTerms

ZONE = ZoneInfo("Asia/Shanghai")
PROTECTION = load("property-distribution").protection
assert isinstance(PROTECTION, DistributionTerms)
CHAIN = PROTECTION.chain


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


REPORT = Registration("R1", at("2025-03-03 09:00"), "A", "P", "formal", "周敏", phone="138****5678")
VISIT = Visit("V1", at("2025-03-03 11:00"), "P", "周敏", phone="13812345678", partner_id="A")
BUYER = Buyer("D1", "周敏", phone="13812345678")


def found(
    *visits: Visit, reports: tuple[Registration, ...] = (REPORT,), buyers: tuple[Buyer, ...] = (), registration: Registration | None = REPORT
) -> list[str]:
    own = Trail(visits, reports).own(partner_id="A", project_id="P", registration=registration, buyers=buyers)
    return [visit.visit_id for visit in own]


@pytest.mark.parametrize(
    ("changes", "mine"),
    [
        ({}, True),
        ({"customer_name": "ZM"}, False),
        ({"phone": "13800005679"}, True),  # the name alone carries it: no other report names this visitor
        ({"phone": None}, True),
        ({"partner_id": "B"}, False),
        ({"partner_id": None}, False),
        ({"project_id": "Q"}, False),
        ({"source": "own"}, False),
        ({"at": at("2025-03-03 08:59:59")}, False),
        ({"at": at("2025-03-03 09:00")}, True),
    ],
)
def test_a_visit_is_the_owners_when_he_brought_the_customer_he_reported(changes: dict[str, Any], mine: bool) -> None:
    assert found(replace(VISIT, **changes)) == (["V1"] if mine else [])


def test_a_visitor_whom_another_report_names_by_an_identifier_belongs_to_that_report() -> None:
    namesake = replace(REPORT, registration_id="R2", phone="13900000000")
    assert found(replace(VISIT, phone="13900000000"), reports=(REPORT, namesake)) == []


def test_a_visit_by_the_buyer_counts_where_a_relative_was_reported() -> None:
    wife = replace(REPORT, customer_name="李丽", phone="13611112222")
    assert found(VISIT, reports=(wife,), registration=wife) == []
    assert found(VISIT, reports=(wife,), registration=wife, buyers=(BUYER,)) == ["V1"]


def test_an_owner_decided_anew_shows_his_visit_with_the_buyer() -> None:
    assert found(replace(VISIT, at=at("2025-02-01 10:00")), registration=None, buyers=(BUYER,)) == ["V1"]


def test_visits_come_in_order_and_once() -> None:
    later = replace(VISIT, visit_id="V0", at=at("2025-03-05 10:00"))
    assert found(later, VISIT, buyers=(BUYER,)) == ["V1", "V0"]


def test_what_is_missing_is_named_with_the_visit() -> None:
    assert deficits([], chain=CHAIN, zone=ZONE) == {"visit_missing": {}}
    begun = replace(VISIT, message_at=at("2025-03-03 10:50"), desk_at=at("2025-03-03 11:00"))
    lacking = deficits([begun], chain=CHAIN, zone=ZONE)
    assert lacking["chain_unfinished"] == {"visit_id": "V1", "missing": "office_passed_at;leader_signed_at;entered_at"}
    assert lacking["confirmation_missing"] == {"visit_id": "V1"}
    assert deficits([replace(VISIT, confirmed=True)], chain=CHAIN, zone=ZONE) == {}


def test_the_three_sources_that_are_missing_are_named_in_their_order() -> None:
    assert missing_sources([], None) == ("registration", "confirmation", "system")
    assert missing_sources([replace(VISIT, confirmed=True, desk_at=VISIT.at)], "R1") == ("system",)
    assert missing_sources([replace(VISIT, confirmed=True, entered_at=at("2025-03-03 14:00"))], "R1") == ()


@pytest.mark.parametrize("paper", ["message_at", "desk_at", "office_passed_at", "leader_signed_at"])
def test_a_visit_without_any_paper_lacks_none_in_a_dispute_as_in_a_commission_and_a_begun_chain_lacks_its_entry_in_both(paper: str) -> None:
    bare, begun = replace(VISIT, confirmed=True), replace(VISIT, confirmed=True, **{paper: VISIT.at})  # type: ignore[arg-type]

    assert missing_sources([bare], "R1") == ()
    assert deficits([bare], chain=CHAIN, zone=ZONE) == {}
    assert missing_sources([begun], "R1") == ("system",)
    assert set(deficits([begun], chain=CHAIN, zone=ZONE)) == {"chain_unfinished"}
