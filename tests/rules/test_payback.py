"""Payback of lines, refunds and the introduction bonus: the boundaries, and what must always hold."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qudao.decide.known import Facts
from qudao.decide.rows import CommissionRow
from qudao.decide.ruling import rule_all
from qudao.policies.cases import amended
from qudao.policies.load import load
from qudao.rules import introduction, payback
from qudao.rules.decision import Dated
from qudao.rules.facts import Buyer, Deal, DealLine, Introduction, Partner, Payout, Refund
from qudao.rules.introduction import Bonus
from qudao.rules.payback import Payback

ZONE = ZoneInfo("Asia/Shanghai")
PACK = load("clinic-stores")
TERMS = PACK.payback
ON = date(2025, 3, 10)
PAID = datetime(2025, 3, 10, 15, tzinfo=ZONE)

fen = st.integers(0, 10**9)


def judged(line: DealLine, share_bp: int | None = None) -> Payback:
    return payback.line(TERMS, line=line, share_bp=share_bp, on=ON).outcome


@st.composite
def lines(draw: st.DrawFn, number: int) -> DealLine:
    category = draw(st.sampled_from(["surgery", "implant", "thread_lift", "micro", "micro", "anaesthesia"]))
    attributes = {"demonstration": True} if draw(st.integers(0, 5)) == 0 else {}
    cost = draw(st.integers(1, 10**9)) if category in {"implant", "thread_lift"} else None
    return DealLine("D", number, category, list_price_fen=draw(st.integers(1, 10**9)), price_fen=draw(fen), cost_fen=cost, attributes=attributes)


@given(lines(1), st.one_of(st.none(), st.integers(0, 10_000)))
def test_a_store_never_gets_less_than_nothing_nor_more_than_the_price(line: DealLine, share_bp: int | None) -> None:
    made = judged(line, share_bp)
    assert made.base_fen is not None
    assert 0 <= made.amount_fen <= made.base_fen <= (line.price_fen or 0)


@given(fen, st.integers(1, 10**9))
def test_below_the_line_a_tenth_and_from_it_on_a_half(price_fen: int, list_price_fen: int) -> None:
    made = judged(DealLine("D", 1, "micro", list_price_fen=list_price_fen, price_fen=price_fen))
    assert (made.rule, made.rate_bp) == (("payback", 5000) if price_fen * 10 >= list_price_fen * 8 else ("special_price", 1000))


@given(lines(1), st.lists(fen, max_size=8))
def test_partial_refunds_take_back_what_one_refund_of_the_same_sum_takes(line: DealLine, refunds: list[int]) -> None:
    made, price_fen = judged(line), line.price_fen or 0
    together = sum(step.amount_fen for step in payback.taken_back(made, refunds))
    assert [together] == [step.amount_fen for step in payback.taken_back(made, [min(sum(refunds), price_fen)])]
    assert all(step.amount_fen <= 0 for step in payback.taken_back(made, refunds))


@given(lines(1), st.lists(fen, max_size=8))
def test_after_the_whole_price_is_refunded_the_store_is_at_zero(line: DealLine, refunds: list[int]) -> None:
    made, price_fen = judged(line), line.price_fen or 0
    steps = payback.taken_back(made, [*refunds, price_fen])
    assert made.amount_fen + sum(step.amount_fen for step in steps) == 0


def test_the_naive_way_would_not_end_at_zero() -> None:
    """Three refunds of 1 fen of a 3-fen line: a half each, rounded up, would take 3 back where 2 were given."""
    made = judged(DealLine("D", 1, "surgery", price_fen=3))
    assert made.amount_fen == 2
    assert [step.amount_fen for step in payback.taken_back(made, [1, 1, 1])] == [-1, 0, -1]


BONUS = Dated(Bonus(rate_bp=500, introducer_bp=5000), date(2024, 1, 1), "2.11.2")


@given(st.lists(fen, min_size=1, max_size=6), st.sets(st.sampled_from("abc"), min_size=1), st.sets(st.sampled_from("abc")))
def test_the_bonus_is_split_to_the_fen_and_gone_when_nothing_is_left(left: list[int], introducers: set[str], sales_reps: set[str]) -> None:
    left_fen = sorted(left, reverse=True)
    first, *later = introduction.parts(BONUS, left_fen=[*left_fen, 0], introducers=list(introducers), sales_reps=list(sales_reps))
    total = (left_fen[0] * 500 + 5000) // 10_000
    introduced = sum(part.amount_fen for part in first[: len(introducers)])
    served = sum(part.amount_fen for part in first[len(introducers) :])
    assert introduced == total - total // 2
    assert served == (total // 2 if sales_reps else 0)
    assert [sum(parts) for parts in zip(*[[part.amount_fen for part in step] for step in (first, *later)], strict=True)] == [0] * len(first)


@pytest.mark.parametrize(("left_fen", "halves"), [(9, (0, 0)), (10, (1, 0)), (29, (1, 0)), (30, (1, 1)), (500_100, (12503, 12502))])
def test_the_odd_fen_is_the_introducers(left_fen: int, halves: tuple[int, int]) -> None:
    (parts,) = introduction.parts(BONUS, left_fen=[left_fen], introducers=["He"], sales_reps=["W1"])
    assert tuple(part.amount_fen for part in parts) == halves


def test_without_an_introducer_a_salesperson_has_no_bonus() -> None:
    (parts,) = introduction.parts(BONUS, left_fen=[1_700_000], introducers=[], sales_reps=["W1"])
    assert [(part.staff_id, part.amount_fen) for part in parts] == [("W1", 0)]


def test_several_introducers_share_their_half_to_the_fen() -> None:
    (parts,) = introduction.parts(BONUS, left_fen=[500_100], introducers=["He", "Bai", "He"], sales_reps=["W1"])
    assert [(part.staff_id, part.amount_fen) for part in parts] == [("Bai", 6252), ("He", 6251), ("W1", 12502)]


@st.composite
def deals(draw: st.DrawFn) -> Facts:
    """A paid deal of several lines, introduced, with refunds that end by giving everything back."""
    sold = [draw(lines(number)) for number in range(1, draw(st.integers(1, 4)) + 1)]
    times = iter(range(1, 1000))
    refunds = []
    for line in sold:
        parts = draw(st.lists(st.integers(0, 10**9), max_size=3))
        for amount in [*parts, line.price_fen or 0]:
            number = next(times)
            refunds.append(Refund(f"B{number}", "D", line.line_no, PAID + timedelta(hours=number), amount))
    return Facts(
        partners=(Partner("A", "店", attributes={"bank_account": "1"}),),
        deals=(Deal("D", "P", partner_id="A", paid_at=PAID, attributes=draw(st.sampled_from([{}, {"store_share_bp": 3333}]))),),
        buyers=(Buyer("D", "周敏", "13812345678"),),
        deal_lines=tuple(sold),
        introductions=(Introduction("D", "He", "introducer"), Introduction("D", "W1", "sales_rep")),
        refunds=tuple(refunds),
    )


def commissions(facts: Facts) -> tuple[CommissionRow, ...]:
    return rule_all(PACK, facts, as_of=PAID + timedelta(days=400)).commissions


@given(deals())
def test_a_fully_refunded_deal_leaves_everybody_at_zero(facts: Facts) -> None:
    rows = commissions(facts)
    kept = commissions(replace(facts, refunds=()))
    assert len(kept) == len(facts.deal_lines) + 2
    assert len(rows) == len(kept) + 3 * len(facts.refunds)
    for payee in ("A", "He", "W1"):
        assert sum(row.amount_fen for row in rows if row.payee == payee) == 0
        assert sum(row.base_fen or 0 for row in rows if row.payee == payee and row.rule != "demonstration") == 0


@given(deals())
def test_the_rows_do_not_depend_on_the_order_of_the_facts(facts: Facts) -> None:
    shuffled = replace(
        facts,
        deal_lines=facts.deal_lines[::-1],
        refunds=facts.refunds[::-1],
        introductions=facts.introductions[::-1],
    )
    assert commissions(shuffled) == commissions(facts)


def test_a_cancelled_deal_that_was_paid_is_taken_back_once() -> None:
    """Exactly two rows: its refunds do not take it back a second time."""
    facts = Facts(
        partners=(Partner("A", "店", attributes={"bank_account": "1"}),),
        deals=(Deal("D", "P", partner_id="A", paid_at=PAID, cancelled_at=PAID + timedelta(days=40)),),
        deal_lines=(DealLine("D", 1, "surgery", price_fen=2_600_000),),
        payouts=(Payout("D", "A", PAID + timedelta(days=30), 1_300_000),),
        refunds=(Refund("B1", "D", 1, PAID + timedelta(days=40), 2_600_000),),
    )
    assert [(row.amount_fen, row.status) for row in commissions(facts)] == [(1_300_000, "paid"), (-1_300_000, "clawed_back")]


def test_every_reason_of_a_line_is_a_derivation_that_adds_up() -> None:
    decided = payback.line(TERMS, line=DealLine("D", 1, "implant", price_fen=5_250_000, cost_fen=1_250_000), on=ON)
    assert [reason.code for reason in decided.reasons] == ["payback_after_cost", "payback_computed"]
    assert dict(decided.reasons[1].numbers) == {"base_fen": 4_000_000, "rate_bp": 5000, "amount_fen": 2_000_000}


@pytest.mark.parametrize("share", [True, "4500", -1, 10_001, 45.0, None])
def test_only_a_whole_number_of_basis_points_is_a_share(share: object) -> None:
    assert payback.share_of(share) is None


@pytest.mark.parametrize("share", [0, 4500, 10_000])
def test_a_share_from_nothing_to_the_whole(share: int) -> None:
    assert payback.share_of(share) == share
    assert judged(DealLine("D", 1, "surgery", price_fen=100), share).amount_fen == share // 100


@pytest.mark.parametrize(("day", "amount"), [(date(2025, 6, 30), 50), (date(2025, 7, 1), 40), (date(2025, 7, 2), 40)])
def test_the_day_of_the_deal_chooses_the_rate(day: date, amount: int) -> None:
    changed = [{"rate_bp": 5000, "starts_on": "2024-01-01", "clause": "2.7"}, {"rate_bp": 4000, "starts_on": "2025-07-01", "clause": "2.7"}]
    terms = amended(PACK, {"payback": {"split": changed}}).payback
    assert payback.line(terms, line=DealLine("D", 1, "surgery", price_fen=100), on=day).outcome.amount_fen == amount
