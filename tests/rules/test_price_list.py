"""The clinic's price list: eligibility classes, costs of consumables, demonstration prices."""

from datetime import date

import pytest

from qudao.policies.load import load
from qudao.rules.price_list import Demonstration, Item, check, demonstration_price

TERMS = load("clinic-stores").payback
ON = date(2025, 3, 10)


@pytest.mark.rulebook("CA-03")
@pytest.mark.parametrize(
    ("item", "listed", "code"),
    [
        (Item("双眼皮", None, 880_000), False, "item_category_missing"),
        (Item("洗牙", "dental", 80_000), False, "item_category_missing"),
        (Item("双眼皮", "surgery", 880_000), True, "item_listed"),
        (Item("麻醉", "anaesthesia", 200_000), True, "item_listed"),
        (Item("水光", "micro", 398_000), True, "item_listed"),
        (Item("线雕", "thread_lift", 2_000_000), False, "item_cost_missing"),
        (Item("线雕", "thread_lift", 2_000_000, 0), False, "item_cost_missing"),
        (Item("线雕", "thread_lift", 2_000_000, 1), True, "item_listed"),
        (Item("假体", "implant", 5_000_000), False, "item_cost_missing"),
    ],
)
def test_an_item_needs_its_class_and_costly_consumables_their_cost(item: Item, listed: bool, code: str) -> None:
    decided = check(TERMS, item=item, on=ON)
    assert (decided.outcome, decided.reasons[0].code) == (listed, code)


@pytest.mark.rulebook("CA-05")
@pytest.mark.parametrize(
    ("list_price", "request_", "price", "code"),
    [
        (20_000, Demonstration("owner", consumables=False, approved=True), 8_000, "demonstration_granted"),
        (20_000, Demonstration("employee", consumables=True, approved=True), 9_000, "demonstration_granted"),
        (8_800, Demonstration("owner_relative", consumables=False, approved=True), 3_520, "demonstration_granted"),
        (20_000, Demonstration("owner", consumables=True, approved=False), 20_000, "demonstration_unapproved"),
        (20_000, Demonstration("friend", consumables=False, approved=True), 20_000, "demonstration_stranger"),
    ],
)
def test_those_of_the_store_pay_four_tenths_or_four_and_a_half(list_price: int, request_: Demonstration, price: int, code: str) -> None:
    decided = demonstration_price(TERMS, list_price_fen=list_price * 100, request=request_, on=ON)
    assert (decided.outcome, decided.reasons[0].code, decided.clause) == (price * 100, code, "2.10")
