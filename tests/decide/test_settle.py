"""From rulings and facts to disputes, commissions, callback samples and penalties."""

import shutil
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from qudao.decide.known import Facts
from qudao.decide.rows import CommissionRow
from qudao.decide.settle import Settled, settle
from qudao.policies.load import PACKS, load
from qudao.rules.attribution import Ruling
from qudao.rules.decision import Reason
from qudao.rules.facts import Buyer, Callback, Deal, Dispute, Partner, Payout, Project, Redetermination, Registration, Staff, Violation, Visit

ZONE = ZoneInfo("Asia/Shanghai")
DISTRIBUTION = load("property-distribution")
INTERCOMPANY = load("property-intercompany")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


CHAIN = {
    "message_at": at("2025-03-03 10:50"), "desk_at": at("2025-03-03 11:00"), "office_passed_at": at("2025-03-03 12:00"),
    "leader_signed_at": at("2025-03-03 13:00"), "entered_at": at("2025-03-03 14:00"),
}  # fmt: skip
REGISTRATION = Registration("R1", at("2025-03-03 09:00"), "A", "P", "formal", "周敏", phone="13812345678")
VISIT = Visit("V1", at("2025-03-03 11:00"), "P", "周敏", phone="13812345678", partner_id="A", confirmed=True, **CHAIN)  # type: ignore[arg-type]
DEAL = Deal("D1", "P", contracted_at=at("2025-03-20 10:00"), filed_at=at("2025-03-31 10:00"), unit="3-1201", price_fen=240_000_000)
FACTS = Facts(
    partners=(Partner("A", "甲"), Partner("B", "乙")),
    projects=(Project("P", "云岭花园"),),
    registrations=(REGISTRATION,),
    visits=(VISIT,),
    deals=(DEAL,),
    buyers=(Buyer("D1", "周敏", phone="13812345678"),),
)


def owned(deal: Deal = DEAL, partner: str | None = "A", registration: str | None = "R1") -> Ruling:
    return Ruling(deal.deal_id, deal.contracted_at, partner, registration, 10_000, (Reason("won_alone", "3.3"),))


def settled(
    facts: Facts = FACTS, *, as_of: str = "2025-04-01 00:00", policy: Any = DISTRIBUTION, rulings: tuple[Ruling, ...] | None = None
) -> Settled:
    chosen = rulings if rulings is not None else tuple(owned(deal) for deal in facts.deals)
    return settle(policy, facts, {ruling.deal_id: ruling for ruling in chosen}, as_of=at(as_of))


def commission(facts: Facts = FACTS, **given: Any) -> CommissionRow:
    (row,) = settled(facts, **given).commissions
    return row


def with_visit(**changes: Any) -> Facts:
    return replace(FACTS, visits=(replace(VISIT, **changes),))


@pytest.mark.rulebook("IN-14")
@pytest.mark.parametrize(
    ("filed", "period", "as_of", "status"),
    [
        ("2025-03-31 23:59:59", "2025-04", "2025-03-31 23:59:59", "accrued"),
        ("2025-03-31 23:59:59", "2025-04", "2025-04-01 00:00", "payable"),
        ("2025-04-01 00:00", "2025-05", "2025-04-30 23:59:59", "accrued"),
        ("2025-04-01 00:00", "2025-05", "2025-05-01 00:00", "payable"),
        ("2025-12-31 10:00", "2026-01", "2026-01-01 00:00", "payable"),
    ],
)
def test_a_deal_is_submitted_in_the_calendar_month_after_filing(filed: str, period: str, as_of: str, status: str) -> None:
    row = commission(replace(FACTS, deals=(replace(DEAL, filed_at=at(filed)),)), as_of=as_of)
    assert (row.period, row.status, row.amount_fen, row.rate_bp, row.line_no) == (period, status, 3_600_000, 150, 1)


@pytest.mark.rulebook("CU-30")
def test_an_online_filing_of_28_april_after_a_subscription_of_10_april_shows_may_and_the_window_to_13_april() -> None:
    deal = replace(DEAL, subscribed_at=at("2025-04-10 15:00"), contracted_at=at("2025-04-28 09:00"), filed_at=at("2025-04-28 10:00"))
    late = Dispute("S1", "D1", "B", at("2025-04-14 00:00"))
    result = settled(replace(FACTS, deals=(deal,), disputes=(late,)), as_of="2025-04-28 12:00")
    assert result.commissions[0].period == "2025-05"
    assert result.disputes[0].reasons[0].numbers["until"] == at("2025-04-14 00:00")


