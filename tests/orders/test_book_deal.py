"""Booking a deal: who owns it, what is refused, and what is told to whom."""

from dataclasses import replace

import pytest
from django.db import IntegrityError, connection, transaction

from qudao.customers.models import Notice
from qudao.customers.report import Report
from qudao.customers.visit_details import VisitDetails
from qudao.kit.refused import Refused
from qudao.orders.actions.advance_deal import advance_deal
from qudao.orders.actions.cancel_deal import cancel_deal
from qudao.orders.details import BuyerDetails, FamilyDetails, problems
from qudao.orders.models import Credit, Deal, Letter
from qudao.orders.refusals import message
from qudao.organization.models import Event
from tests.support.deals import ZHOU, booked, clerk, details, formally, owner, ruling
from tests.support.desk import REPORT, came, came_alone, papers, reported
from tests.support.town import at, partner, project

pytestmark = pytest.mark.django_db


def visited_and_entered(firm: str, when: str, come: str, *, by: str, report: Report = REPORT) -> None:
    """A report with a visit and all papers on the visit's day."""
    registration = reported(when, report, of=firm, by=by)
    papers(came(registration, come), message=come, office=come[:11] + "15:00", leader=come[:11] + "16:00", entry=come[:11] + "17:00", agent=by)


@pytest.mark.rulebook("CU-37")
@pytest.mark.parametrize(("second", "expected"), [("10:00:01", "恒屋经纪"), ("09:59:59", "禾信分销"), ("10:00:00", None)])
def test_the_earlier_lock_wins_to_the_second(second: str, expected: str | None) -> None:
    """One second decides; at the same instant the smaller number."""
    one = reported("2025-03-03 10:00:00", of="恒屋经纪", by="a")
    other = reported(f"2025-03-03 {second}", of="禾信分销", by="b")
    deal = booked(project(), "2025-03-05 12:00", subscribed_at="2025-03-05 11:00")
    first = min((one, other), key=lambda row: row.number).partner.name
    assert owner(deal) == (expected or first)


@pytest.mark.rulebook("CU-31")
@pytest.mark.parametrize(
    ("subscribed", "expected"), [("2025-04-16 23:59", "恒屋经纪"), ("2025-04-17 23:59:59", "恒屋经纪"), ("2025-04-18 00:00", "")]
)
def test_the_earliest_event_of_the_deal_is_the_moment_that_counts(subscribed: str, expected: str) -> None:
    """Day 45 still protects, day 46 does not, whenever the contract follows; the moment is named."""
    visited_and_entered("恒屋经纪", "2025-03-03 09:00", "2025-03-03 11:00", by="agent")
    deal = booked(project(), "2025-04-28 12:00", subscribed_at=subscribed, contracted_at="2025-04-28 10:00")
    assert owner(deal) == expected
    assert ruling(deal).moment == at(subscribed)


@pytest.mark.rulebook("CU-34")
def test_an_earlier_walk_in_makes_the_deal_nobodys_and_leaves_the_registration_as_it_was() -> None:
    """The company's own record weighs at the deal only."""
    came_alone(project(), VisitDetails("周敏", "13812345678"), "2025-02-10 10:00")
    registration = reported("2025-03-01 09:00")
    before = registration.status
    deal = booked(project(), "2025-03-05 12:00", subscribed_at="2025-03-05 11:00")
    registration.refresh_from_db()
    assert (owner(deal), ruling(deal).clause, registration.status) == ("", "2.11", before)


@pytest.mark.rulebook("CU-38")
def test_the_report_of_a_spouse_counts_when_it_was_locked_first() -> None:
    """A reported the wife, B the husband a day later; the husband buys."""
    reported("2025-03-01 10:00", Report("李娟", "13911112222"), of="恒屋经纪", by="a")
    reported("2025-03-02 10:00", of="禾信分销", by="b")
    family = (FamilyDetails(person="13911112222", relative="13812345678", relation="spouse"),)
    deal = booked(project(), "2025-03-05 12:00", subscribed_at="2025-03-05 11:00", family=family)
    assert owner(deal) == "恒屋经纪"


