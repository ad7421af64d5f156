"""What members and agents earn on their own sales, by the level they hold on the day of the sale.

会员 2.1, 2.2, 4.1 (commission on the price) and 利润分配.1-3 of 微商管理制度 (a share of the realised margin, adjusted separately). Nothing is
earned on recruiting; what the line above may get is limited to the paid levels. A rate that nobody has set is never invented.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeVar

from qudao.rules.decision import Dated, Decision, Number, Reason
from qudao.rules.defect import Defect
from qudao.rules.hierarchy import PaidLimit
from qudao.rules.money import BASIS, half_up
from qudao.rules.period import in_force

T = TypeVar("T")

COMMISSION, ADJUSTMENT, UPLINE = "commission", "adjustment", "upline"


@dataclass(frozen=True, slots=True)
class Basis:
    """What a rate is taken of: the price, or the margin that was realised (price less cost)."""

    of: Literal["price", "margin"]


@dataclass(frozen=True, slots=True)
class LevelRate:
    """The share of one level, in basis points; with a category, for those products only."""

    level: str
    rate_bp: int
    category: str = ""


@dataclass(frozen=True, slots=True)
class Bounds:
    """Between which factors, in basis points, an adjustment for performance and contribution may lie."""

    minimum_bp: int
    maximum_bp: int


@dataclass(frozen=True, slots=True)
class UplineRate:
    """The share of somebody so many steps above the seller."""

    distance: int
    rate_bp: int


@dataclass(frozen=True, slots=True)
class QueryPeriod:
    """Within how many calendar days after payment a participant may query a line, which is then held."""

    days: int


@dataclass(frozen=True, slots=True)
class EarningTerms:
    """In YAML every item carries its fields, `starts_on` and `clause`."""

    basis: tuple[Dated[Basis], ...]
    rate: tuple[Dated[LevelRate], ...]
    adjustment: tuple[Dated[Bounds], ...] = ()
    upline: tuple[Dated[UplineRate], ...] = ()
    query: tuple[Dated[QueryPeriod], ...] = ()

    def defects(self) -> Iterator[Defect]:
        """Shares above the whole of what they are taken of, and bounds that cross."""
        rates = [(f"rate.{index}", term.value.rate_bp) for index, term in enumerate(self.rate)]
        rates += [(f"upline.{index}", term.value.rate_bp) for index, term in enumerate(self.upline)]
        for place, rate_bp in rates:
            if not 0 <= rate_bp <= BASIS:
                yield Defect("not_within", f"{place}.rate_bp", str(rate_bp), {"from": "0", "to": str(BASIS)})
        for index, bounds in enumerate(self.adjustment):
            if not 0 <= bounds.value.minimum_bp <= bounds.value.maximum_bp:
                details = {"from": "0", "to": str(bounds.value.maximum_bp)}
                yield Defect("not_within", f"adjustment.{index}.minimum_bp", str(bounds.value.minimum_bp), details)


@dataclass(frozen=True, slots=True)
class Sale:
    """One line of a sale, or the whole sale. `held` and `denied` are grounds found elsewhere; `above` is the seller's line, nearest first."""

    seller: str
    sold_on: date | None
    level: str | None
    category: str = ""
    price_fen: int | None = None
    cost_fen: int | None = None
    refunded_fen: int = 0
    adjustment_bp: int | None = None
    above: tuple[str, ...] = ()
    held: tuple[Reason, ...] = ()
    denied: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Earning:
    """What one payee gets out of one line of a sale. `state` is due, withheld or denied; when it is paid is not judged here."""

    payee: str
    rule: str
    base_fen: int | None
    rate_bp: int | None
    amount_fen: int
    state: Literal["due", "withheld", "denied"]


def earn(terms: EarningTerms, *, sale: Sale, paid_levels: Dated[PaidLimit] | None = None) -> tuple[Decision[Earning], ...]:
    """The rows of one sale: the seller's commission or share, its adjustment, what was refunded, and what the line above gets.

    The rate is that of the level held on the day of the sale, from the table of that day (IN-05, IN-31).
    """
    if sale.denied:
        return (Decision(Earning(sale.seller, COMMISSION, None, None, 0, "denied"), sale.denied),)
    if sale.sold_on is None:
        return (_withheld(sale, Reason("sale_date_missing", terms.basis[0].clause)),)
    basis = in_force(terms.basis, sale.sold_on)
    missing = _missing(sale, basis)
    rate = _rate(terms.rate, sale)
    if missing is None and rate is None:
        missing = Reason("rate_not_set", basis.clause, {"level": sale.level or "", "sold_on": sale.sold_on})
    if missing is not None or rate is None:
        return (_withheld(sale, *([missing] if missing else [])),)
    base = _base(sale, basis)
    return (
        _own(sale, base, basis, rate),
        *_refund(sale, base, basis, rate),
        *_adjusted(terms, sale, base, rate),
        *_above(terms, sale, base, paid_levels),
    )


def _withheld(sale: Sale, *reasons: Reason) -> Decision[Earning]:
    """A row without an amount, because the amount is not known."""
    return Decision(Earning(sale.seller, COMMISSION, None, None, 0, "withheld"), (*reasons, *sale.held))


def _missing(sale: Sale, basis: Dated[Basis]) -> Reason | None:
    if sale.price_fen is None:
        return Reason("earning_price_missing", basis.clause)
    if basis.value.of == "margin" and sale.cost_fen is None:
        return Reason("earning_cost_missing", basis.clause)
    if sale.level is None:
        return Reason("level_unknown", basis.clause, {"sold_on": sale.sold_on or ""})
    return None


