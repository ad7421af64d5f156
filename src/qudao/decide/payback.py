"""Deals of stores to rows of money: payback line by line, refunds, and the introduction bonus.

Clauses 2.7 to 2.11 and 3.1 of 市场部工作流程及相关制度. Who owns a deal is decided in `reception`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from qudao.decide.grouping import grouped
from qudao.decide.known import Facts
from qudao.decide.reception import owners
from qudao.decide.rows import CommissionRow, Decided
from qudao.policies.load import Policy
from qudao.rules import introduction, payback
from qudao.rules.commission import month_number, period_name
from qudao.rules.decision import Decision, Number, Reason
from qudao.rules.facts import Deal, DealLine, Partner, Payout, Refund
from qudao.rules.market_patient import moment
from qudao.rules.money import MAX_FEN
from qudao.rules.payback import Payback
from qudao.rules.period import day_of, in_force

BONUS = "introduction_bonus"


@dataclass(frozen=True, slots=True)
class Sale:
    """One deal of a store with everything its money depends on."""

    deal: Deal
    store: Partner
    on: date
    """The day of the deal, by which its terms are chosen."""
    lines: Sequence[DealLine]
    refunds: Sequence[Refund]
    payouts: Mapping[str, Sequence[Payout]]
    introducers: Sequence[str]
    sales_reps: Sequence[str]


@dataclass(frozen=True, slots=True)
class Entry:
    """One amount before its status: of a line or the bonus (`refund` None), or what a refund takes from it."""

    line_no: int | None
    payee: str
    made: Payback | introduction.Part
    rule: str
    reasons: tuple[Reason, ...]
    refund: Refund | None = None


def rows(policy: Policy, seen: Facts, as_of: datetime) -> Mapping[str, Sequence[Decided]]:
    """The money of every deal that a store owns."""
    if not policy.has("payback"):
        return {}
    return {"commissions": [row for sale in _sales(policy, seen, as_of) for row in _Till(policy, sale, as_of).rows()]}


def _sales(policy: Policy, seen: Facts, as_of: datetime) -> Iterator[Sale]:
    partners = {row.partner_id: row for row in seen.partners}
    lines, refunds = grouped(seen.deal_lines, lambda row: row.deal_id), grouped(seen.refunds, lambda row: row.deal_id)
    payouts, people = grouped(seen.payouts, lambda row: row.deal_id), grouped(seen.introductions, lambda row: row.deal_id)
    owned = owners(policy, seen) if policy.has("reception") else {}
    for deal in seen.deals:
        partner_id = owned[deal.deal_id].outcome.partner_id if deal.deal_id in owned else deal.partner_id
        if partner_id is None:
            continue
        yield Sale(
            deal=deal,
            store=partners.get(partner_id) or Partner(partner_id, partner_id),
            on=day_of(moment(deal) or as_of, policy.timezone),
            lines=sorted(lines.get(deal.deal_id, ()), key=lambda row: row.line_no),
            refunds=sorted(refunds.get(deal.deal_id, ()), key=lambda row: (row.at, row.refund_id)),
            payouts=grouped(payouts.get(deal.deal_id, ()), lambda row: row.payee),
            introducers=[row.staff_id for row in people.get(deal.deal_id, ()) if row.role == "introducer"],
            sales_reps=[row.staff_id for row in people.get(deal.deal_id, ()) if row.role == "sales_rep"],
        )


class _Till:
    """One deal while its rows are made."""

    def __init__(self, policy: Policy, sale: Sale, as_of: datetime) -> None:
        self.policy, self.terms, self.zone, self.sale, self.as_of = policy, policy.payback, policy.timezone, sale, as_of
        self.split_clause = in_force(self.terms.split, sale.on).clause
        self.judged = {row.line_no: self._line(row) for row in sale.lines}
        self.waits = tuple(self._waiting())
        self.due = in_force(self.terms.due, sale.on)

    def rows(self) -> Iterator[CommissionRow]:
        """The rows of lines and refunds, and of the bonus."""
        for entry in (*self._paybacks(), *self._bonus()):
            yield from self._rows(entry)

    def _line(self, row: DealLine) -> Decision[Payback]:
        share_bp = payback.share_of(self.sale.deal.attributes.get("store_share_bp"))
        return payback.line(self.terms, line=row, share_bp=share_bp, on=self.sale.on)

    def _waiting(self) -> Iterator[Reason]:
        """Why the whole deal waits: no lines, a line that cannot be computed, a deviation that is no share, a sum beyond all measure."""
        share = self.sale.deal.attributes.get("store_share_bp")
        if share is not None and payback.share_of(share) is None:
            yield Reason("payback_share_invalid", in_force(self.terms.deviation, self.sale.on).clause, {"value": str(share)[:20]})
        if not self.sale.lines:
            yield Reason("payback_lines_missing", self.split_clause)
        if sum(row.price_fen or 0 for row in self.sale.lines) > MAX_FEN:
            yield Reason("payback_too_large", self.split_clause, {"limit_fen": MAX_FEN})
        yield from (decided.reasons[0] for decided in self.judged.values() if decided.outcome.base_fen is None)

    def _paybacks(self) -> Iterator[Entry]:
        payee = self.sale.store.partner_id
        if not self.sale.lines:
            yield Entry(None, payee, Payback("payback", None, None, 0), "payback", ())
        for row in self.sale.lines:
            decided = self.judged[row.line_no]
            yield Entry(row.line_no, payee, decided.outcome, decided.outcome.rule, decided.reasons)
            refunds = [each for each in self._refunds() if each.line_no == row.line_no]
            taken = payback.taken_back(decided.outcome, [each.amount_fen for each in refunds])
            for refund, made in zip(refunds, taken, strict=True):
                numbers: dict[str, Number] = {"refund_id": refund.refund_id, "refunded_fen": refund.amount_fen, "amount_fen": made.amount_fen}
                yield Entry(row.line_no, payee, made, made.rule, (Reason("payback_refunded", self.split_clause, numbers),), refund)

    def _refunds(self) -> Sequence[Refund]:
        """A cancelled deal is taken back as a whole, so its refunds change nothing more."""
        return self.sale.refunds if self.sale.deal.cancelled_at is None else ()

    def _bonus(self) -> Iterator[Entry]:
        if not self.terms.introduction or not self.sale.introducers:
            return
        term = in_force(self.terms.introduction, self.sale.on)
        refunds = [each for each in self._refunds() if each.line_no in self.judged]
        people = {"introducers": self.sale.introducers, "sales_reps": self.sale.sales_reps}
        left_fen = [0] if self.waits else self._left_fen(refunds)
        steps = introduction.parts(term, left_fen=left_fen, **people)
        for number, parts in enumerate(steps):
            for part in parts:
                yield Entry(None, part.staff_id, part, BONUS, () if self.waits else (part.reason,), refunds[number - 1] if number else None)

    def _left_fen(self, refunds: Sequence[Refund]) -> list[int]:
        """What is left to the clinic after payback: at first, and after each refund."""
        prices = {row.line_no: row.price_fen or 0 for row in self.sale.lines}
        before, left = dict.fromkeys(prices, 0), [sum(prices.values()) - sum(made.outcome.amount_fen for made in self.judged.values())]
        for refund in refunds:
            price_fen, earlier_fen = prices[refund.line_no], before[refund.line_no]
            later_fen = min(earlier_fen + refund.amount_fen, price_fen)
            made = self.judged[refund.line_no].outcome
            returned = sum(step.amount_fen for step in list(payback.taken_back(made, [earlier_fen, later_fen - earlier_fen]))[1:])
            left.append(left[-1] - (later_fen - earlier_fen) - returned)
            before[refund.line_no] = later_fen
        return left

    def _rows(self, entry: Entry) -> Iterator[CommissionRow]:
        cancelled_at, paid = self.sale.deal.cancelled_at, self.sale.payouts.get(entry.payee, ())
        withheld = self.waits or self._without_account(entry.payee)
        ended = (Reason("payback_cancelled", self.split_clause, {"cancelled_at": cancelled_at.astimezone(self.zone)}),) if cancelled_at else ()
        if paid:
            status, reason = self._of_paid(entry, paid)
            yield self._row(entry, status, (*entry.reasons, reason))
            if ended:
                yield self._row(entry, "clawed_back", ended, sign=-1)
        elif ended:
            yield self._row(entry, "denied", ended, sign=0)
        elif withheld:
            yield self._row(entry, "withheld", (*withheld, *(reason for reason in entry.reasons if reason not in withheld)))
        else:
            status, reason = self._of_due()
            yield self._row(entry, status, (*entry.reasons, reason))

    def _of_paid(self, entry: Entry, paid: Sequence[Payout]) -> tuple[str, Reason]:
        """Paid; a refund after the payment is taken back, one before it was part of it."""
        late = entry.refund is not None and entry.refund.at >= min(row.paid_at for row in paid)
        return ("clawed_back" if late else "paid"), Reason("payback_paid", self.due.clause, {"paid_fen": sum(row.amount_fen for row in paid)})

    def _of_due(self) -> tuple[str, Reason]:
        month = self._month(None)
        if month is None or self.sale.deal.paid_at is None:
            return "accrued", Reason("payback_unpaid", self.due.clause)
        numbers: dict[str, Number] = {"paid_at": self.sale.deal.paid_at.astimezone(self.zone), "period": period_name(month)}
        if month_number(day_of(self.as_of, self.zone)) < month:
            return "accrued", Reason("payback_due_later", self.due.clause, numbers)
        return "payable", Reason("payback_payable", self.due.clause, numbers)

    def _without_account(self, payee: str) -> tuple[Reason, ...]:
        """Stores are paid to their recorded account only; the staff's bonus comes with their wages. Clause 3.1."""
        if payee != self.sale.store.partner_id or self.sale.store.attributes.get("bank_account"):
            return ()
        return (Reason("payback_account_missing", in_force(self.terms.bank_account, self.sale.on).clause, {"partner_id": payee}),)

    def _month(self, refund: Refund | None) -> int | None:
        """The month of the patient's payment; of a refund, its own month."""
        if self.sale.deal.paid_at is None:
            return None
        at = self.sale.deal.paid_at if refund is None else max(refund.at, self.sale.deal.paid_at)
        return month_number(day_of(at, self.zone)) + self.due.value.months_after

    def _row(self, entry: Entry, status: str, reasons: tuple[Reason, ...], *, sign: int = 1) -> CommissionRow:
        month = self._month(entry.refund)
        unknown = entry.rule == BONUS and bool(self.waits)
        made = entry.made
        return CommissionRow(
            deal_id=self.sale.deal.deal_id,
            line_no=entry.line_no,
            payee=entry.payee,
            rule=entry.rule,
            base_fen=None if unknown or made.base_fen is None else made.base_fen,
            rate_bp=made.rate_bp,
            amount_fen=sign * made.amount_fen,
            status=status,
            period=None if month is None else period_name(month),
            reasons=reasons,
            policy_version=self.policy.version,
        )
