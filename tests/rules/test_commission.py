"""Commission lines: amounts to the fen, the order of statuses, the month, the grounds."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from qudao.kit import engines
from qudao.policies.load import load
from qudao.rules.commission import COLUMNS, CommissionTerms, answered, is_outside, lines, month_number, period_name, reasons
from qudao.rules.facts import Callback

ZONE = ZoneInfo("Asia/Shanghai")
TERMS: CommissionTerms = load("property-distribution").commission
INTERCOMPANY: CommissionTerms = load("property-intercompany").commission
APRIL = month_number(date(2025, 4, 1))


def settled(**given: Any) -> list[dict[str, Any]]:
    deal = {
        "deal_id": "D1", "payee": "A", "base_fen": 240_000_000, "rate_bp": 150, "denied": False, "withheld": False,
        "period": APRIL, "as_of_month": APRIL, "paid_fen": None, **given,
    }  # fmt: skip
    return engines.run(lines, {name: [value] for name, value in deal.items()}, COLUMNS)


def outcome(**given: Any) -> list[tuple[str, int | None]]:
    return [(line["status"], line["amount_fen"]) for line in settled(**given)]


@pytest.mark.parametrize(
    ("base_fen", "amount_fen"),
    [(240_000_000, 3_600_000), (3_333, 50), (3_366, 50), (3_367, 51), (33, 0), (34, 1), (0, 0), (99_999_999_999, 1_500_000_000)],
)
def test_the_amount_is_the_rates_part_of_the_price_half_up_to_the_fen(base_fen: int, amount_fen: int) -> None:
    assert outcome(base_fen=base_fen) == [("payable", amount_fen)]


@pytest.mark.parametrize(("as_of", "status"), [(APRIL - 1, "accrued"), (APRIL, "payable"), (APRIL + 1, "payable")])
def test_a_filed_deal_is_payable_from_its_period_on(as_of: int, status: str) -> None:
    assert outcome(as_of_month=as_of) == [(status, 3_600_000)]


def test_a_deal_not_filed_is_accrued() -> None:
    assert outcome(period=None) == [("accrued", 3_600_000)]


def test_withheld_keeps_the_amount_and_denied_has_none_but_keeps_base_and_rate() -> None:
    assert outcome(withheld=True) == [("withheld", 3_600_000)]
    (line,) = settled(denied=True, withheld=True)
    assert (line["status"], line["amount_fen"], line["base_fen"], line["rate_bp"]) == ("denied", 0, 240_000_000, 150)


def test_a_paid_line_stays_paid_whatever_is_open() -> None:
    assert outcome(paid_fen=3_600_000, withheld=True) == [("paid", 3_600_000)]


def test_a_paid_line_found_wrong_stays_and_gains_a_clawback_of_what_was_paid() -> None:
    assert outcome(paid_fen=3_500_000, denied=True) == [("paid", 3_600_000), ("clawed_back", -3_500_000)]


@pytest.mark.parametrize(
    ("day", "period"),
    [(date(2025, 3, 31), "2025-03"), (date(2025, 4, 1), "2025-04"), (date(2025, 12, 31), "2025-12"), (date(2024, 2, 29), "2024-02")],
)
def test_a_month_is_named_as_people_write_it(day: date, period: str) -> None:
    assert period_name(month_number(day)) == period


def test_december_is_submitted_in_january() -> None:
    assert period_name(month_number(date(2025, 12, 31)) + 1) == "2026-01"


def codes(terms: CommissionTerms, *grounds: str) -> list[str]:
    return [reason.code.removeprefix("commission_") for reason in reasons(terms.denied, {ground: {} for ground in grounds}, date(2025, 4, 1))]


def test_the_first_ground_of_the_policy_decides_and_the_others_are_named() -> None:
    assert codes(TERMS, "cancelled", "collusion", "callback_denied") == ["callback_denied", "collusion", "cancelled"]


def test_a_ground_that_the_policy_does_not_know_does_not_count() -> None:
    assert codes(TERMS, "outside_area") == []
    assert codes(INTERCOMPANY, "outside_area") == ["outside_area"]


@pytest.mark.parametrize(
    ("city", "area", "outside"),
    [
        ("杭州", ("杭州", "宁波"), False),
        ("杭州市", ("杭州",), False),
        ("上海", ("杭州", "宁波"), True),
        (None, ("杭州",), False),
        ("上海", (), False),
    ],
)
def test_only_a_known_city_can_be_outside_a_given_area(city: str | None, area: tuple[str, ...], outside: bool) -> None:
    assert is_outside(city, area) is outside


def call(hour: int, answer: str) -> Callback:
    return Callback("D1", datetime(2025, 6, 5, hour, tzinfo=ZONE), answer)


@pytest.mark.parametrize(
    ("calls", "grounds"),
    [
        ([], []),
        ([call(9, "unreached")], ["callback_unreached"]),
        ([call(9, "unreached"), call(10, "confirmed")], []),
        ([call(9, "confirmed"), call(10, "denied")], []),
        ([call(9, "denied"), call(10, "confirmed")], ["callback_denied"]),
    ],
)
def test_what_the_callbacks_of_a_deal_show(calls: list[Callback], grounds: list[str]) -> None:
    assert list(answered(calls, ZONE)) == grounds
