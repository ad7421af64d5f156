"""A clinic's reports and deals: rows of registrations and attributions. Clause 1.1 of 市场部工作流程及相关制度."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import TypeVar

from qudao.decide.known import Facts
from qudao.decide.rows import AttributionRow, Decided, RegistrationRow
from qudao.policies.load import Policy
from qudao.rules import market_patient
from qudao.rules.claim import WHOLE_BP
from qudao.rules.decision import Decision
from qudao.rules.facts import Registration
from qudao.rules.market_patient import Owner
from qudao.rules.people import People

T = TypeVar("T")
K = TypeVar("K", bound=Hashable)


def rows(policy: Policy, seen: Facts, _as_of: datetime) -> Mapping[str, Sequence[Decided]]:
    """One row for each report and one for each deal."""
    if not policy.has("reception"):
        return {}
    decided = _reports(policy, seen)
    return {
        "registrations": [_registration_row(policy, row, decided[row.registration_id]) for row in seen.registrations],
        "attributions": [_attribution_row(policy, deal_id, made) for deal_id, made in _owners(policy, seen, decided).items()],
    }


def owners(policy: Policy, seen: Facts) -> dict[str, Decision[Owner]]:
    """Whose each deal is."""
    return _owners(policy, seen, _reports(policy, seen))


def grouped(rows: Iterable[T], key: Callable[[T], K]) -> dict[K, list[T]]:
    """Rows by a key, in their order."""
    groups: dict[K, list[T]] = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    return groups


def _reports(policy: Policy, seen: Facts) -> dict[str, Decision[bool]]:
    visits = grouped((row for row in seen.visits if row.partner_id is not None), lambda row: (row.partner_id, row.project_id))
    decided: dict[str, Decision[bool]] = {}
    for key, registrations in grouped(seen.registrations, lambda row: (row.partner_id, row.project_id)).items():
        decided |= market_patient.reports(policy.reception, registrations=registrations, visits=visits.get(key, ()), zone=policy.timezone)
    return decided


def _owners(policy: Policy, seen: Facts, decided: Mapping[str, Decision[bool]]) -> dict[str, Decision[Owner]]:
    reported = {project: People(rows) for project, rows in grouped(seen.registrations, lambda row: row.project_id).items()}
    buyers, nobody = grouped(seen.buyers, lambda row: row.deal_id), People[Registration](())
    return {
        deal.deal_id: market_patient.owner(
            policy.reception,
            deal=deal,
            buyers=buyers.get(deal.deal_id, ()),
            reported=reported.get(deal.project_id, nobody),
            decided=decided,
            zone=policy.timezone,
        )
        for deal in seen.deals
    }


def _registration_row(policy: Policy, row: Registration, decided: Decision[bool]) -> RegistrationRow:
    return RegistrationRow(
        registration_id=row.registration_id,
        status="registered" if decided.outcome else "refused",
        protected_from=row.received_at.astimezone(policy.timezone) if decided.outcome else None,
        protected_until=None,
        reasons=decided.reasons,
        policy_version=policy.version,
    )


def _attribution_row(policy: Policy, deal_id: str, decided: Decision[Owner]) -> AttributionRow:
    owner = decided.outcome
    return AttributionRow(
        deal_id=deal_id,
        partner_id=owner.partner_id,
        registration_id=owner.registration_id,
        share_bp=WHOLE_BP if owner.partner_id is not None else 0,
        reasons=decided.reasons,
        policy_version=policy.version,
    )
