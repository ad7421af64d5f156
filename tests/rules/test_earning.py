"""Shares on one's own sales: the day's level and rate, what is not known, adjustments, refunds, paid levels, and impossible schemes."""

from dataclasses import replace
from datetime import date

import pytest

from qudao.policies.load import PACKS, PolicyError, parse, texts
from qudao.rules.decision import Dated, Decision, Reason
from qudao.rules.earning import Basis, Bounds, Earning, EarningTerms, LevelRate, Sale, UplineRate, earn
from qudao.rules.hierarchy import PaidLimit

FIRST = date(2024, 1, 1)
PRICE = EarningTerms(
    basis=(Dated(Basis("price"), FIRST, "4.1"),),
    rate=(Dated(LevelRate("ordinary", 500), FIRST, "2.1"), Dated(LevelRate("advanced", 800), FIRST, "2.2")),
)
MARGIN = EarningTerms(
    basis=(Dated(Basis("margin"), FIRST, "6.6"),),
    rate=(Dated(LevelRate("level_2", 3000), FIRST, "6.6"),),
    adjustment=(Dated(Bounds(8000, 12_000), FIRST, "6.7"),),
)
SALE = Sale("M1", date(2025, 3, 31), "ordinary", price_fen=1_000_000)
MARGIN_SALE = Sale("A2", date(2025, 3, 31), "level_2", price_fen=300_000, cost_fen=200_000)


def first(decided: tuple[Decision[Earning], ...]) -> Earning:
    return decided[0].outcome


@pytest.mark.rulebook("IN-05")
@pytest.mark.parametrize(("level", "rate_bp", "amount_fen"), [("ordinary", 500, 50_000), ("advanced", 800, 80_000)])
def test_the_level_of_the_day_decides(level: str, rate_bp: int, amount_fen: int) -> None:
    outcome = first(earn(PRICE, sale=replace(SALE, level=level)))
    assert (outcome.rate_bp, outcome.amount_fen, outcome.state) == (rate_bp, amount_fen, "due")


@pytest.mark.parametrize(("sold_on", "rate_bp"), [(date(2025, 6, 30), 500), (date(2025, 7, 1), 600), (date(2025, 7, 2), 600)])
def test_the_rate_of_the_day_decides(sold_on: date, rate_bp: int) -> None:
    terms = replace(PRICE, rate=(*PRICE.rate, Dated(LevelRate("ordinary", 600), date(2025, 7, 1), "2.1")))
    assert first(earn(terms, sale=replace(SALE, sold_on=sold_on))).rate_bp == rate_bp


@pytest.mark.rulebook("IN-05")
@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"sold_on": None}, "sale_date_missing"),
        ({"level": None}, "level_unknown"),
        ({"level": "gold"}, "rate_not_set"),
        ({"sold_on": date(2023, 12, 31)}, "rate_not_set"),
        ({"price_fen": None}, "earning_price_missing"),
    ],
)
def test_what_is_not_known_is_withheld_without_an_amount(changes: dict[str, object], code: str) -> None:
    (decision,) = earn(PRICE, sale=replace(SALE, **changes))  # type: ignore[arg-type]
    assert (decision.outcome.amount_fen, decision.outcome.base_fen, decision.outcome.state) == (0, None, "withheld")
    assert decision.reasons[0].code == code


def test_a_sale_that_is_held_keeps_its_amount() -> None:
    outcome = first(earn(PRICE, sale=replace(SALE, held=(Reason("query_open", "6.8"),))))
    assert (outcome.amount_fen, outcome.state) == (50_000, "withheld")


@pytest.mark.rulebook("IN-31")
@pytest.mark.parametrize(("factor", "amount_fen"), [(8000, -6000), (9999, -3), (10_001, 3), (11_000, 3000), (12_000, 6000)])
def test_an_adjustment_is_a_row_of_its_own(factor: int, amount_fen: int) -> None:
    own, adjustment = earn(MARGIN, sale=replace(MARGIN_SALE, adjustment_bp=factor))
    assert (own.outcome.amount_fen, adjustment.outcome.rule, adjustment.outcome.amount_fen) == (30_000, "adjustment", amount_fen)


