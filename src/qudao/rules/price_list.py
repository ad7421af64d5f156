"""The clinic's price list and what it decides: which items are eligible, and the demonstration price.

Clauses 2.7, 2.8 and 2.10 of 市场部工作流程及相关制度.
"""

from dataclasses import dataclass
from datetime import date

from qudao.rules.decision import Decision, Number, Reason
from qudao.rules.money import half_up
from qudao.rules.payback import PaybackTerms
from qudao.rules.period import in_force


@dataclass(frozen=True, slots=True)
class Item:
    """A treatment on the price list. `cost_fen` is that of its consumables, for the categories that have costly ones."""

    name: str
    category: str | None
    list_price_fen: int
    cost_fen: int | None = None


def check(terms: PaybackTerms, *, item: Item, on: date) -> Decision[bool]:
    """Whether an item may be listed: its category says what becomes of its payback, and costly consumables have a cost. Clauses 2.7, 2.8."""
    listed = (*terms.excluded, *terms.regular, *terms.consumables)
    eligible = {term.value.category for term in listed if term.starts_on <= on} | {in_force(terms.micro, on).value.category}
    clause = in_force(terms.split, on).clause
    if item.category not in eligible:
        return Decision(outcome=False, reasons=(Reason("item_category_missing", clause, {"category": item.category or ""}),))
    costly = next((term for term in terms.consumables if term.value.category == item.category and term.starts_on <= on), None)
    if costly is not None and not item.cost_fen:
        return Decision(outcome=False, reasons=(Reason("item_cost_missing", costly.clause, {"category": item.category or ""}),))
    return Decision(outcome=True, reasons=(Reason("item_listed", clause, {"category": item.category or ""}),))


@dataclass(frozen=True, slots=True)
class Demonstration:
    """A request for the demonstration price: who the patient is to the store, and whether the supervisor approved."""

    relation: str
    consumables: bool
    approved: bool


def demonstration_price(terms: PaybackTerms, *, list_price_fen: int, request: Demonstration, on: date) -> Decision[int]:
    """What the patient of a demonstration pays: four tenths of the list price, four and a half with consumables. Clause 2.10.

    Without approval, or for somebody who does not belong to the store, the list price.
    """
    term = in_force(terms.demonstration_price, on)
    if request.relation not in term.value.relations:
        return Decision(list_price_fen, (Reason("demonstration_stranger", term.clause, {"relation": request.relation}),))
    if not request.approved:
        return Decision(list_price_fen, (Reason("demonstration_unapproved", term.clause),))
    rate_bp = term.value.consumables_bp if request.consumables else term.value.plain_bp
    price_fen = half_up(list_price_fen, rate_bp)
    numbers: dict[str, Number] = {"list_price_fen": list_price_fen, "rate_bp": rate_bp, "price_fen": price_fen}
    return Decision(price_fen, (Reason("demonstration_granted", term.clause, numbers),))
