"""Callbacks: the draw anybody can repeat, and the first answer."""

from datetime import datetime
from hashlib import sha256
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qudao.policies.load import load
from qudao.rules.callback import CallbackTerms, Submitted, draw_order, first_answer, sample
from qudao.rules.facts import Callback

POLICY = load("property-distribution")
assert POLICY.callbacks is not None
TERMS: CallbackTerms = POLICY.callbacks
SEED = TERMS.sampling[0].value.seed
ZONE = ZoneInfo("Asia/Shanghai")


def drawn(deals: list[Submitted], period: str = "2025-04") -> set[str]:
    return {deal_id for deal_id, decision in sample(TERMS, period=period, deals=deals).items() if decision.outcome}


def of_one_partner(count: int) -> list[Submitted]:
    return [Submitted(f"D{number}", "A") for number in range(count)]


@pytest.mark.rulebook("CO-07", "IN-15")
@pytest.mark.parametrize(("submitted", "called"), [(0, 0), (1, 1), (2, 1), (6, 3), (7, 4), (8, 4), (9, 5)])
def test_half_of_a_submission_is_called_rounded_up(submitted: int, called: int) -> None:
    assert len(drawn(of_one_partner(submitted))) == called


@pytest.mark.rulebook("CO-07")
def test_the_draw_is_the_order_of_a_hash_that_anybody_can_repeat() -> None:
    deals = of_one_partner(8)
    order = sorted((sha256(f"{SEED}:2025-04:{deal.deal_id}".encode()).hexdigest(), deal.deal_id) for deal in deals)
    assert drawn(deals) == {deal_id for _, deal_id in order[:4]}


def test_every_deal_of_the_submission_has_an_answer_with_its_place() -> None:
    answers = sample(TERMS, period="2025-04", deals=of_one_partner(7))
    assert sorted(decision.reasons[0].numbers["place"] for decision in answers.values()) == [1, 2, 3, 4, 5, 6, 7]
    assert {decision.clause for decision in answers.values()} == {"2.18"}


def test_another_period_draws_anew() -> None:
    deals = of_one_partner(40)
    assert drawn(deals, "2025-04") != drawn(deals, "2025-05")


@pytest.mark.rulebook("IN-15")
def test_each_of_thirteen_partners_with_one_deal_is_called_at_least_once() -> None:
    deals = [Submitted(f"D{number}", f"P{number}") for number in range(13)]
    assert drawn(deals) == {deal.deal_id for deal in deals}


def test_a_partner_not_drawn_adds_its_first_deal_in_the_order_of_the_draw() -> None:
    everybody = sorted((f"D{number}" for number in range(40)), key=lambda deal_id: draw_order(SEED, "2025-04", deal_id))
    deals = [Submitted(deal_id, "B" if place in (25, 30, 35) else "A") for place, deal_id in enumerate(everybody)]
    answers = sample(TERMS, period="2025-04", deals=deals)
    added = [deal_id for deal_id, decision in answers.items() if decision.reasons[0].code == "callback_partner_minimum"]
    assert added == [everybody[25]]
    assert drawn(deals) == {*everybody[:20], everybody[25]}


@given(st.lists(st.integers(0, 4), min_size=1, max_size=30), st.randoms(use_true_random=False))
def test_the_draw_does_not_depend_on_order_and_meets_quota_and_minimum(partners: list[int], random: object) -> None:
    deals = [Submitted(f"D{number}", f"P{partner}") for number, partner in enumerate(partners)]
    called = drawn(deals)
    random.shuffle(deals)  # type: ignore[attr-defined]
    assert drawn(deals) == called
    quota = (len(deals) + 1) >> 1
    assert {deal.partner_id for deal in deals if deal.deal_id in called} == {deal.partner_id for deal in deals}
    assert quota <= len(called) <= quota + len(set(partners))


def call(hour: int, answer: str) -> Callback:
    return Callback("D1", datetime(2025, 6, 5, hour, tzinfo=ZONE), answer)


@pytest.mark.rulebook("CO-06")
@pytest.mark.parametrize(
    ("calls", "answer"),
    [
        ([call(10, "denied"), call(11, "confirmed")], "denied"),
        ([call(11, "confirmed"), call(10, "denied")], "denied"),
        ([call(10, "confirmed"), call(11, "denied")], "confirmed"),
        ([call(9, "unreached"), call(10, "denied")], "denied"),
    ],
)
def test_the_first_answer_counts_whatever_follows(calls: list[Callback], answer: str) -> None:
    first = first_answer(calls)
    assert first is not None
    assert first.answer == answer


def test_calls_that_reach_nobody_are_no_answer() -> None:
    assert first_answer([call(9, "unreached"), call(10, "unreached")]) is None
    assert first_answer([]) is None
