"""Facts and a policy in, decisions out: the pure functions behind the file command and the application.

Facts later than `as_of` are blank. Every table is indexed once; the work grows with the number of rows, not with its square.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields as dataclass_fields
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar

from qudao.decide import (
    careers,
    channel_team,
    earnings,
    evaluations,
    filing,
    grades,
    members,
    payback,
    reception,
    rights,
    staff_commission,
    staffing,
    suppliers,
)
from qudao.decide.known import Facts, known, latest
from qudao.decide.rows import (
    AttributionRow,
    CallbackSampleRow,
    CommissionRow,
    Decided,
    Decisions,
    DisputeRow,
    PenaltyRow,
    RegistrationRow,
)
from qudao.decide.settle import penalties, penalty_rows, settle
from qudao.policies.load import Policy
from qudao.rules import attribution, protection
from qudao.rules.attribution import Case, Claim, Family, Ruling, Site
from qudao.rules.decision import Decision
from qudao.rules.discipline import blacklisted
from qudao.rules.protection import Own, Window

__all__ = [
    "AttributionRow",
    "CallbackSampleRow",
    "Claim",
    "CommissionRow",
    "Decisions",
    "DisputeRow",
    "Facts",
    "PenaltyRow",
    "RegistrationRow",
    "Ruling",
    "known",
    "latest",
    "rule_all",
    "rule_deals",
    "rule_registrations",
]

T = TypeVar("T")
K = TypeVar("K")

Part = Callable[[Policy, Facts, datetime], Mapping[str, Sequence[Decided]]]
"""What one family of terms decides: rows by the name of their table; nothing when the policy lacks the section."""


def rule_registrations(policy: Policy, facts: Facts, *, as_of: datetime) -> dict[str, Decision[Window]]:
    """Status and window of every registration, each from its own partner's facts alone."""
    return _registrations(policy, known(facts, as_of), as_of)


def rule_deals(policy: Policy, facts: Facts, *, as_of: datetime) -> dict[str, Ruling]:
    """Who owns each deal; the only place where partners meet."""
    seen = known(facts, as_of)
    return _deals(policy, seen, _registrations(policy, seen, as_of))


def rule_all(policy: Policy, facts: Facts, *, as_of: datetime, engine: str = "polars") -> Decisions:
    """Every table of decisions, rows sorted by their ids. What a policy has no terms for stays empty."""
    as_of = as_of.astimezone(policy.timezone)
    seen = known(facts, as_of)
    decided = _property(policy, seen, as_of, engine) if policy.has("protection") else Decisions(policy=policy, as_of=as_of)
    tables: dict[str, list[Decided]] = defaultdict(list)
    for part in PARTS:
        for table, rows in part(policy, seen, as_of).items():
            tables[table] += rows
    merged: dict[str, Any] = {table: tuple(sorted([*getattr(decided, table), *rows], key=_ids)) for table, rows in tables.items()}
    return replace(decided, **merged)


def _property(policy: Policy, seen: Facts, as_of: datetime, engine: str) -> Decisions:
    """Reports, deals and money of property projects."""
    windows = _registrations(policy, seen, as_of)
    rulings = _deals(policy, seen, windows)
    settled = settle(policy, seen, rulings, as_of=as_of, engine=engine)
    return Decisions(
        policy=policy,
        as_of=as_of,
        registrations=tuple(_registration_row(policy, key, windows[key]) for key in sorted(windows)),
        attributions=tuple(_attribution_row(policy, rulings[key]) for key in sorted(rulings)),
        disputes=settled.disputes,
        commissions=settled.commissions,
        callback_samples=settled.callback_samples,
        penalties=settled.penalties,
        rulings=rulings,
    )


def _penalties_alone(policy: Policy, seen: Facts, as_of: datetime) -> Mapping[str, Sequence[Decided]]:
    """Violations of a policy under which nobody reports customers."""
    return {"penalties": penalty_rows(policy, seen, as_of)} if policy.has("discipline") and not policy.has("protection") else {}


