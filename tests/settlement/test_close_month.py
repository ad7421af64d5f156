"""Closing a month: which deals are listed, what each earns, what waits and why; and its approval by a second person."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from qudao.customers.actions.confirm_visit import confirm_visit
from qudao.customers.models import Registration, Visit
from qudao.customers.report import Report
from qudao.kit.refused import Refused
from qudao.orders.actions.cancel_deal import cancel_deal
from qudao.orders.details import BuyerDetails
from qudao.orders.models import Deal
from qudao.organization.models import Role, User
from qudao.rules.commission import month_number
from qudao.settlement.actions.approve_month import approve_month
from qudao.settlement.actions.close_month import close_month
from qudao.settlement.models import SettlementRun, StatementLine
from qudao.settlement.months import first_day
from qudao.settlement.words import message
from tests.support.deals import booked, clerk, formally
from tests.support.desk import came, papers, reported
from tests.support.town import at, programme, project, user

pytestmark = pytest.mark.django_db

APRIL = date(2025, 4, 1)


def finance(name: str = "finance") -> User:
    """Who closes months."""
    return user(name, Role.FINANCE)


def shown(phone: str = "13812345678", *, of: str = "恒屋经纪", confirmed: bool = True, entered: bool = True) -> Registration:
    """A customer reported, brought, and entered the same day."""
    name = f"客户{phone[-2:]}"
    registration = reported("2025-03-03 09:00", Report(name, phone), of=of, by=f"agent-{of[:2]}")
    visit = came(registration, "2025-03-03 11:00")
    if entered:
        papers(
            visit, message="2025-03-03 11:00", office="2025-03-03 15:00", leader="2025-03-03 16:00", entry="2025-03-03 17:00", agent=f"agent-{of[:2]}"
        )
    if confirmed:
        consultant = user("consultant", Role.CONSULTANT, at_projects=(visit.project,))
        confirm_visit(visit=Visit.objects.get(pk=visit.pk), by=clerk(visit.project), at=at("2025-03-03 12:00"), consultant=consultant)
    return registration


def sold(phone: str = "13812345678", *, filed: str = "2025-03-28 10:00", unit: str = "3-1201", booked_at: str = "2025-04-01 00:30") -> Deal:
    """A deal of that customer, filed."""
    return booked(
        project(),
        booked_at,
        BuyerDetails(name=f"客户{phone[-2:]}", phone=phone),
        unit=unit,
        subscribed_at="2025-03-05 10:00",
        contracted_at="2025-03-06 10:00",
        filed_at=filed,
    )


def closed(period: date = APRIL, when: str = "2025-04-02 10:00", pack: str = "property-distribution") -> SettlementRun:
    """The month, closed by finance."""
    return close_month(programme=programme(pack), period=period, by=finance(), at=at(when))


@pytest.mark.rulebook("IN-14")
@pytest.mark.parametrize(
    ("filed", "month"),
    [("2025-03-31 23:59:59", date(2025, 4, 1)), ("2025-04-01 00:00", date(2025, 5, 1)), ("2025-04-30 23:59", date(2025, 5, 1))],
)
def test_a_deal_is_on_the_list_of_the_month_after_its_filing(filed: str, month: date) -> None:
    """Not thirty days later: the calendar month, in the company's zone."""
    shown()
    sold(filed=filed, booked_at="2025-04-30 23:59:30")
    lists = {period: closed(period, f"{period} 10:00") for period in (date(2025, 4, 1), date(2025, 5, 1), date(2025, 6, 1))}
    assert [period for period, run in lists.items() if run.statements.exists()] == [month]


def test_a_line_says_base_rate_amount_and_the_article() -> None:
    """2,400,000 at 1.5 % is 36,000."""
    shown()
    sold()
    line = StatementLine.objects.get(statement__run=closed())
    assert (line.base_fen, line.rate_bp, line.amount_fen, line.status) == (240_000_000, 150, 3_600_000, "payable")
    assert {reason["clause"] for reason in line.reasons} == {"1.2", "2.18"}


