"""What a store is paid back for a treatment: line by line, and what it gives back when the patient is refunded.

Clauses 1.3 and 2.7 to 2.10 of 市场部工作流程及相关制度.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from qudao.rules.decision import Cited, Dated, Decision, Number, Reason
from qudao.rules.facts import DealLine
from qudao.rules.introduction import Bonus
from qudao.rules.money import BASIS, half_up, ratio_bp
from qudao.rules.period import in_force

Rule = Literal["payback", "payback_consumable", "special_price", "demonstration", "excluded"]


@dataclass(frozen=True, slots=True)
class Category:
    """A category of treatments, as the lines of a deal name it."""

    category: str


@dataclass(frozen=True, slots=True)
class Share:
    """The store's share of the base."""

    rate_bp: int


@dataclass(frozen=True, slots=True)
class Micro:
    """Micro-aesthetic lines: from which share of the list price on a price is regular."""

    category: str
    regular_from_bp: int


@dataclass(frozen=True, slots=True)
class DemonstrationPrice:
    """What store owners, their employees and their relatives pay of the list price, and who counts as one."""

    plain_bp: int
    consumables_bp: int
    relations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Due:
    """How many calendar months after the month of the patient's payment the store is paid."""

    months_after: int


@dataclass(frozen=True, slots=True)
class PaybackTerms:
    """In YAML every item carries its fields, `starts_on` and `clause`."""

    excluded: tuple[Dated[Category], ...]
    regular: tuple[Dated[Category], ...]
    split: tuple[Dated[Share], ...]
    consumables: tuple[Dated[Category], ...]
    consumables_split: tuple[Dated[Share], ...]
    micro: tuple[Dated[Micro], ...]
    micro_split: tuple[Dated[Share], ...]
    special_price: tuple[Dated[Share], ...]
    demonstration_price: tuple[Dated[DemonstrationPrice], ...]
    demonstration: tuple[Dated[Share], ...]
    deviation: tuple[Dated[Cited], ...]
    due: tuple[Dated[Due], ...]
    bank_account: tuple[Dated[Cited], ...]
    introduction: tuple[Dated[Bonus], ...] = ()


@dataclass(frozen=True, slots=True)
class Payback:
    """What one line, or one refund of it, brings the store. A base of None: it cannot be computed yet, and the deal waits."""

    rule: Rule
    base_fen: int | None
    rate_bp: int | None
    amount_fen: int


def line(terms: PaybackTerms, *, line: DealLine, share_bp: int | None = None, on: date) -> Decision[Payback]:
    """The payback of one line of a deal closed on a day; `share_bp` is the deal's approved deviation from half. Clauses 1.3, 2.7 to 2.10."""
    excluded = _category(terms.excluded, line.category, on)
    if excluded is not None:
        return Decision(Payback("excluded", 0, 0, 0), (Reason("payback_excluded", excluded.clause, {"category": line.category}),))
    if line.price_fen is None:
        return _waits("payback", "price", in_force(terms.split, on).clause, line)
    if line.attributes.get("demonstration") is True:
        return _demonstrated(terms, line, on)
    micro = in_force(terms.micro, on)
    if line.category == micro.value.category:
        return _micro(terms, micro, line, share_bp, on)
    return _split(terms, line, share_bp, on)


def is_regular(micro: Micro, price_fen: int, list_price_fen: int) -> bool:
    """Whether a micro-aesthetic price is regular, whatever its label says: at the line exactly it is. Clauses 2.9.1 and 2.9.2."""
    return price_fen * BASIS >= list_price_fen * micro.regular_from_bp


def taken_back(payback: Payback, refunds_fen: Sequence[int]) -> Iterator[Payback]:
    """What each refund of a line takes back from the store, in order: after the whole price is refunded the store is at zero.

    A refund goes against the base first, so consumables already used are the clinic's loss, never the store's. Each step is the payback of
    what was refunded so far less that of what was refunded before.
    """
    before_fen = 0
    for refund_fen in refunds_fen:
        after_fen = before_fen + refund_fen
        if payback.base_fen is None or payback.rate_bp is None:
            yield payback
        else:
            earlier_fen, later_fen = min(before_fen, payback.base_fen), min(after_fen, payback.base_fen)
            amount_fen = half_up(earlier_fen, payback.rate_bp) - half_up(later_fen, payback.rate_bp)
            yield replace(payback, base_fen=earlier_fen - later_fen, amount_fen=amount_fen)
        before_fen = after_fen


def share_of(value: object) -> int | None:
    """An approved deviation as recorded; None where it is not a share from 0 to the whole in basis points."""
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= BASIS else None


