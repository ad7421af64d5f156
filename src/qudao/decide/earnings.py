"""Commission and profit shares of members and agents on their own sales, and orders beyond what their level allows.

A sale's day is that of the contract, else of the subscription, else of the payment. What is due is accrued until the customer has paid and
payable from then on, in the month of that payment.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from qudao.decide.attributes import typed
from qudao.decide.known import Facts
from qudao.decide.members import admissions, filing
from qudao.decide.rows import CommissionRow, Decided, DisputeRow, FilingRow
from qudao.decide.standing import Line, line
from qudao.policies.policy import Policy
from qudao.rules import authority, earning
from qudao.rules.decision import Dated, Decision, Reason
from qudao.rules.earning import Earning, Sale
from qudao.rules.facts import Deal, DealLine
from qudao.rules.hierarchy import PaidLimit
from qudao.rules.membership import Status
from qudao.rules.period import day_of, end_after, in_force


@dataclass(frozen=True, slots=True)
class Books:
    """The facts that money asks for again and again, by deal; what was paid by deal and payee."""

    policy: Policy
    people: Line
    admitted: Mapping[str, Decision[Status]]
    lines: Mapping[str, Sequence[DealLine]]
    refunded: Mapping[tuple[str, int], int]
    paid: Mapping[tuple[str, str], int]
    queried: Mapping[str, Sequence[Reason]]


def part(policy: Policy, seen: Facts, as_of: datetime) -> Mapping[str, Sequence[Decided]]:
    """Earnings of a policy that has `earning`, and refused orders and exceptions of one that has `authority`."""
    tables: dict[str, Sequence[Decided]] = {}
    if policy.has("authority"):
        people = line(policy, seen)
        tables["filings"] = [*_refused_orders(policy, seen, people), *_exceptions(policy, seen, people)]
    if policy.has("earning"):
        disputes, queried = _queries(policy, seen)
        books = _books(policy, seen, as_of.date(), queried)
        tables["disputes"] = disputes
        tables["commissions"] = [row for deal in seen.deals if deal.partner_id for row in _deal_rows(books, deal)]
    return tables


def _books(policy: Policy, seen: Facts, today: date, queried: Mapping[str, Sequence[Reason]]) -> Books:
    people = line(policy, seen)
    lines: dict[str, list[DealLine]] = defaultdict(list)
    for each in sorted(seen.deal_lines, key=lambda row: (row.deal_id, row.line_no)):
        lines[each.deal_id].append(each)
    refunded: dict[tuple[str, int], int] = defaultdict(int)
    for refund in seen.refunds:
        refunded[refund.deal_id, refund.line_no] += refund.amount_fen
    paid: dict[tuple[str, str], int] = defaultdict(int)
    for payout in seen.payouts:
        paid[payout.deal_id, payout.payee] += payout.amount_fen
    return Books(policy, people, admissions(policy, people, today), lines, refunded, paid, queried)


def sold_on(policy: Policy, deal: Deal) -> date | None:
    """The day of a sale."""
    at = deal.contracted_at or deal.subscribed_at or deal.paid_at
    return day_of(at, policy.timezone) if at is not None else None


def _queries(policy: Policy, seen: Facts) -> tuple[list[DisputeRow], dict[str, list[Reason]]]:
    """Lines that a participant queried in time, by deal: they are held. 利润分配.3."""
    rows: list[DisputeRow] = []
    queried: dict[str, list[Reason]] = defaultdict(list)
    deals = {deal.deal_id: deal for deal in seen.deals}
    for dispute in seen.disputes if policy.earning.query else ():
        term = in_force(policy.earning.query, day_of(dispute.raised_at, policy.timezone))
        paid_at = deals[dispute.deal_id].paid_at
        until = end_after(paid_at, term.value.days, "next_day", policy.timezone) if paid_at else None
        in_time = until is None or dispute.raised_at < until
        numbers: dict[str, Any] = {"raised_at": dispute.raised_at.astimezone(policy.timezone), "days": term.value.days}
        reason = Reason("query_in_time" if in_time else "query_late", term.clause, numbers)
        rows.append(DisputeRow(dispute_id=dispute.dispute_id, accepted=in_time, winner=None, reasons=(reason,), policy_version=policy.version))
        if in_time:
            queried[dispute.deal_id].append(Reason("query_open", term.clause, {"dispute_id": dispute.dispute_id}))
    return rows, queried


def _deal_rows(books: Books, deal: Deal) -> Iterator[CommissionRow]:
    seller, policy = deal.partner_id or "", books.policy
    lines: Sequence[DealLine | None] = books.lines.get(deal.deal_id) or (None,)
    if deal.cancelled_at is not None:
        cancelled = Reason("earning_cancelled", policy.earning.basis[0].clause, {"cancelled_at": deal.cancelled_at.astimezone(policy.timezone)})
        paid = books.paid.get((deal.deal_id, seller), 0)
        states = (("paid", paid), ("clawed_back", -paid)) if paid else (("denied", 0),)
        for status, amount in states:
            yield _row(books, deal, None, Decision(Earning(seller, earning.COMMISSION, None, None, amount, "denied"), (cancelled,)), status)
        return
    on = sold_on(policy, deal)
    limit = in_force(policy.hierarchy.paid, on) if on and policy.has("hierarchy") and policy.hierarchy.paid else None
    for each in lines:
        yield from _line_rows(books, deal, each, limit)


def _line_rows(books: Books, deal: Deal, each: DealLine | None, limit: Dated[PaidLimit] | None) -> Iterator[CommissionRow]:
    sale, taken = _sale(books, deal, each)
    for decision in earning.earn(books.policy.earning, sale=sale, paid_levels=limit):
        own = decision.outcome.rule == earning.COMMISSION and decision.outcome.base_fen is not None
        with_cost = Decision(decision.outcome, (*decision.reasons, *(taken if own else ())))
        yield _row(books, deal, each.line_no if each else None, with_cost, _status(books, deal, decision.outcome))


def _status(books: Books, deal: Deal, outcome: Earning) -> str:
    if outcome.state != "due":
        return outcome.state
    if (deal.deal_id, outcome.payee) in books.paid:
        return "paid"
    return "payable" if deal.paid_at is not None else "accrued"


def _row(books: Books, deal: Deal, line_no: int | None, decision: Decision[Earning], status: str) -> CommissionRow:
    outcome = decision.outcome
    return CommissionRow(
        deal_id=deal.deal_id,
        line_no=line_no,
        payee=outcome.payee,
        rule=outcome.rule,
        base_fen=outcome.base_fen,
        rate_bp=outcome.rate_bp,
        amount_fen=outcome.amount_fen,
        status=status,
        period=f"{deal.paid_at.astimezone(books.policy.timezone):%Y-%m}" if deal.paid_at is not None else None,
        reasons=decision.reasons,
        policy_version=books.policy.version,
    )


def _sale(books: Books, deal: Deal, each: DealLine | None) -> tuple[Sale, tuple[Reason, ...]]:
    """The sale as the rule takes it, and where its cost comes from when no line says it."""
    policy, seller, on = books.policy, deal.partner_id or "", sold_on(books.policy, deal)
    level = books.people.level(seller, on) if on is not None else None
    cost, taken = _cost(policy, each, level, on)
    refused = _refusal(policy, each, level, on)
    held = list(books.queried.get(deal.deal_id, ()))
    if (admission := books.admitted.get(seller)) is not None and admission.outcome != "admitted":
        held.append(Reason("seller_not_admitted", admission.clause))
    sale = Sale(
        seller=seller,
        sold_on=on,
        level=level,
        category=each.category if each else "",
        price_fen=each.price_fen if each else deal.price_fen,
        cost_fen=cost,
        refunded_fen=books.refunded.get((deal.deal_id, each.line_no if each else 1), 0),
        adjustment_bp=typed("deals", deal.attributes, policy.timezone).get("adjustment_bp"),
        above=books.people.above(seller),
        held=tuple(held),
        denied=refused.reasons if refused is not None else (),
    )
    return sale, taken


def _cost(policy: Policy, each: DealLine | None, level: str | None, on: date | None) -> tuple[int | None, tuple[Reason, ...]]:
    """The line's own cost; else the price at which the company supplied the item to that level on that day. 产品定价.2."""
    if each is None or each.cost_fen is not None or on is None or not policy.has("authority"):
        return (each.cost_fen if each else None), ()
    price = authority.supply_price(policy.authority, level=level, item=each.item or each.category, on=on)
    if price is None or each.quantity is None:
        return None, ()
    cost = price.value.price_fen * each.quantity
    numbers: dict[str, Any] = {"level": level or "", "unit_fen": price.value.price_fen, "quantity": each.quantity, "cost_fen": cost}
    return cost, (Reason("supply_price_taken", price.clause, numbers),)