@pytest.mark.rulebook("IN-16", "CU-02")
@pytest.mark.parametrize(
    ("missing", "code"), [({"confirmed": False}, "commission_confirmation_missing"), ({"entered": False}, "commission_chain_unfinished")]
)
def test_a_missing_paper_is_named_and_withholds_its_own_deal_only(missing: dict[str, bool], code: str) -> None:
    """The owner does not change, and the other deal is payable. Nothing is due without evidence of the partner's own work: the line is withheld."""
    shown(**missing)
    shown("13912345679", of="禾信分销")
    held, paid = sold(), sold("13912345679", unit="3-1202")
    run = closed()
    lines = {line.deal_id: line for line in StatementLine.objects.filter(statement__run=run)}
    assert (lines[held.pk].status, lines[held.pk].reasons[0]["code"], lines[held.pk].amount_fen) == ("withheld", code, 3_600_000)
    assert lines[paid.pk].status == "payable"
    assert [(row.partner.name, row.payable_fen, row.withheld_fen) for row in run.statements.order_by("partner__code")] == [
        ("恒屋经纪", 0, 3_600_000),
        ("禾信分销", 3_600_000, 0),
    ]


def test_a_withheld_deal_comes_again_once_its_papers_are_found_and_then_never_more() -> None:
    """A later month pays it; the first list is not edited."""
    registration = shown(confirmed=False)
    sold()
    first = closed()
    confirm_visit(visit=registration.visits.get(), by=clerk(project()), at=at("2025-04-20 10:00"))
    may, june = closed(date(2025, 5, 1), "2025-05-02 10:00"), closed(date(2025, 6, 1), "2025-06-02 10:00")
    assert [[line.status for line in StatementLine.objects.filter(statement__run=run)] for run in (first, may, june)] == [
        ["withheld"],
        ["payable"],
        [],
    ]


def test_a_deal_booked_after_its_month_was_closed_is_listed_in_the_next() -> None:
    """Nothing is lost between two months."""
    shown()
    closed()
    sold(booked_at="2025-04-03 10:00")
    assert StatementLine.objects.get(statement__run=closed(date(2025, 5, 1), "2025-05-02 10:00")).status == "payable"


@pytest.mark.parametrize("months", [1, 2, 12])
def test_the_deals_of_skipped_months_are_on_the_next_list_that_is_closed(months: int) -> None:
    """However many months nobody closed, nothing is lost; and it is listed once."""
    shown()
    closed(date(2025, 3, 1), "2025-03-31 10:00")
    sold()
    later = first_day(month_number(APRIL) + months)
    run = closed(later, f"{later} 10:00")
    assert [line.status for line in StatementLine.objects.filter(statement__run=run)] == ["payable"]
    following = first_day(month_number(later) + 1)
    assert not closed(following, f"{following} 10:00").statements.exists()


def test_the_first_month_ever_closed_takes_every_deal_filed_before() -> None:
    """A company that starts closing late owes what it sold before."""
    shown()
    sold()
    assert closed(date(2025, 9, 1), "2025-09-02 10:00").statements.count() == 1


@pytest.mark.parametrize(
    ("filed", "listed"), [("2025-03-31 23:59:59", False), ("2025-04-01 00:00", True), ("2025-04-01 00:00:01", True), ("2025-05-31 10:00", True)]
)
def test_history_from_before_the_first_list_stays_out(filed: str, listed: bool) -> None:
    """The first list covers April: older history may have been paid long ago. A skipped month of later history is taken along."""
    shown()
    closed(date(2025, 5, 1), "2025-05-02 10:00")
    told = {"subscribed_at": "2025-03-05 10:00", "contracted_at": "2025-03-06 10:00", "filed_at": filed}
    booked(project(), "2025-07-01 09:00", BuyerDetails(name="客户78", phone="13812345678"), **told, is_history=True)
    assert closed(date(2025, 8, 1), "2025-08-02 10:00").statements.exists() is listed


def test_history_from_before_the_month_of_a_first_list_stays_out_of_it() -> None:
    """Without any list yet, the one being closed is the first."""
    shown()
    told = {"subscribed_at": "2025-03-05 10:00", "contracted_at": "2025-03-06 10:00", "filed_at": "2025-03-28 10:00"}
    booked(project(), "2025-04-01 09:00", BuyerDetails(name="客户78", phone="13812345678"), **told, is_history=True)
    assert not closed(date(2025, 5, 1), "2025-05-02 10:00").statements.exists()
    assert not closed(date(2025, 6, 1), "2025-06-02 10:00").statements.exists()


def test_a_cancelled_deal_is_listed_with_nothing() -> None:
    """Amount 0.00, base and rate kept, with the reason."""
    shown()
    cancel_deal(deal=sold(), by=clerk(project()), at=at("2025-04-01 09:00"))
    line = StatementLine.objects.get(statement__run=closed())
    assert (line.status, line.amount_fen, line.base_fen, line.reasons[0]["code"]) == ("denied", 0, 240_000_000, "commission_cancelled")


