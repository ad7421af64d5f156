"""What a level may sell and where, at which supply price, and whose step is whose."""

from dataclasses import replace
from datetime import date

import pytest

from qudao.policies.load import load
from qudao.rules.authority import AuthorityTerms, Beyond, Range, SupplyPrice, may_act, may_sell, may_serve, supply_price
from qudao.rules.decision import Dated

FIRST, ON = date(2024, 1, 1), date(2025, 4, 1)
TERMS = load("social-commerce").authority
RANGED = replace(TERMS, products=(Dated(Range("level_2", ("X", "tea")), FIRST, "2.5"),))


@pytest.mark.rulebook("OG-32")
@pytest.mark.parametrize(
    ("level", "item", "category", "answer"),
    [
        ("level_2", "X", "soap", "allowed"),
        ("level_2", "Y", "tea", "allowed"),
        ("level_2", "Y", "soap", "refused"),
        ("level_1", "X", "tea", "refused"),
    ],
)
def test_a_level_sells_what_its_range_names(level: str, item: str, category: str, answer: str) -> None:
    decision = may_sell(RANGED, level=level, item=item, category=category, on=ON)
    assert decision is not None
    assert decision.outcome == answer


def test_without_ranges_nothing_is_judged_and_a_range_holds_from_its_first_day() -> None:
    assert may_sell(TERMS, level="level_2", item="Y", category="soap", on=ON) is None
    assert may_sell(RANGED, level="level_2", item="Y", category="soap", on=date(2023, 12, 31)) is None


@pytest.mark.rulebook("OG-32")
@pytest.mark.parametrize(
    ("territory", "city", "answer"),
    [
        (("杭州",), "上海", "exception"),
        (("杭州",), "杭州市", "allowed"),
        (("杭州市",), "杭州", "allowed"),
        (("杭州",), None, "allowed"),
        ((), "上海", "allowed"),
    ],
)
def test_a_customer_from_elsewhere_asks_for_an_exception(territory: tuple[str, ...], city: str | None, answer: str) -> None:
    assert may_serve(TERMS, territory=territory, city=city, on=ON).outcome == answer


def test_a_company_may_refuse_such_customers_instead() -> None:
    terms: AuthorityTerms = replace(TERMS, territory=(Dated(Beyond("refused"), FIRST, "2.6"),))
    decision = may_serve(terms, territory=("杭州",), city="上海", on=ON)
    assert (decision.outcome, decision.reasons[0].code) == ("refused", "authority_territory_refused")


@pytest.mark.parametrize(("on", "price_fen"), [(date(2023, 12, 31), None), (date(2025, 6, 30), 6000), (date(2025, 7, 1), 6500)])
def test_the_supply_price_is_that_of_level_item_and_day(on: date, price_fen: int | None) -> None:
    prices = (Dated(SupplyPrice("level_1", "X", 6000), FIRST, "3.3"), Dated(SupplyPrice("level_1", "X", 6500), date(2025, 7, 1), "3.3"))
    terms = replace(TERMS, supply_price=prices)
    found = supply_price(terms, level="level_1", item="X", on=on)
    assert (found.value.price_fen if found else None) == price_fen
    assert supply_price(terms, level="level_2", item="X", on=on) is None


@pytest.mark.rulebook("OG-31")
@pytest.mark.parametrize(
    ("role", "step", "allowed"),
    [
        ("warehouse", "picking", True),
        ("customer_service", "picking", False),
        ("customer_service", "complaints", True),
        ("warehouse", "complaints", False),
        ("finance", "expense_audit", True),
        ("agent", "expense_audit", False),
        ("team_leader", "plan_and_goals", True),
        ("team_leader", "unheard_of", False),
    ],
)
def test_a_step_is_taken_by_the_role_that_it_belongs_to(role: str, step: str, allowed: bool) -> None:
    assert may_act(TERMS, role=role, step=step, on=ON).outcome is allowed