@pytest.mark.rulebook("CU-39")
def test_of_two_buyers_the_earlier_lock_owns_the_whole_deal() -> None:
    """No sharing among joint buyers."""
    reported("2025-03-05 09:00", of="恒屋经纪", by="a")
    reported("2025-03-03 09:00", Report("何建军", "13987658820"), of="禾信分销", by="b")
    deal = booked(project(), "2025-03-06 12:00", ZHOU, BuyerDetails(name="何建军", phone="13987658820"), subscribed_at="2025-03-06 11:00")
    assert [(credit.partner.name, credit.share_bp) for credit in Credit.objects.filter(ruling__deal=deal)] == [("禾信分销", 10_000)]


def test_a_corporate_buyer_is_found_by_the_characteristic_name() -> None:
    """杭州云岭科技有限公司 was reported as 云岭科技."""
    reported("2025-03-03 09:00", Report("陈晨", "13600001111", company="云岭科技", corporate=True))
    deal = booked(project(), "2025-03-05 12:00", BuyerDetails(name="杭州云岭科技有限公司"), subscribed_at="2025-03-05 11:00")
    assert owner(deal) == "恒屋经纪"


@pytest.mark.rulebook("CU-33")
def test_between_companies_the_first_formal_report_owns_at_the_contract_and_all_are_told_then() -> None:
    """Before the contract nothing is decided and nobody is told."""
    site = project("云湖湾", pack="property-intercompany")
    formally("2025-03-18 10:00", of="恒屋经纪", site=site)
    formally("2025-03-20 11:00", of="禾信分销", site=site)
    deal = booked(site, "2025-03-21 12:00", subscribed_at="2025-03-21 11:00")
    assert (owner(deal), ruling(deal).moment, Letter.objects.count()) == ("", None, 0)
    advance_deal(deal=deal, stage="contracted_at", on=at("2025-03-22 15:00"), by=clerk(site), at=at("2025-03-22 15:30"))
    assert owner(deal) == "恒屋经纪"
    assert {(row.registration.partner.name, row.content["won"]) for row in Letter.objects.all()} == {("恒屋经纪", True), ("禾信分销", False)}


def test_letters_go_out_with_the_contract_and_not_before() -> None:
    """Winner and loser each get one, and a notice; the loser's says nothing of the winner."""
    visited_and_entered("禾信分销", "2025-03-02 09:00", "2025-03-05 11:00", by="b")
    lost = reported("2025-03-01 10:00", of="恒屋经纪", by="a")
    deal = booked(project(), "2025-03-20 16:00", subscribed_at="2025-03-20 15:32")
    assert Letter.objects.count() == Notice.objects.filter(kind="ruling").count() == 0
    advance_deal(deal=deal, stage="contracted_at", on=at("2025-04-02 15:10"), by=clerk(project()), at=at("2025-04-02 16:40"))
    letter = Letter.objects.get(registration=lost)
    assert (letter.content["won"], letter.content["rival_won"], letter.content["verdict"]) == (False, True, "lapsed")
    assert Notice.objects.filter(kind="ruling").count() == 2
    told = str(letter.content)
    assert not any(secret in told for secret in ("禾信", partner("禾信分销").code, "2025-03-02", "2025-03-05"))


def test_the_letter_says_what_would_have_changed_the_result_as_decided_again() -> None:
    """A visit in time would have; a redetermination would; nothing is invented."""
    visited_and_entered("禾信分销", "2025-03-02 09:00", "2025-03-05 11:00", by="b")
    lost = reported("2025-03-01 10:00", of="恒屋经纪", by="a")
    booked(project(), "2025-04-02 16:40", subscribed_at="2025-03-20 15:32", contracted_at="2025-04-02 15:10")
    found = {row["code"]: row["changes"] for row in Letter.objects.get(registration=lost).content["changes"]}
    assert found == {"visit_in_time": True, "redetermined": True}


def test_a_visit_in_time_too_late_for_the_moment_is_said_not_to_change_the_result() -> None:
    """The forty-five days after such a visit would have ended before the deal."""
    lost = reported("2025-03-01 10:00", of="恒屋经纪", by="a")
    booked(project(), "2025-06-02 16:40", subscribed_at="2025-06-01 15:32", contracted_at="2025-06-02 15:10")
    assert {row["code"]: row["changes"] for row in Letter.objects.get(registration=lost).content["changes"]} == {"visit_in_time": False}


