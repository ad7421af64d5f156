"""Rulings and facts to rows of money and consequence: disputes, commissions, callback samples, penalties.

Never attributes again: who owns a deal is read from the rulings. `facts` are those known at `as_of`.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from qudao.decide.attributes import typed
from qudao.decide.cases import Case, Desk
from qudao.decide.known import Facts
from qudao.decide.rows import CallbackSampleRow, CommissionRow, DisputeRow, PenaltyRow
from qudao.kit import engines
from qudao.policies.load import Policy
from qudao.rules import callback, commission, discipline
from qudao.rules.attribution import Ruling
from qudao.rules.callback import Submitted
from qudao.rules.decision import Decision, Number, Reason
from qudao.rules.period import day_of


@dataclass(frozen=True, slots=True)
class Settled:
    """Four tables of decisions, each sorted by its ids."""

    disputes: tuple[DisputeRow, ...]
    commissions: tuple[CommissionRow, ...]
    callback_samples: tuple[CallbackSampleRow, ...]
    penalties: tuple[PenaltyRow, ...]


def settle(policy: Policy, facts: Facts, rulings: Mapping[str, Ruling], *, as_of: datetime, engine: str = "polars") -> Settled:
    """Everything that follows from who owns which deal, as of one instant."""
    desk = Desk(policy, facts, rulings)
    disputes, heard = desk.disputes()
    cases = desk.cases(heard)
    return Settled(
        disputes=disputes,
        commissions=commission_rows(policy, cases, as_of=as_of, engine=engine),
        callback_samples=sample_rows(policy, cases, as_of=as_of),
        penalties=penalty_rows(policy, facts, as_of),
    )


def penalties(policy: Policy, facts: Facts, as_of: datetime | None = None) -> tuple[Decision[discipline.Penalty], ...]:
    """What every proven violation costs whom; with an instant, what deadlines for correction have brought by then."""
    around = discipline.Surroundings(
        radius_by_project={row.project_id: row.interception_radius_m for row in facts.projects if row.interception_radius_m is not None},
        partner_by_staff={row.staff_id: row.partner_id for row in facts.staff if row.partner_id is not None},
        project_by_deal={row.deal_id: row.project_id for row in facts.deals},
        zone=policy.timezone,
        corrected=_corrected(policy, facts) if policy.discipline.correction else {},
        as_of=as_of,
    )
    return discipline.penalties(policy.discipline, violations=facts.violations, around=around)


def _corrected(policy: Policy, facts: Facts) -> dict[str, date]:
    """On which day the correction of a violation was accepted, from the partners' attributes."""
    accepted = [each for row in facts.partners for each in typed("partners", row.attributes, policy.timezone).get("corrections", ())]
    return {each["violation_id"]: each["accepted_on"] for each in accepted if each["violation_id"] and each["accepted_on"]}


def penalty_rows(policy: Policy, facts: Facts, as_of: datetime | None = None) -> tuple[PenaltyRow, ...]:
    """One row for each violation and subject."""
    rows = (
        PenaltyRow(
            violation_id=decision.outcome.violation_id,
            subject_id=decision.outcome.subject_id,
            step=decision.outcome.step,
            fine_fen=decision.outcome.fine_fen,
            action=decision.outcome.action,
            until=decision.outcome.until,
            reasons=decision.reasons,
            policy_version=policy.version,
        )
        for decision in penalties(policy, facts, as_of)
    )
    return tuple(sorted(rows, key=lambda row: (row.violation_id, row.subject_id, row.action)))


