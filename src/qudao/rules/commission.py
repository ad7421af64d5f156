"""Commission of property deals: frame in, frame out, integer fen.

Clauses 2.16 to 2.19 of 分销商客户管理制度; clause 2.1 of 客户归属认定及报备细则 (promotion area). What speaks against a deal is judged
case by case (`reasons`); amount, status and the rows of many deals come from one frame function (`lines`), the same on every engine.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, tzinfo
from typing import Any, Literal

import narwhals as nw
from narwhals.dtypes import DType

from qudao.rules.callback import first_answer
from qudao.rules.decision import Dated, Number, Reason
from qudao.rules.facts import Callback
from qudao.rules.money import half_up_expr

RULE = "commission"


@dataclass(frozen=True, slots=True)
class Rate:
    """The share of the price, in basis points."""

    rate_bp: int


@dataclass(frozen=True, slots=True)
class Submission:
    """How many calendar months after the month of `filed_at` the deal is submitted and payable."""

    months_after: int


@dataclass(frozen=True, slots=True)
class Ground:
    """A ground that denies or withholds a commission; a pack that does not list it does not know it."""

    ground: Literal[
        "callback_denied",
        "false_registration",
        "collusion",
        "cancelled",
        "outside_area",
        "visit_missing",
        "chain_unfinished",
        "confirmation_missing",
        "callback_unreached",
        "dispute_open",
        "price_missing",
    ]


@dataclass(frozen=True, slots=True)
class CommissionTerms:
    """In YAML every item carries its fields, `starts_on` and `clause`. Grounds stand in their order of precedence."""

    rate: tuple[Dated[Rate], ...]
    submission: tuple[Dated[Submission], ...]
    denied: tuple[Dated[Ground], ...]
    withheld: tuple[Dated[Ground], ...]


Found = Mapping[str, Mapping[str, Number]]
"""Grounds that a deal's facts show, each with its numbers."""


def reasons(grounds: Sequence[Dated[Ground]], found: Found, on: date) -> tuple[Reason, ...]:
    """The found grounds that the policy knows on a day, in its order: the first one decides."""
    known = [term for term in grounds if term.value.ground in found and term.starts_on <= on]
    return tuple(Reason(f"commission_{term.value.ground}", term.clause, found[term.value.ground]) for term in known)


def answered(callbacks: Sequence[Callback], zone: tzinfo) -> dict[str, dict[str, Number]]:
    """What a deal's callbacks show: a denial by the first answer, or that nobody was reached yet. Clauses 2.16 and 2.18."""
    first = first_answer(callbacks)
    if first is not None:
        return {"callback_denied": {"answered_at": first.at.astimezone(zone)}} if first.answer == "denied" else {}
    return {"callback_unreached": {"calls": len(callbacks)}} if callbacks else {}


def is_outside(customer_city: str | None, promotion_area: Sequence[str]) -> bool:
    """Whether a customer comes from outside the promotion area: a blank city or a blank area never does. Clause 2.1 (inter-company)."""
    return bool(customer_city and promotion_area) and _city(customer_city or "") not in {_city(city) for city in promotion_area}


def _city(name: str) -> str:
    return name.strip().removesuffix("市")


def month_number(day: date) -> int:
    """Months as one running number, so that frames compare and add them as integers."""
    return day.year * 12 + day.month - 1


def period_name(month: int) -> str:
    """The period's name, such as 2025-04."""
    year, index = divmod(month, 12)
    return f"{year:04d}-{index + 1:02d}"


COLUMNS: Mapping[str, type[DType]] = {
    "deal_id": nw.String,
    "payee": nw.String,
    "base_fen": nw.Int64,
    "rate_bp": nw.Int64,
    "denied": nw.Boolean,
    "withheld": nw.Boolean,
    "period": nw.Int64,
    "as_of_month": nw.Int64,
    "paid_fen": nw.Int64,
}
"""What `lines` reads. `period` is the month after filing as `month_number`, null when not filed; `paid_fen` null when nothing was paid."""


def lines(deals: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """One line for each deal, and a second, negative one where a paid commission is denied. Clauses 2.17 and 2.18.

    A paid line keeps the amount as computed; a denied one has none; a withheld one keeps its amount. The rest is payable from the first
    instant of its period and accrued before. `entry` orders the lines of a deal: 1 the commission, 2 the clawback.
    """
    paid, denied = ~nw.col("paid_fen").is_null(), nw.col("denied")
    computed = deals.with_columns(computed_fen=half_up_expr(nw.col("base_fen"), nw.col("rate_bp")), is_paid=paid)
    due = nw.col("as_of_month") >= nw.col("period")
    rest = nw.when(due).then(nw.lit("payable")).otherwise(nw.lit("accrued"))
    held = nw.when(nw.col("withheld")).then(nw.lit("withheld")).otherwise(rest)
    unpaid = nw.when(denied).then(nw.lit("denied")).otherwise(held)
    first = computed.with_columns(
        entry=nw.lit(1, nw.Int64),
        status=nw.when(nw.col("is_paid")).then(nw.lit("paid")).otherwise(unpaid),
        amount_fen=nw.when(denied & ~nw.col("is_paid")).then(nw.lit(0, nw.Int64)).otherwise(nw.col("computed_fen")),
    )
    second = computed.filter(nw.col("is_paid"), denied).with_columns(
        entry=nw.lit(2, nw.Int64), status=nw.lit("clawed_back"), amount_fen=-nw.col("paid_fen")
    )
    names = ("deal_id", "entry", "payee", "base_fen", "rate_bp", "amount_fen", "status", "period")
    return nw.concat([first.select(*names), second.select(*names)], how="vertical").sort("deal_id", "entry")
