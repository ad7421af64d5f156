"""Every owned deal with what speaks for and against its commission, gathered once from facts and rulings.

Never attributes again: who owns a deal is read from the rulings.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from qudao.decide.known import Facts
from qudao.decide.rows import DisputeRow
from qudao.policies.load import Policy
from qudao.rules import commission, conflict, evidence
from qudao.rules.attribution import Ruling
from qudao.rules.decision import Number, Reason
from qudao.rules.facts import Deal, Registration, Violation, Visit
from qudao.rules.period import day_of, in_force
from qudao.rules.window import DistributionTerms

T = TypeVar("T")
K = TypeVar("K", bound=Hashable)

EVIDENCE = ("visit_missing", "chain_unfinished", "confirmation_missing")
"""Grounds that keep a deal off the list of submitted deals."""


@dataclass(frozen=True, slots=True)
class Case:
    """One owned deal with everything its commission depends on."""

    deal: Deal
    payee: str
    denied: tuple[Reason, ...]
    withheld: tuple[Reason, ...]
    rate_bp: int
    rate_clause: str
    period: int | None
    period_clause: str
    paid_fen: int | None

    @property
    def is_submitted(self) -> bool:
        """On the commission list: filed, not cancelled, papers complete, unit not excluded."""
        codes = {reason.code for reason in (*self.denied, *self.withheld)}
        barred = {f"commission_{ground}" for ground in ("cancelled", "collusion", *EVIDENCE)}
        return self.period is not None and not codes & barred


class Desk:
    """The facts of all deals, indexed once, while they are settled."""

    def __init__(self, policy: Policy, facts: Facts, rulings: Mapping[str, Ruling]) -> None:
        self.policy, self.facts, self.rulings, self.zone = policy, facts, rulings, policy.timezone
        self.deals = {row.deal_id: row for row in facts.deals}
        self.registrations: dict[str, Registration] = {row.registration_id: row for row in facts.registrations}
        self.projects = {row.project_id: row for row in facts.projects}
        self.employers = {row.staff_id: row.partner_id for row in facts.staff}
        self.buyers = _grouped(facts.buyers, lambda row: row.deal_id)
        self.callbacks = _grouped(facts.callbacks, lambda row: row.deal_id)
        self.payouts = _grouped(facts.payouts, lambda row: (row.deal_id, row.payee))
        self.redeterminations = _grouped(facts.redeterminations, lambda row: row.deal_id)
        self.violations = _grouped((row for row in facts.violations if row.deal_id), lambda row: row.deal_id)
        self.excluded_units = self._excluded_units()
        self.needs_visit = isinstance(policy.protection, DistributionTerms)
        self.trail = evidence.Trail(facts.visits if self.needs_visit else (), facts.registrations if self.needs_visit else ())

    def _excluded_units(self) -> dict[tuple[str, str], Violation]:
        """Units with proven collusion, each with its first case."""
        units: dict[tuple[str, str], Violation] = {}
        for violation in sorted(self.facts.violations, key=lambda row: (row.at, row.violation_id)):
            deal = self.deals.get(violation.deal_id or "")
            if violation.kind == "collusion" and deal is not None and deal.unit:
                units.setdefault((deal.project_id, deal.unit.strip()), violation)
        return units

    def own_visits(self, ruling: Ruling) -> tuple[Visit, ...]:
        if ruling.partner_id is None or not self.needs_visit:
            return ()
        registration = self.registrations.get(ruling.registration_id or "")
        deal = self.deals[ruling.deal_id]
        return self.trail.own(
            partner_id=ruling.partner_id, project_id=deal.project_id, registration=registration, buyers=self.buyers.get(deal.deal_id, [])
        )

    def disputes(self) -> tuple[tuple[DisputeRow, ...], dict[str, dict[str, Number]]]:
        """A row for each dispute, and the first open one of each deal."""
        rows: list[DisputeRow] = []
        heard: dict[str, dict[str, Number]] = {}
        for dispute in sorted(self.facts.disputes, key=lambda row: (row.raised_at, row.dispute_id)):
            deal, ruling = self.deals[dispute.deal_id], self.rulings.get(dispute.deal_id)
            owner = ruling.partner_id if ruling is not None else None
            missing = evidence.missing_sources(self.own_visits(ruling), ruling.registration_id) if ruling is not None and owner else ()
            decided = conflict.decide(self.policy.disputes, dispute=dispute, deal=deal, owner=owner, missing=missing, zone=self.zone)
            if conflict.is_open(dispute, decided.outcome, self.redeterminations.get(dispute.deal_id, ())):
                heard.setdefault(dispute.deal_id, {"dispute_id": dispute.dispute_id, "raised_at": dispute.raised_at.astimezone(self.zone)})
            verdict = decided.outcome
            rows.append(
                DisputeRow(
                    dispute_id=dispute.dispute_id,
                    accepted=verdict.accepted,
                    winner=verdict.winner,
                    reasons=decided.reasons,
                    policy_version=self.policy.version,
                )
            )
        return tuple(sorted(rows, key=lambda row: row.dispute_id)), heard

    def cases(self, heard: Mapping[str, dict[str, Number]]) -> tuple[Case, ...]:
        """Every deal that somebody owns and whose moment has come, in order."""
        owned = (ruling for ruling in self.rulings.values() if ruling.partner_id is not None and ruling.moment is not None)
        return tuple(self._case(ruling, heard.get(ruling.deal_id)) for ruling in sorted(owned, key=lambda row: row.deal_id))

    def _case(self, ruling: Ruling, dispute: dict[str, Number] | None) -> Case:
        assert ruling.partner_id is not None
        assert ruling.moment is not None
        terms, deal = self.policy.commission, self.deals[ruling.deal_id]
        on = max(day_of(ruling.moment, self.zone), self.policy.starts_on)
        found = self._against(deal, ruling)
        if dispute is not None:
            found["dispute_open"] = dispute
        rate = in_force(terms.rate, day_of(ruling.moment, self.zone))
        filed_on = day_of(deal.filed_at, self.zone) if deal.filed_at is not None else None
        submission = in_force(terms.submission, filed_on or on)
        paid = self.payouts.get((deal.deal_id, ruling.partner_id))
        return Case(
            deal=deal,
            payee=ruling.partner_id,
            denied=commission.reasons(terms.denied, found, on),
            withheld=commission.reasons(terms.withheld, found, on),
            rate_bp=rate.value.rate_bp,
            rate_clause=rate.clause,
            period=None if filed_on is None else commission.month_number(filed_on) + submission.value.months_after,
            period_clause=submission.clause,
            paid_fen=sum(row.amount_fen for row in paid) if paid else None,
        )

    def _against(self, deal: Deal, ruling: Ruling) -> dict[str, dict[str, Number]]:
        """Whatever the facts hold against a deal, each as a ground with its numbers; the policy says which of them it knows."""
        found = commission.answered(self.callbacks.get(deal.deal_id, ()), self.zone)
        for violation in sorted(self.violations.get(deal.deal_id, ()), key=lambda row: (row.at, row.violation_id)):
            reporter = violation.partner_id or self.employers.get(violation.staff_id or "")
            if violation.kind == "collusion" or (violation.kind == "false_registration" and reporter in (None, ruling.partner_id)):
                found.setdefault(violation.kind, {"violation_id": violation.violation_id})
        unit = self.excluded_units.get((deal.project_id, (deal.unit or "").strip()))
        if unit is not None:
            found.setdefault("collusion", {"violation_id": unit.violation_id})
        if deal.cancelled_at is not None:
            found["cancelled"] = {"cancelled_at": deal.cancelled_at.astimezone(self.zone)}
        registration, project = self.registrations.get(ruling.registration_id or ""), self.projects.get(deal.project_id)
        if registration and project and commission.is_outside(registration.customer_city, project.promotion_area):
            found["outside_area"] = {}
        if deal.price_fen is None:
            found["price_missing"] = {}
        if isinstance(self.policy.protection, DistributionTerms):
            found.update(evidence.deficits(self.own_visits(ruling), chain=self.policy.protection.chain, zone=self.zone))
        return found


def _grouped(rows: Iterable[T], key: Callable[[T], K]) -> dict[K, list[T]]:
    groups: dict[K, list[T]] = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    return groups