def _rate(rates: Sequence[Dated[LevelRate]], sale: Sale) -> Dated[LevelRate] | None:
    """The rate of the level on the day of the sale: one for the category goes before one for all products."""
    for category in (sale.category, "") if sale.category else ("",):
        known = [
            term
            for term in rates
            if (term.value.level, term.value.category) == (sale.level, category) and term.starts_on <= (sale.sold_on or date.max)
        ]
        if known:
            return known[-1]
    return None


def _begun(terms: Sequence[Dated[T]], sale: Sale) -> list[Dated[T]]:
    """The terms that had begun on the day of the sale: an earlier sale is not judged by later rates."""
    return [term for term in terms if sale.sold_on is not None and term.starts_on <= sale.sold_on]


def _base(sale: Sale, basis: Dated[Basis]) -> int:
    price = sale.price_fen or 0
    return price if basis.value.of == "price" else max(price - (sale.cost_fen or 0), 0)


def _own(sale: Sale, base: int, basis: Dated[Basis], rate: Dated[LevelRate]) -> Decision[Earning]:
    amount = half_up(base, rate.value.rate_bp)
    numbers: dict[str, Number] = {"level": sale.level or "", "base_fen": base, "rate_bp": rate.value.rate_bp, "amount_fen": amount}
    code = "earning_of_price"
    if basis.value.of == "margin":
        code = "earning_of_margin" if base else "earning_no_margin"
        numbers |= {"price_fen": sale.price_fen or 0, "cost_fen": sale.cost_fen or 0, "kept_fen": base - amount}
    held = (*_refund_of_margin(sale, basis), *sale.held)
    outcome = Earning(sale.seller, COMMISSION, base, rate.value.rate_bp, amount, "withheld" if held else "due")
    return Decision(outcome, (*held, Reason(code, rate.clause, numbers)))


def _refund_of_margin(sale: Sale, basis: Dated[Basis]) -> tuple[Reason, ...]:
    """What a refund leaves of the margin depends on the goods that came back, which a person finds out."""
    if sale.refunded_fen and basis.value.of == "margin":
        return (Reason("earning_refund_of_margin", basis.clause, {"refunded_fen": sale.refunded_fen}),)
    return ()


def _refund(sale: Sale, base: int, basis: Dated[Basis], rate: Dated[LevelRate]) -> Iterator[Decision[Earning]]:
    """The negative row of what was refunded so far: the commission less the commission of what is left."""
    if not sale.refunded_fen or basis.value.of == "margin":
        return
    refunded = min(sale.refunded_fen, base)
    amount = half_up(base - refunded, rate.value.rate_bp) - half_up(base, rate.value.rate_bp)
    numbers: dict[str, Number] = {"refunded_fen": refunded, "rate_bp": rate.value.rate_bp, "amount_fen": amount}
    outcome = Earning(sale.seller, COMMISSION, -refunded, rate.value.rate_bp, amount, "withheld" if sale.held else "due")
    yield Decision(outcome, (*sale.held, Reason("earning_refunded", rate.clause, numbers)))


def _adjusted(terms: EarningTerms, sale: Sale, base: int, rate: Dated[LevelRate]) -> Iterator[Decision[Earning]]:
    """The separate adjustment of an agent's share: within the bounds that the policy sets, and never beyond the whole margin. 利润分配.2."""
    factor, share = sale.adjustment_bp, half_up(base, rate.value.rate_bp)
    if factor is None or factor == BASIS:
        return
    known = _begun(terms.adjustment, sale)
    numbers: dict[str, Number] = {"factor_bp": factor, "share_fen": share}
    stop: Reason | None = None
    if not known:
        stop = Reason("adjustment_not_set", rate.clause, numbers)
    elif not known[-1].value.minimum_bp <= factor <= known[-1].value.maximum_bp:
        bounds = known[-1].value
        stop = Reason("adjustment_outside", known[-1].clause, {**numbers, "minimum_bp": bounds.minimum_bp, "maximum_bp": bounds.maximum_bp})
    amount = 0 if stop else half_up(share, factor - BASIS) if factor > BASIS else -half_up(share, BASIS - factor)
    if share + amount > base:
        stop = Reason("adjustment_beyond_margin", known[-1].clause, {**numbers, "base_fen": base})
    if stop is not None:
        yield Decision(Earning(sale.seller, ADJUSTMENT, share, None, 0, "withheld"), (stop, *sale.held))
        return
    outcome = Earning(sale.seller, ADJUSTMENT, share, abs(factor - BASIS), amount, "withheld" if sale.held else "due")
    yield Decision(outcome, (*sale.held, Reason("adjustment_computed", known[-1].clause, {**numbers, "amount_fen": amount})))


def _above(terms: EarningTerms, sale: Sale, base: int, paid_levels: Dated[PaidLimit] | None) -> Iterator[Decision[Earning]]:
    """What the line above gets where the policy sets it at all: the seller is the first paid level, nothing above the last. PA-27."""
    for distance, payee in enumerate(sale.above, start=1):
        known = [term for term in _begun(terms.upline, sale) if term.value.distance == distance]
        if not known:
            continue
        rate = known[-1]
        if paid_levels is not None and distance + 1 > paid_levels.value.paid_levels:
            stop = Reason("paid_levels_exceeded", paid_levels.clause, {"paid_level": distance + 1, "levels": paid_levels.value.paid_levels})
            yield Decision(Earning(payee, UPLINE, base, rate.value.rate_bp, 0, "denied"), (stop,))
            continue
        amount = half_up(base, rate.value.rate_bp)
        numbers: dict[str, Number] = {"distance": distance, "base_fen": base, "rate_bp": rate.value.rate_bp, "amount_fen": amount}
        outcome = Earning(payee, UPLINE, base, rate.value.rate_bp, amount, "withheld" if sale.held else "due")
        yield Decision(outcome, (*sale.held, Reason("upline_computed", rate.clause, numbers)))