@pytest.mark.rulebook("CU-40", "IN-19")
@pytest.mark.parametrize(("city", "status", "amount"), [("上海", "denied", 0), ("杭州", "payable", 3_600_000), ("", "payable", 3_600_000)])
def test_a_customer_from_outside_the_promotion_area_is_kept_and_not_settled(city: str, status: str, amount: int) -> None:
    """The deal has its owner; the commission is 0.00. A blank city is not outside."""
    site = project("云湖湾", pack="property-intercompany")
    site.promotion_area = ["杭州"]
    site.save()
    formally("2025-03-18 10:00", of="恒屋经纪", site=site, report=Report("周敏", "13812345678", customer_city=city))
    booked(site, "2025-03-28 12:00", contracted_at="2025-03-22 15:00", filed_at="2025-03-28 10:00")
    line = StatementLine.objects.get(statement__run=closed(pack="property-intercompany"))
    assert (line.status, line.amount_fen, line.credit.partner.name) == (status, amount, "恒屋经纪")


def test_closing_twice_is_one_run_with_the_same_lines() -> None:
    """Idempotent; the first answer stays."""
    shown()
    sold()
    first, second = closed(), closed(when="2025-04-03 10:00")
    assert (first.pk, StatementLine.objects.count()) == (second.pk, 1)


@pytest.mark.parametrize(("when", "allowed"), [("2025-03-31 23:59:59", False), ("2025-04-01 00:00", True), ("2025-04-01 00:00:01", True)])
def test_a_month_is_closed_when_it_has_begun(when: str, allowed: bool) -> None:
    """Not before its first instant."""
    if allowed:
        assert closed(when=when).period == APRIL
    else:
        with pytest.raises(Refused, match="period_not_begun"):
            closed(when=when)


@pytest.mark.parametrize("period", [date(1, 1, 1), date(2, 1, 1), date(2025, 5, 1), date(2025, 7, 1)])
def test_a_month_gone_by_is_refused_with_the_one_that_can_be_closed(period: date) -> None:
    """Nothing was closed yet: only August can be, and no run is written."""
    with pytest.raises(Refused) as refused:
        closed(period, "2025-08-02 10:00")
    assert (refused.value.code, refused.value.numbers["current"], SettlementRun.objects.count()) == ("period_over", "2025-08", 0)
    assert "2025-08" in message(refused.value)


@pytest.mark.parametrize(
    ("period", "allowed"), [(date(2025, 4, 1), False), (date(2025, 6, 1), True), (date(2025, 7, 1), False), (date(2025, 8, 1), True)]
)
def test_the_month_after_the_last_closed_one_can_be_made_up_for(period: date, allowed: bool) -> None:
    """May was closed: in August June can be, or August at once; July only after June, April never."""
    closed(date(2025, 5, 1), "2025-05-02 10:00")
    if allowed:
        assert closed(period, "2025-08-02 10:00").period == period
    else:
        with pytest.raises(Refused, match="period_over"):
            closed(period, "2025-08-02 10:00")


def test_a_period_is_the_first_day_of_a_month() -> None:
    """Anything else is refused."""
    with pytest.raises(Refused, match="period_not_begun"):
        closed(date(2025, 4, 2))


def test_the_hash_covers_the_facts() -> None:
    """The same facts give the same hash; another price gives another."""
    shown()
    deal = sold()
    hashes = []
    for price in (240_000_000, 240_000_000, 240_000_001):
        Deal.objects.filter(pk=deal.pk).update(price_fen=price)
        with transaction.atomic():
            hashes.append(closed().input_hash)
            transaction.set_rollback(True)
    assert hashes[0] == hashes[1] != hashes[2]


def test_who_closed_a_month_cannot_approve_it() -> None:
    """Refused in words, and by the database to whoever goes around."""
    run = closed()
    with pytest.raises(Refused, match="month_closed_by_same_person"):
        approve_month(run=run, by=finance(), at=at("2025-04-02 11:00"))
    with pytest.raises(IntegrityError), transaction.atomic():
        SettlementRun.objects.filter(pk=run.pk).update(approved_by=finance(), approved_at=at("2025-04-02 11:00"))


def test_a_month_is_approved_once_by_another_person() -> None:
    """The second approval is refused with the time of the first."""
    run = closed()
    manager = user("manager", Role.CHANNEL_MANAGER)
    assert approve_month(run=run, by=manager, at=at("2025-04-02 11:00")).approved_by == manager
    with pytest.raises(Refused, match="month_already_approved"):
        approve_month(run=run, by=manager, at=at("2025-04-02 12:00"))