def test_a_contract_fixes_the_ruling_whatever_is_recorded_later() -> None:
    """Filing moves the money, not the owner."""
    reported("2025-03-03 09:00")
    deal = booked(project(), "2025-03-05 12:00", subscribed_at="2025-03-05 10:00", contracted_at="2025-03-05 11:00")
    fixed = ruling(deal)
    came_alone(project(), VisitDetails("周敏", "13812345678"), "2025-02-10 10:00")
    advance_deal(deal=deal, stage="filed_at", on=at("2025-03-28 11:00"), by=clerk(project()), at=at("2025-03-28 12:00"))
    assert (ruling(deal).pk, owner(deal)) == (fixed.pk, "恒屋经纪")


def test_before_the_contract_a_new_stage_is_ruled_on_again_and_the_old_ruling_is_kept() -> None:
    """One is current, all stay."""
    reported("2025-03-03 09:00")
    deal = booked(project(), "2025-03-05 12:00", pre_subscribed_at="2025-03-05 10:00")
    advance_deal(deal=deal, stage="subscribed_at", on=at("2025-03-06 10:00"), by=clerk(project()), at=at("2025-03-06 11:00"))
    assert [row.is_current for row in deal.rulings.order_by("made_at")] == [False, True]


@pytest.mark.parametrize(
    ("wrong", "code", "where"),
    [
        ({"price_fen": -1}, "price_negative", "price"),
        ({"unit": " "}, "deal_without_unit", "unit"),
        ({"subscribed_at": "2025-03-07 12:01"}, "instant_in_future", "subscribed_at"),
        ({"subscribed_at": "1025-03-07 12:01"}, "instant_absurd", "subscribed_at"),
        ({"subscribed_at": "2025-03-06 10:00", "contracted_at": "2025-03-05 10:00"}, "stages_out_of_order", "contracted_at"),
        ({"filed_at": "2025-03-06 10:00"}, "filed_without_contract", "filed_at"),
        ({"subscribed_at": None}, "deal_without_stage", "subscribed_at"),
        ({"buyers": ()}, "deal_without_buyers", "buyer_0_name"),
        ({"buyers": (BuyerDetails(name="周敏", phone="1381234"),)}, "phone_malformed", "buyer_0_phone"),
        ({"buyers": (BuyerDetails(name="周敏", identity_no="12"),)}, "identity_malformed", "buyer_0_identity_no"),
        ({"buyers": (BuyerDetails(name=" "),)}, "buyer_without_name", "buyer_0_name"),
        ({"family": (FamilyDetails(person="13911112222", relative="13812345678", relation="cousin"),)}, "relation_unknown", "family_0_relation"),
        ({"family": (FamilyDetails(person="139****2222", relative="13812345678", relation="spouse"),)}, "relative_malformed", "family_0_person"),
    ],
)
def test_each_mistake_is_named_with_its_field(wrong: dict[str, object], code: str, where: str) -> None:
    """And nothing is booked."""
    told = details(**({"subscribed_at": "2025-03-05 10:00"} | {name: value for name, value in wrong.items() if name != "buyers"}))  # type: ignore[arg-type]
    made = replace(told, buyers=wrong["buyers"]) if "buyers" in wrong else told  # type: ignore[arg-type]
    assert (code, where) in {(problem.code, problem.where) for problem in problems(made, at=at("2025-03-07 12:00"))}


def test_a_unit_is_sold_once_however_it_is_written() -> None:
    """３－1201 is 3-1201; a cancelled deal frees the unit."""
    deal = booked(project(), "2025-03-05 12:00", subscribed_at="2025-03-05 10:00")
    with pytest.raises(Refused) as refused:
        booked(project(), "2025-03-05 12:05", subscribed_at="2025-03-05 10:00", unit="３-1201 ")
    assert (refused.value.code, refused.value.where) == ("unit_sold", "unit")
    cancel_deal(deal=deal, by=clerk(project()), at=at("2025-03-06 12:00"))
    booked(project(), "2025-03-06 12:05", subscribed_at="2025-03-05 10:00")
    assert Deal.objects.count() == 2


@pytest.mark.parametrize(("paid", "refused"), [("2025-03-05 09:59:59", True), ("2025-03-05 10:00", False), ("2025-03-05 10:00:01", False)])
def test_nobody_pays_before_the_earliest_stage(paid: str, refused: bool) -> None:
    """Between the stages money may come at any time."""
    told = details(subscribed_at="2025-03-05 10:00", contracted_at="2025-03-06 10:00", paid_at=paid)
    assert [(problem.code, problem.where) for problem in problems(told, at=at("2025-03-07 12:00"))] == (
        [("stages_out_of_order", "paid_at")] if refused else []
    )