def _refusal(policy: Policy, each: DealLine | None, level: str | None, on: date | None) -> Decision[authority.Answer] | None:
    """What the level may not sell at all."""
    if each is None or on is None or not policy.has("authority"):
        return None
    answer = authority.may_sell(policy.authority, level=level, item=each.item or "", category=each.category, on=on)
    return answer if answer is not None and answer.outcome == "refused" else None


def _refused_orders(policy: Policy, seen: Facts, people: Line) -> Iterator[FilingRow]:
    """Orders of products beyond the agent's level. 各级代理.1."""
    deals = {deal.deal_id: deal for deal in seen.deals if deal.partner_id}
    for each in seen.deal_lines:
        deal = deals.get(each.deal_id)
        on = sold_on(policy, deal) if deal is not None else None
        if deal is None or on is None:
            continue
        refused = _refusal(policy, each, people.level(deal.partner_id, on), on)
        if refused is not None:
            yield filing(policy, f"{each.deal_id}/{each.line_no}/order", "invalid", refused)


def _exceptions(policy: Policy, seen: Facts, people: Line) -> Iterator[FilingRow]:
    """Customers entered from outside the agent's territory: each asks for one exception, or is refused. 各级代理.2."""
    for row in seen.registrations:
        standing = people.by_id.get(row.partner_id)
        territory = standing.values.get("territory", ()) if standing is not None else ()
        on = day_of(row.received_at, policy.timezone)
        answer = authority.may_serve(policy.authority, territory=territory, city=row.customer_city, on=on)
        if answer.outcome != "allowed":
            yield filing(policy, f"{row.registration_id}/exception", "open" if answer.outcome == "exception" else "invalid", answer)