def test_a_factor_of_one_changes_nothing() -> None:
    assert len(earn(MARGIN, sale=replace(MARGIN_SALE, adjustment_bp=10_000))) == 1


@pytest.mark.parametrize("factor", [0, 7999, 12_001, 10**9])
def test_a_factor_out_of_bounds_is_withheld_without_an_amount(factor: int) -> None:
    _, adjustment = earn(MARGIN, sale=replace(MARGIN_SALE, adjustment_bp=factor))
    assert (adjustment.outcome.amount_fen, adjustment.outcome.state) == (0, "withheld")


@pytest.mark.parametrize(("cost_fen", "amount_fen"), [(299_999, 0), (300_000, 0), (300_001, 0), (299_990, 3)])
def test_there_is_no_share_of_a_loss(cost_fen: int, amount_fen: int) -> None:
    outcome = first(earn(MARGIN, sale=replace(MARGIN_SALE, cost_fen=cost_fen)))
    assert (outcome.amount_fen, outcome.state) == (amount_fen, "due")


@pytest.mark.parametrize(("refunded_fen", "amount_fen"), [(10, 0), (11, -1), (1_000_000, -50_000), (2_000_000, -50_000)])
def test_a_refund_reverses_its_part_and_never_more_than_the_whole(refunded_fen: int, amount_fen: int) -> None:
    _, refund = earn(PRICE, sale=replace(SALE, refunded_fen=refunded_fen))
    assert refund.outcome.amount_fen == amount_fen


@pytest.mark.rulebook("PA-27")
@pytest.mark.parametrize(("paid_levels", "amounts"), [(1, [50_000, 0, 0]), (2, [50_000, 10_000, 0]), (3, [50_000, 10_000, 5000])])
def test_nothing_is_paid_above_the_last_paid_level(paid_levels: int, amounts: list[int]) -> None:
    terms = replace(PRICE, upline=(Dated(UplineRate(1, 100), FIRST, "2.2"), Dated(UplineRate(2, 50), FIRST, "2.2")))
    limit = Dated(PaidLimit(paid_levels, 3), FIRST, "1.3")
    decided = earn(terms, sale=replace(SALE, above=("M2", "M3")), paid_levels=limit)
    assert [decision.outcome.amount_fen for decision in decided] == amounts


@pytest.mark.rulebook("IN-31")
@pytest.mark.parametrize(("rate_bp", "refused"), [(9999, False), (10_000, False), (10_001, True), (-1, True)])
def test_a_share_above_the_whole_margin_is_refused_by_the_loader(rate_bp: int, refused: bool) -> None:
    files = texts(PACKS / "social-commerce")
    term = f'rate:\n- {{level: level_1, rate_bp: {rate_bp}, starts_on: 2024-01-01, clause: "6.6", set_by: company}}\n'
    files["earning.yaml"] = files["earning.yaml"].replace("rate: []\n", term, 1)
    if not refused:
        assert parse(files, name="social-commerce").earning.rate[0].value.rate_bp == rate_bp
        return
    with pytest.raises(PolicyError) as caught:
        parse(files, name="social-commerce")
    problem = caught.value.problems[-1]
    assert (problem.file, problem.place, problem.value) == ("earning.yaml", "rate.0.rate_bp", str(rate_bp))
    assert "10000" in problem.message("zh")


def test_bounds_that_cross_are_a_defect() -> None:
    terms = replace(MARGIN, adjustment=(Dated(Bounds(12_000, 8000), FIRST, "6.7"),))
    assert [defect.place for defect in terms.defects()] == ["adjustment.0.minimum_bp"]
