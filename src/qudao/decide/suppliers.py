"""Suppliers and carriers: files that are complete or not (selection, contract, deliveries) and the grades of each period.

Criteria of a selection are scored in `scores` under the period `selection`; everything else of a supplier stands in its attributes.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from qudao.decide.known import Facts
from qudao.decide.members import filing
from qudao.decide.rows import Decided, FilingRow, GradeRow
from qudao.decide.standing import Standing, line
from qudao.policies.policy import Policy
from qudao.rules import supplier
from qudao.rules.decision import Reason
from qudao.rules.months import first_day, last_day, month_of, named, span
from qudao.rules.period import in_force

SELECTION = "selection"
CARRIER = "logistics"
STATUS: Mapping[str, str] = {"complete": "valid", "incomplete": "open", "kept": "valid", "due": "open", "late": "lapsed"}


def part(policy: Policy, seen: Facts, as_of: datetime) -> Mapping[str, Sequence[Decided]]:
    """Filings and grades of a policy that has `supplier`."""
    if not policy.has("supplier"):
        return {}
    today = as_of.date()
    scored: dict[str, set[str]] = defaultdict(set)
    for row in seen.scores:
        if row.period == SELECTION:
            scored[row.subject_id].add(row.dimension)
    filings = [
        each
        for key, standing in line(policy, seen).by_id.items()
        for each in _filings(policy, standing, scored.get(key, set()), standing.partner.joined_on or today, today)
    ]
    return {"filings": filings, "grades": list(_grades(policy, seen, today))}


def _filings(policy: Policy, standing: Standing, scored: set[str], on: date, today: date) -> Iterator[FilingRow]:
    key, values, terms = standing.partner.partner_id, standing.values, policy.supplier
    if standing.partner.kind == CARRIER:
        chosen = supplier.choose_carrier(terms, evidence=values.get("evidence", ()), agreement_signed=values.get("agreement_signed") is True, on=on)
        yield filing(policy, f"{key}/selection", STATUS[chosen.outcome], chosen)
    elif scored or "comparison_quotations" in values:
        selected = supplier.select(terms, scored=scored, quotations=values.get("comparison_quotations", 0), on=on)
        yield filing(policy, f"{key}/selection", STATUS[selected.outcome], selected)
    if "contract_groups" in values:
        contract = supplier.may_sign(terms, stated=values["contract_groups"], on=on)
        yield filing(policy, f"{key}/contract", STATUS[contract.outcome], contract)
    for each in values.get("deliveries", ()):
        if each["delivery_id"] and each["due_on"]:
            delivery = supplier.delivered(terms, due_on=each["due_on"], posted_on=each["posted_on"], today=today)
            yield filing(policy, f"{key}/delivery/{each['delivery_id']}", STATUS[delivery.outcome], delivery)


def _grades(policy: Policy, seen: Facts, today: date) -> Iterator[GradeRow]:
    """Every form of every period that is over, and the appraisal of carriers."""
    totals = _totals(policy, seen)
    scores: dict[tuple[str, str], dict[str, Decimal]] = defaultdict(dict)
    for row in seen.scores:
        if row.period != SELECTION:
            scores[row.subject_id, row.period][row.dimension] = row.score
    for key in sorted({*totals, *scores}):
        months = span(key[1])
        if months is not None and last_day(months[1]) >= today:
            continue
        on = first_day(months[0]) if months is not None else today
        for decision in supplier.appraise(policy.supplier, totals=totals.get(key, {}), scores=scores.get(key, {}), on=on):
            yield _row(policy, key, decision.outcome.score, decision.outcome.grade, decision.reasons)
        carrier = supplier.appraise_carrier(policy.supplier, totals=totals.get(key, {}), on=on)
        if carrier is not None:
            yield _row(policy, key, None, carrier.outcome, carrier.reasons)


def _row(policy: Policy, key: tuple[str, str], score: Decimal | None, grade: str | None, reasons: tuple[Reason, ...]) -> GradeRow:
    return GradeRow(subject_id=key[0], period=key[1], score=score, grade=grade, reasons=reasons, policy_version=policy.version)


def _totals(policy: Policy, seen: Facts) -> dict[tuple[str, str], dict[str, Decimal]]:
    """What was counted, by subject and period, then by measure."""
    totals: dict[tuple[str, str], dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for row in seen.results:
        period = named(month_of(row.month), in_force(policy.supplier.interval, row.month).value.months)
        totals[row.subject_id, period][row.measure] += row.value
    return totals