def test_a_payment_recorded_later_is_not_before_the_earliest_stage_either() -> None:
    """The same bound when the stage is recorded by itself."""
    deal = booked(project(), "2025-03-05 12:00", subscribed_at="2025-03-05 10:00")
    with pytest.raises(Refused, match="stages_out_of_order"):
        advance_deal(deal=deal, stage="paid_at", on=at("2025-03-05 09:00"), by=clerk(project()), at=at("2025-03-06 12:00"))


@pytest.mark.parametrize(
    ("subscribed", "refused"), [("2025-03-05 00:00", False), ("2025-03-04 23:59:59", True), ("2025-03-04 00:00", True), ("2025-03-06 10:00", False)]
)
@pytest.mark.parametrize("pack", ["property-distribution", "property-intercompany"])
def test_a_stage_of_more_than_92_days_ago_is_not_booked_by_one_person(pack: str, subscribed: str, refused: bool) -> None:
    """Counted in calendar days back from the booking; the sentence says what to do instead."""
    site = project("云湖湾", pack=pack)
    if not refused:
        assert booked(site, "2025-06-05 23:00", subscribed_at=subscribed, contracted_at="2025-06-05 10:00").subscribed_at == at(subscribed)
        return
    with pytest.raises(Refused, match="stage_too_old") as error:
        booked(site, "2025-06-05 23:00", subscribed_at=subscribed, contracted_at="2025-06-05 10:00")
    assert (error.value.where, error.value.numbers["days"], Deal.objects.count()) == ("subscribed_at", 92, 0)
    assert "历史资料" in message(error.value)


@pytest.mark.parametrize(("on", "refused"), [("2025-03-06 00:00", False), ("2025-03-05 23:59:59", True), ("2025-03-05 12:00", True)])
def test_a_later_stage_is_not_written_into_the_past_either(on: str, refused: bool) -> None:
    """The same bound, beside the field of the instant."""
    deal = booked(project(), "2025-03-05 12:00", subscribed_at="2025-03-05 10:00")
    if not refused:
        assert advance_deal(deal=deal, stage="contracted_at", on=at(on), by=clerk(project()), at=at("2025-06-06 09:00")).contracted_at == at(on)
        return
    with pytest.raises(Refused, match="stage_too_old") as error:
        advance_deal(deal=deal, stage="contracted_at", on=at(on), by=clerk(project()), at=at("2025-06-06 09:00"))
    assert error.value.where == "on"


def test_history_is_as_old_as_it_is() -> None:
    """Its file was approved by a second person."""
    assert booked(project(), "2025-06-06 12:00", subscribed_at="2023-03-05 10:00", is_history=True).is_history


@pytest.mark.parametrize("stage", ["subscribed_at", "pre_subscribed_at"])
def test_a_stage_is_recorded_once_and_in_order(stage: str) -> None:
    """Taken stages and those before a signed contract are refused."""
    deal = booked(project(), "2025-03-05 12:00", subscribed_at="2025-03-05 10:00", contracted_at="2025-03-05 11:00")
    with pytest.raises(Refused) as refused:
        advance_deal(deal=deal, stage=stage, on=at("2025-03-05 09:00"), by=clerk(project()), at=at("2025-03-06 12:00"))
    assert refused.value.code in ("stage_taken", "stage_before_contract")


def test_shares_that_are_neither_nothing_nor_the_whole_are_refused_by_the_database() -> None:
    """At commit, whoever writes them."""
    registration = reported("2025-03-03 09:00")
    deal = booked(project(), "2025-03-05 12:00", subscribed_at="2025-03-05 10:00")
    with pytest.raises(IntegrityError, match="9999"), transaction.atomic():  # noqa: PT012 (the constraint speaks at commit)
        Credit.objects.filter(ruling__deal=deal, registration=registration).update(share_bp=9_999)
        connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_events_of_a_deal_hold_no_names_and_no_phones() -> None:
    """Ids, clauses and numbers only."""
    reported("2025-03-03 09:00")
    booked(project(), "2025-03-05 12:00", subscribed_at="2025-03-05 10:00", contracted_at="2025-03-05 11:00")
    kinds = Event.objects.filter(kind__startswith="orders.")
    assert set(kinds.values_list("kind", flat=True)) == {"orders.deal_booked", "orders.deal_ruled", "orders.letters_issued"}
    assert not any("周敏" in str(row.numbers) or "13812345678" in str(row.numbers) for row in kinds)