def test_a_deal_without_filing_has_no_period_and_is_accrued() -> None:
    row = commission(replace(FACTS, deals=(replace(DEAL, filed_at=None),)))
    assert (row.period, row.status, row.reasons[0].code) == (None, "accrued", "commission_not_filed")


def test_nobodys_deal_and_a_deal_without_a_moment_have_no_row() -> None:
    assert settled(rulings=(owned(partner=None, registration=None),)).commissions == ()
    assert settled(rulings=(replace(owned(), moment=None),)).commissions == ()


@pytest.mark.rulebook("IN-16")
@pytest.mark.parametrize("step", ["message_at", "desk_at", "office_passed_at", "leader_signed_at", "entered_at"])
def test_a_missing_step_of_the_visits_papers_withholds_and_is_named(step: str) -> None:
    row = commission(with_visit(**{step: None}))
    assert (row.status, row.amount_fen, row.payee) == ("withheld", 3_600_000, "A")
    assert row.reasons[0].code == "commission_chain_unfinished"
    assert row.reasons[0].numbers["missing"] == step


@pytest.mark.rulebook("IN-16", "CU-45")
@pytest.mark.parametrize("confirmed", [None, False])
def test_a_missing_confirmation_withholds_and_the_owner_stays(confirmed: bool | None) -> None:
    dispute = Dispute("S1", "D1", "B", at("2025-03-21 10:00"))
    result = settled(replace(with_visit(confirmed=confirmed), disputes=(dispute,)))
    (row,) = result.commissions
    assert (row.status, row.payee, row.reasons[0].code) == ("withheld", "A", "commission_confirmation_missing")
    assert (result.disputes[0].accepted, result.disputes[0].winner) == (True, "A")
    assert [reason.code for reason in result.disputes[0].reasons][-1] == "dispute_confirmation_missing"
    assert result.callback_samples == ()


def test_a_visit_without_any_paper_columns_needs_only_the_confirmation() -> None:
    assert commission(with_visit(**dict.fromkeys(CHAIN))).status == "payable"


@pytest.mark.parametrize(
    "changes",
    [
        {"partner_id": "B"},
        {"project_id": "Q"},
        {"source": "walk_in"},
        {"at": at("2025-03-03 08:59:59")},
        {"phone": "13900000000", "customer_name": "王"},
    ],
)
def test_only_the_owners_own_visit_with_his_customer_counts(changes: dict[str, Any]) -> None:
    row = commission(with_visit(**changes))
    assert (row.status, row.reasons[0].code) == ("withheld", "commission_visit_missing")


def test_a_later_complete_visit_heals_an_unfinished_one() -> None:
    unfinished = replace(VISIT, visit_id="V0", at=at("2025-03-03 10:00"), entered_at=None, confirmed=None)
    assert commission(replace(FACTS, visits=(unfinished, VISIT))).status == "payable"


@pytest.mark.rulebook("CO-06", "CO-08", "IN-17")
def test_a_denial_by_the_first_answer_takes_the_commission_and_a_later_yes_does_not_bring_it_back() -> None:
    calls = (Callback("D1", at("2025-06-05 10:00"), "denied"), Callback("D1", at("2025-06-06 10:00"), "confirmed"))
    row = commission(replace(FACTS, callbacks=calls), as_of="2025-06-30 18:00")
    assert (row.status, row.amount_fen, row.base_fen, row.rate_bp, row.clause) == ("denied", 0, 240_000_000, 150, "2.16")


@pytest.mark.parametrize(
    ("answers", "status"), [(("unreached",), "withheld"), (("unreached", "confirmed"), "payable"), (("confirmed", "denied"), "payable")]
)
def test_a_call_that_reached_nobody_withholds_until_there_is_an_answer(answers: tuple[str, ...], status: str) -> None:
    calls = tuple(Callback("D1", at(f"2025-04-0{day} 10:00"), answer) for day, answer in enumerate(answers, start=2))
    assert commission(replace(FACTS, callbacks=calls), as_of="2025-04-30 18:00").status == status