def _micro(terms: PaybackTerms, micro: Dated[Micro], line: DealLine, share_bp: int | None, on: date) -> Decision[Payback]:
    """At or above the line half; below it a tenth of the price, from which nothing is taken out (R-33, R-34)."""
    price_fen = line.price_fen or 0
    if not line.list_price_fen:
        return _waits("special_price", "list_price", micro.clause, line)
    regular = is_regular(micro.value, price_fen, line.list_price_fen)
    term = in_force(terms.micro_split if regular else terms.special_price, on)
    numbers: dict[str, Number] = {
        "price_fen": price_fen,
        "list_price_fen": line.list_price_fen,
        "ratio_bp": ratio_bp(price_fen, line.list_price_fen),
        "line_bp": micro.value.regular_from_bp,
    }
    if not regular:
        return _computed("special_price", price_fen, term.value.rate_bp, (Reason("payback_special_price", term.clause, numbers),))
    code = "payback_labelled_regular" if line.attributes.get("special") is True else "payback_micro_regular"
    rate_bp, deviation = _shared(terms, term, share_bp, on)
    return _computed("payback", price_fen, rate_bp, (Reason(code, term.clause, numbers), *deviation))


def _demonstrated(terms: PaybackTerms, line: DealLine, on: date) -> Decision[Payback]:
    """The reduced price is the benefit; where a company pays back all the same, the usual base counts. Clause 2.10 (R-35)."""
    term = in_force(terms.demonstration, on)
    reason = Reason("payback_demonstration", term.clause, {"price_fen": line.price_fen or 0, "rate_bp": term.value.rate_bp})
    if not term.value.rate_bp:
        return Decision(Payback("demonstration", line.price_fen, 0, 0), (reason,))
    usual = _split(terms, line, None, on)
    if usual.outcome.base_fen is None:
        return Decision(replace(usual.outcome, rule="demonstration"), usual.reasons)
    return _computed("demonstration", usual.outcome.base_fen, term.value.rate_bp, (reason,))


def _split(terms: PaybackTerms, line: DealLine, share_bp: int | None, on: date) -> Decision[Payback]:
    """Half of the price, after the consumables where the line has them. Clauses 2.7 and 2.8."""
    price_fen, cost_fen = line.price_fen or 0, line.cost_fen or 0
    costly = _category(terms.consumables, line.category, on)
    micro = in_force(terms.micro, on).value.category
    if costly is not None and not cost_fen:
        return _waits("payback_consumable", "cost", costly.clause, line)
    if costly is None and line.category != micro and _category(terms.regular, line.category, on) is None:
        return _waits("payback", "category", in_force(terms.split, on).clause, line)
    if not cost_fen or line.category == micro:
        term = in_force(terms.split, on)
        rate_bp, deviation = _shared(terms, term, share_bp, on)
        return _computed("payback", price_fen, rate_bp, (Reason("payback_split", term.clause, {"price_fen": price_fen}), *deviation))
    term = in_force(terms.consumables_split, on)
    rate_bp, deviation = _shared(terms, term, share_bp, on)
    code = "payback_cost_above_price" if cost_fen > price_fen else "payback_after_cost"
    reason = Reason(code, term.clause, {"price_fen": price_fen, "cost_fen": cost_fen})
    return _computed("payback_consumable", max(price_fen - cost_fen, 0), rate_bp, (reason, *deviation))


def _shared(terms: PaybackTerms, term: Dated[Share], share_bp: int | None, on: date) -> tuple[int, tuple[Reason, ...]]:
    """The rate, and the reason of an approved deviation from it. Clause 1.3 (R-37)."""
    if share_bp is None or share_bp == term.value.rate_bp or not terms.deviation:
        return term.value.rate_bp, ()
    numbers: dict[str, Number] = {"share_bp": share_bp, "usual_bp": term.value.rate_bp}
    return share_bp, (Reason("payback_deviation", in_force(terms.deviation, on).clause, numbers),)


def _computed(rule: Rule, base_fen: int, rate_bp: int, reasons: tuple[Reason, ...]) -> Decision[Payback]:
    amount_fen = half_up(base_fen, rate_bp)
    numbers: dict[str, Number] = {"base_fen": base_fen, "rate_bp": rate_bp, "amount_fen": amount_fen}
    return Decision(Payback(rule, base_fen, rate_bp, amount_fen), (*reasons, Reason("payback_computed", reasons[0].clause, numbers)))


def _waits(rule: Rule, missing: str, clause: str, line: DealLine) -> Decision[Payback]:
    reason = Reason(f"payback_{missing}_missing", clause, {"line_no": line.line_no, "category": line.category})
    return Decision(Payback(rule, None, None, 0), (reason,))


def _category(known: Iterable[Dated[Category]], category: str, on: date) -> Dated[Category] | None:
    """The listing of a category on a day; a deal older than the list is judged by its first state."""
    listed = [term for term in known if term.value.category == category]
    first = min((term.starts_on for term in known), default=on)
    return next((term for term in reversed(listed) if term.starts_on <= max(on, first)), None)