def sample_rows(policy: Policy, cases: Iterable[Case], *, as_of: datetime) -> tuple[CallbackSampleRow, ...]:
    """For each period begun by `as_of`, every submitted deal and whether it is called."""
    if policy.callbacks is None:
        return ()
    now = commission.month_number(day_of(as_of, policy.timezone))
    submitted: dict[int, list[Submitted]] = defaultdict(list)
    for case in cases:
        if case.is_submitted and case.period is not None and case.period <= now:
            submitted[case.period].append(Submitted(case.deal.deal_id, case.payee))
    rows: list[CallbackSampleRow] = []
    for period in sorted(submitted):
        name = commission.period_name(period)
        drawn = callback.sample(policy.callbacks, period=name, deals=submitted[period])
        rows += (
            CallbackSampleRow(
                period=name, deal_id=deal_id, sampled=drawn[deal_id].outcome, reasons=drawn[deal_id].reasons, policy_version=policy.version
            )
            for deal_id in sorted(drawn)
        )
    return tuple(rows)


def commission_rows(policy: Policy, cases: Sequence[Case], *, as_of: datetime, engine: str = "polars") -> tuple[CommissionRow, ...]:
    """Amounts and statuses from one frame on the chosen engine, each with its reasons."""
    now = commission.month_number(day_of(as_of, policy.timezone))
    columns: dict[str, engines.Column] = {
        "deal_id": [case.deal.deal_id for case in cases],
        "payee": [case.payee for case in cases],
        "base_fen": [case.deal.price_fen for case in cases],
        "rate_bp": [case.rate_bp for case in cases],
        "denied": [bool(case.denied) for case in cases],
        "withheld": [bool(case.withheld) for case in cases],
        "period": [case.period for case in cases],
        "as_of_month": [now] * len(cases),
        "paid_fen": [case.paid_fen for case in cases],
    }
    by_deal = {case.deal.deal_id: case for case in cases}
    lines = engines.run(commission.lines, columns, commission.COLUMNS, engine=engine)
    return tuple(_commission_row(policy, by_deal[line["deal_id"]], line) for line in lines)


def _commission_row(policy: Policy, case: Case, line: Mapping[str, Any]) -> CommissionRow:
    base_fen, amount_fen = line["base_fen"], line["amount_fen"]
    if amount_fen is None and base_fen is not None:
        raise ValueError(f"deals: {case.deal.deal_id}: price: {base_fen} fen is beyond what is computed exactly")
    return CommissionRow(
        deal_id=case.deal.deal_id,
        line_no=1,
        payee=case.payee,
        rule=commission.RULE,
        base_fen=base_fen,
        rate_bp=line["rate_bp"],
        amount_fen=amount_fen or 0,
        status=line["status"],
        period=None if line["period"] is None else commission.period_name(line["period"]),
        reasons=_commission_reasons(policy, case, line),
        policy_version=policy.version,
    )


def _commission_reasons(policy: Policy, case: Case, line: Mapping[str, Any]) -> tuple[Reason, ...]:
    computed: tuple[Reason, ...] = ()
    if line["base_fen"] is not None and line["status"] not in ("denied", "clawed_back"):
        numbers: dict[str, Number] = {"base_fen": line["base_fen"], "rate_bp": line["rate_bp"], "amount_fen": line["amount_fen"]}
        computed = (Reason("commission_computed", case.rate_clause, numbers),)
    paid: dict[str, Number] = {"paid_fen": case.paid_fen or 0}
    match line["status"]:
        case "paid":
            return Reason("commission_paid", case.period_clause, paid), *computed
        case "clawed_back":
            return *case.denied, Reason("commission_clawed_back", case.denied[0].clause, paid)
        case "denied":
            return case.denied
        case "withheld":
            return *case.withheld, *computed
        case status:
            return _submission_reason(policy, case, status), *computed


def _submission_reason(policy: Policy, case: Case, status: str) -> Reason:
    if case.period is None or case.deal.filed_at is None:
        return Reason("commission_not_filed", case.period_clause)
    numbers: dict[str, Number] = {"filed_at": case.deal.filed_at.astimezone(policy.timezone), "period": commission.period_name(case.period)}
    return Reason("commission_payable" if status == "payable" else "commission_due_later", case.period_clause, numbers)