@pytest.mark.rulebook("CO-08", "IN-17")
def test_a_paid_commission_of_a_false_report_is_clawed_back_in_a_row_of_its_own() -> None:
    payouts = (Payout("D1", "A", at("2025-05-10 10:00"), 3_000_000), Payout("D1", "A", at("2025-05-11 10:00"), 600_000))
    false = Violation("F1", at("2025-06-10 15:00"), "false_registration", partner_id="A", deal_id="D1")
    result = settled(replace(FACTS, payouts=payouts, violations=(false,)), as_of="2025-06-30 18:00")
    assert [(row.status, row.amount_fen) for row in result.commissions] == [("paid", 3_600_000), ("clawed_back", -3_600_000)]
    assert [(row.action, row.fine_fen, row.subject_id) for row in result.penalties] == [("fine", 10_000_000, "A")]


def test_a_paid_commission_stays_paid_and_a_payout_to_somebody_else_is_not_the_owners() -> None:
    paid = Payout("D1", "A", at("2025-05-10 10:00"), 3_600_000)
    assert commission(replace(FACTS, payouts=(paid,))).status == "paid"
    assert commission(replace(FACTS, payouts=(replace(paid, payee="B"),))).status == "payable"


@pytest.mark.parametrize(("reporter", "status"), [("A", "denied"), (None, "denied"), ("B", "payable")])
def test_a_rivals_false_report_does_not_take_the_owners_commission(reporter: str | None, status: str) -> None:
    false = Violation("F1", at("2025-04-01 10:00"), "false_registration", partner_id=reporter, deal_id="D1")
    assert commission(replace(FACTS, violations=(false,)), as_of="2025-04-02 10:00").status == status


@pytest.mark.rulebook("CO-09", "IN-20")
def test_collusion_takes_the_whole_units_commission() -> None:
    again = replace(DEAL, deal_id="D2")
    elsewhere = replace(DEAL, deal_id="D3", unit="3-1202")
    staff = (Staff("S1", "员工"),)
    case = Violation("C1", at("2025-03-25 10:00"), "collusion", staff_id="S1", deal_id="D1")
    facts = replace(FACTS, deals=(DEAL, again, elsewhere), buyers=(), staff=staff, violations=(case,))
    result = settled(facts)
    assert [(row.deal_id, row.status, row.amount_fen) for row in result.commissions] == [
        ("D1", "denied", 0), ("D2", "denied", 0), ("D3", "payable", 3_600_000),
    ]  # fmt: skip
    assert [row.deal_id for row in result.callback_samples] == ["D3"]
    assert [(row.subject_id, row.action) for row in result.penalties] == [("P", "warn"), ("S1", "dismiss")]


def test_a_cancelled_deal_earns_nothing_and_is_not_submitted() -> None:
    result = settled(replace(FACTS, deals=(replace(DEAL, cancelled_at=at("2025-03-31 18:00")),)))
    assert [(row.status, row.amount_fen, row.clause) for row in result.commissions] == [("denied", 0, "1.1")]
    assert result.callback_samples == ()


@pytest.mark.rulebook("CU-46")
def test_commission_is_on_hold_while_a_dispute_is_open_and_follows_the_confirmed_new_owner() -> None:
    dispute = Dispute("S1", "D1", "B", at("2025-03-21 10:00"))
    held = commission(replace(FACTS, disputes=(dispute,)))
    assert (held.status, held.payee, held.reasons[0].code) == ("withheld", "A", "commission_dispute_open")
    new_owner = Redetermination("D1", "B", at("2025-03-28 10:00"), "malicious_grabbing")
    brought = replace(VISIT, visit_id="V2", partner_id="B", at=at("2025-03-03 11:30"))
    facts = replace(FACTS, disputes=(dispute,), redeterminations=(new_owner,), visits=(VISIT, brought))
    row = commission(facts, rulings=(owned(partner="B", registration=None),))
    assert (row.status, row.payee) == ("payable", "B")


def test_a_refused_dispute_withholds_nothing() -> None:
    late = Dispute("S1", "D1", "B", at("2025-03-24 00:00"))
    result = settled(replace(FACTS, disputes=(late,)))
    assert (result.disputes[0].accepted, result.disputes[0].winner, result.commissions[0].status) == (False, "A", "payable")


def test_a_deal_without_a_price_waits_for_it() -> None:
    row = commission(replace(FACTS, deals=(replace(DEAL, price_fen=None),)))
    assert (row.status, row.base_fen, row.amount_fen, row.reasons[0].code) == ("withheld", None, 0, "commission_price_missing")