PARTS: tuple[Part, ...] = (
    _penalties_alone,
    careers.decide,
    grades.decide,
    evaluations.decide,
    rights.rows,
    staffing.rows,
    staff_commission.rows,
    channel_team.rows,
    reception.rows,
    payback.rows,
    filing.rows,
    members.part,
    earnings.part,
    suppliers.part,
)
"""Every family beside property, one module each."""


def _ids(row: Decided) -> tuple[tuple[bool, str | int], ...]:
    """What a row is sorted by: its own columns from the left, blanks first; numbers as numbers."""
    own = [getattr(row, each.name) for each in dataclass_fields(row) if each.name not in ("reasons", "policy_version")]
    return tuple((value is not None, value if isinstance(value, int) else str(value)) for value in own[:4])


def _registrations(policy: Policy, facts: Facts, as_of: datetime) -> dict[str, Decision[Window]]:
    partners = {row.partner_id: row for row in _suspended(policy, facts).partners}
    projects = {row.project_id: row for row in facts.projects}
    filers = _grouped([row for row in facts.staff if row.role == "designated_filer"], lambda row: row.partner_id)
    visits = _grouped([row for row in facts.visits if row.partner_id is not None], lambda row: (row.partner_id, row.project_id))
    groups = _grouped(facts.registrations, lambda row: (row.partner_id, row.project_id))
    extensions = _grouped(facts.extensions, lambda row: row.registration_id)
    decided: dict[str, Decision[Window]] = {}
    for (partner_id, project_id), registrations in groups.items():
        own = Own(
            partner=partners.get(partner_id),
            project=projects.get(project_id),
            registrations=tuple(registrations),
            visits=tuple(visits.get((partner_id, project_id), ())),
            extensions=tuple(row for registration in registrations for row in extensions.get(registration.registration_id, ())),
            filers=tuple(filers.get(partner_id, ())),
        )
        decided |= protection.decide(policy.protection, own=own, zone=policy.timezone, as_of=as_of)
    return decided


def _suspended(policy: Policy, facts: Facts) -> Facts:
    """The partners with the suspensions that the proven violations among the facts bring, from the instant of proof on."""
    since = blacklisted(penalties(policy, facts)) if facts.violations else {}
    partners = (replace(row, suspended=(*row.suspended, (since[row.partner_id], None))) if row.partner_id in since else row for row in facts.partners)
    return replace(facts, partners=tuple(partners))


def _deals(policy: Policy, facts: Facts, windows: Mapping[str, Decision[Window]]) -> dict[str, Ruling]:
    registrations = _grouped(facts.registrations, lambda row: row.project_id)
    visits = _grouped(facts.visits, lambda row: row.project_id)
    buyers = _grouped(facts.buyers, lambda row: row.deal_id)
    redeterminations = _grouped(facts.redeterminations, lambda row: row.deal_id)
    family = Family(facts.relations)
    rulings: dict[str, Ruling] = {}
    for project_id, deals in _grouped(facts.deals, lambda row: row.project_id).items():
        site = Site(registrations.get(project_id, ()), visits.get(project_id, ()), windows)
        for deal in deals:
            case = Case(deal, tuple(buyers.get(deal.deal_id, ())), tuple(redeterminations.get(deal.deal_id, ())))
            rulings[deal.deal_id] = attribution.decide(policy.attribution, case=case, site=site, family=family, zone=policy.timezone)
    return rulings


def _grouped(rows: Iterable[T], key: Callable[[T], K]) -> dict[K, list[T]]:
    groups: dict[K, list[T]] = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    return groups


def _registration_row(policy: Policy, registration_id: str, decision: Decision[Window]) -> RegistrationRow:
    window = decision.outcome
    return RegistrationRow(
        registration_id=registration_id,
        status=window.status,
        protected_from=window.protected_from,
        protected_until=window.protected_until,
        reasons=decision.reasons,
        policy_version=policy.version,
    )


def _attribution_row(policy: Policy, ruling: Ruling) -> AttributionRow:
    return AttributionRow(
        deal_id=ruling.deal_id,
        partner_id=ruling.partner_id,
        registration_id=ruling.registration_id,
        share_bp=ruling.share_bp,
        reasons=ruling.reasons,
        policy_version=policy.version,
    )
