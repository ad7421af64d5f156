"""Commission of our own people: introductions and deals to rows of money."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from qudao.decide.known import Facts
from qudao.decide.rows import CommissionRow, Decided
from qudao.decide.staffing import WORDS
from qudao.kit import engines
from qudao.policies.load import Policy
from qudao.rules import commission, staff_commission
from qudao.rules.decision import Number, Reason
from qudao.rules.facts import Deal, Introduction
from qudao.rules.period import day_of, in_force
from qudao.rules.posts import roles
from qudao.rules.staff_commission import Line, Part

GROUP = "group"
"""The role of an introduction that asks for a share in the group's deal."""

Found = tuple[Deal, Line]


def rows(policy: Policy, seen: Facts, as_of: datetime) -> Mapping[str, Sequence[Decided]]:
    """One row for each of our people in each deal, and a second where what was paid is taken back."""
    if not policy.has("staff_commission"):
        return {}
    found = list(_lines(policy, seen, as_of))
    if not found:
        return {}
    paid: dict[tuple[str, str], int] = {}
    for payout in seen.payouts:
        paid[payout.deal_id, payout.payee] = paid.get((payout.deal_id, payout.payee), 0) + payout.amount_fen
    after = [_period(policy, deal, as_of) for deal, _ in found]
    columns: dict[str, engines.Column] = {
        "deal_id": [str(number).zfill(9) for number in range(len(found))],
        "payee": [line.part.staff_id for _, line in found],
        "base_fen": [line.base_fen for _, line in found],
        "rate_bp": [line.rate_bp for _, line in found],
        "denied": [bool(line.denied) for _, line in found],
        "withheld": [bool(line.withheld) for _, line in found],
        "period": after,
        "as_of_month": [commission.month_number(day_of(as_of, policy.timezone))] * len(found),
        "paid_fen": [None if line.part.is_group else paid.get((deal.deal_id, line.part.staff_id)) for deal, line in found],
    }
    made = engines.run(commission.lines, columns, commission.COLUMNS)
    return {"commissions": [_row(policy, *found[int(each["deal_id"])], each) for each in made]}


def _lines(policy: Policy, seen: Facts, as_of: datetime) -> Iterable[Found]:
    staff = {row.staff_id: row for row in seen.staff if row.partner_id is None}
    parts: dict[str, dict[tuple[str, bool], Part]] = {}
    for named in seen.introductions:
        if person := staff.get(named.staff_id):
            part = Part(named.staff_id, roles(person.role, WORDS), is_group=_is_group(named))
            parts.setdefault(named.deal_id, {})[named.staff_id, part.is_group] = part
    for row in seen.deals:
        if row.deal_id in parts:
            deal = row if row.cancelled_at is None else replace(row, cancelled_at=row.cancelled_at.astimezone(policy.timezone))
            on = _day(policy, deal, as_of)
            for line in staff_commission.decide(policy.staff_commission, deal=deal, parts=tuple(parts[deal.deal_id].values()), on=on):
                yield deal, line


def _is_group(row: Introduction) -> bool:
    return WORDS.get(row.role, row.role) == GROUP or row.role in ("小组", "小组业绩")


def _contracted(policy: Policy, deal: Deal) -> datetime | None:
    """The contract, or the earliest later stage that shows there was one."""
    stages = [at for at in (deal.contracted_at, deal.filed_at, deal.paid_at) if at is not None]
    return min(stages).astimezone(policy.timezone) if stages else None


def _day(policy: Policy, deal: Deal, as_of: datetime) -> date:
    """The day whose terms hold: the contract's, before one that of `as_of`."""
    return day_of(_contracted(policy, deal) or as_of, policy.timezone)


def _period(policy: Policy, deal: Deal, as_of: datetime) -> int | None:
    contracted = _contracted(policy, deal)
    if contracted is None:
        return None
    due = in_force(policy.staff_commission.due, _day(policy, deal, as_of))
    return commission.month_number(contracted.date()) + due.value.months_after


def _row(policy: Policy, deal: Deal, line: Line, made: Mapping[str, Any]) -> CommissionRow:
    if made["amount_fen"] is None and line.base_fen is not None and line.rate_bp is not None:
        raise ValueError(f"deals: {deal.deal_id}: price: {line.base_fen} fen is beyond what is computed exactly")
    return CommissionRow(
        deal_id=deal.deal_id,
        line_no=None,
        payee=line.part.staff_id,
        rule=commission.RULE,
        base_fen=made["base_fen"],
        rate_bp=made["rate_bp"],
        amount_fen=made["amount_fen"] or 0,
        status=made["status"],
        period=None if made["period"] is None else commission.period_name(made["period"]),
        reasons=_reasons(policy, deal, line, made),
        policy_version=policy.version,
    )


def _reasons(policy: Policy, deal: Deal, line: Line, made: Mapping[str, Any]) -> tuple[Reason, ...]:
    computed: tuple[Reason, ...] = line.notes
    if made["base_fen"] is not None and made["rate_bp"] is not None and not line.denied:
        numbers: dict[str, Number] = {"base_fen": made["base_fen"], "rate_bp": made["rate_bp"], "amount_fen": made["amount_fen"]}
        computed = (Reason("commission_computed", line.rate_clause, numbers), *line.notes)
    paid: dict[str, Number] = {"paid_fen": abs(made["amount_fen"] or 0)}
    match made["status"]:
        case "paid":
            return Reason("commission_paid", _due(policy), paid), *computed
        case "clawed_back":
            return *line.denied, Reason("commission_clawed_back", line.denied[0].clause, paid)
        case "denied":
            return line.denied
        case "withheld":
            return *line.withheld, *computed
        case status:
            return *computed, _waiting(policy, deal, made, status)


def _waiting(policy: Policy, deal: Deal, made: Mapping[str, Any], status: str) -> Reason:
    contracted = _contracted(policy, deal)
    if contracted is None:
        return Reason("staff_not_contracted", _due(policy))
    numbers: dict[str, Number] = {"contracted_at": contracted, "period": commission.period_name(made["period"])}
    return Reason("staff_payable" if status == "payable" else "staff_due_later", _due(policy), numbers)


def _due(policy: Policy) -> str:
    clause: str = policy.staff_commission.due[0].clause
    return clause