@pytest.mark.rulebook("IN-19")
def test_outside_the_promotion_area_nothing_is_due_between_companies_and_the_deal_stays() -> None:
    outside = replace(
        FACTS, projects=(Project("P", "滨河苑", promotion_area=("杭州", "宁波")),), registrations=(replace(REGISTRATION, customer_city="上海"),)
    )
    row = commission(replace(outside, deals=(replace(DEAL, price_fen=133_333_333),)), policy=INTERCOMPANY)
    assert (row.status, row.amount_fen, row.base_fen, row.rate_bp, row.clause) == ("denied", 0, 133_333_333, 150, "2.1")
    assert commission(outside).status == "payable"


def test_between_companies_no_evidence_chain_and_no_sample_is_asked_and_a_dispute_is_not_heard() -> None:
    dispute = Dispute("S1", "D1", "B", at("2025-03-21 10:00"))
    result = settled(replace(FACTS, visits=(), disputes=(dispute,)), policy=INTERCOMPANY)
    assert (result.commissions[0].status, result.callback_samples, result.disputes[0].accepted) == ("payable", (), False)


@pytest.mark.rulebook("CO-07", "IN-15")
@pytest.mark.parametrize(("count", "called"), [(1, 1), (7, 4), (8, 4)])
def test_half_of_a_months_deals_are_sampled_and_one_denial_stops_that_deal_only(count: int, called: int) -> None:
    deals = tuple(replace(DEAL, deal_id=f"D{number}", unit=str(number)) for number in range(count))
    denial = Callback("D0", at("2025-04-05 10:00"), "denied")
    result = settled(replace(FACTS, deals=deals, buyers=(), callbacks=(denial,)), as_of="2025-04-30 18:00")
    assert len(result.callback_samples) == count
    assert sum(row.sampled for row in result.callback_samples) == called
    assert {row.period for row in result.callback_samples} == {"2025-04"}
    assert [row.status for row in result.commissions] == ["denied"] + ["payable"] * (count - 1)


@pytest.mark.parametrize(("as_of", "listed"), [("2025-03-31 23:59:59", 0), ("2025-04-01 00:00", 1), ("2025-04-01 00:01", 1)])
def test_a_period_is_sampled_once_it_has_begun(as_of: str, listed: int) -> None:
    assert len(settled(as_of=as_of).callback_samples) == listed


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
def test_rows_do_not_depend_on_the_order_of_facts_or_the_engine(engine: str) -> None:
    deals = tuple(replace(DEAL, deal_id=f"D{number}", price_fen=number * 33_333_333) for number in range(12))
    facts = replace(FACTS, deals=deals, buyers=())
    rulings = {deal.deal_id: owned(deal) for deal in deals}
    expected = settle(DISTRIBUTION, facts, rulings, as_of=at("2025-04-01 00:00"))
    turned = settle(DISTRIBUTION, replace(facts, deals=deals[::-1]), dict(reversed(rulings.items())), as_of=at("2025-04-01 00:00"), engine=engine)
    assert turned == expected


def test_a_price_beyond_exact_computing_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="D1: price"):
        settled(replace(FACTS, deals=(replace(DEAL, price_fen=10**15 + 1),)))


@pytest.mark.rulebook("CO-01")
@pytest.mark.parametrize(
    ("occurred", "distance_m", "action"),
    [("2025-03-31 23:59:59", 400, "none"), ("2025-04-01 00:00", 400, "fine"), ("2025-04-01 00:00", 501, "none"), ("2025-03-31 10:00", 300, "fine")],
)
def test_a_radius_of_500_m_added_to_the_pack_from_april_leaves_acts_of_march_alone(
    tmp_path: Path, occurred: str, distance_m: int, action: str
) -> None:
    pack = shutil.copytree(PACKS / "property-distribution", tmp_path / "twice-dated")
    file = pack / "discipline.yaml"
    first = '- {kinds: [interception], radius_m: 300, starts_on: 2024-01-01, clause: "2.9"}\n'
    second = '- {kinds: [interception], radius_m: 500, starts_on: 2025-04-01, clause: "2.9"}\n'
    assert first in file.read_text("utf-8")
    file.write_text(file.read_text("utf-8").replace(first, first + second), "utf-8")
    act = Violation("V1", at("2025-04-20 10:00"), "interception", partner_id="A", project_id="P", occurred_at=at(occurred), distance_m=distance_m)
    result = settled(replace(FACTS, violations=(act,)), policy=load(pack), as_of="2025-04-30 18:00")
    assert [row.action for row in result.penalties] == [action]
