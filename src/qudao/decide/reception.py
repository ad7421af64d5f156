"""A clinic's reports and deals: rows of registrations and attributions. Clauses 1.1, 1.4 and 1.6 of 市场部工作流程及相关制度.

A report also says what the front desk is shown of the store (PA-58), and a deal whom its customer brought (CU-29); a change of a store's class is
a filing `<store>/<change>/class`.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from qudao.decide import referrals
from qudao.decide.grouping import grouped
from qudao.decide.known import Facts
from qudao.decide.rows import AttributionRow, Decided, RegistrationRow
from qudao.decide.stores import store_of
from qudao.policies.load import Policy
from qudao.rules import market_patient
from qudao.rules.claim import WHOLE_BP
from qudao.rules.decision import Decision, Reason
from qudao.rules.facts import Registration
from qudao.rules.market_patient import Owner
from qudao.rules.people import People
from qudao.rules.period import day_of


def rows(policy: Policy, seen: Facts, as_of: datetime) -> Mapping[str, Sequence[Decided]]:
    """One row for each report and one for each deal, and the changes of stores' classes."""
    if not policy.has("reception"):
        return {}
    decided = _reports(policy, seen)
    stores = {row.partner_id: store_of(policy, row, seen, as_of.date()) for row in seen.partners if row.attributes}
    brought = referrals.found(policy, seen, decided, as_of.date())
    registrations = []
    for row in seen.registrations:
        store = stores.get(row.partner_id)
        desk = store.at_desk(policy, day_of(row.received_at, policy.timezone)) if store is not None else ()
        registrations.append(_registration_row(policy, row, decided[row.registration_id], desk))
    made = _owners(policy, seen, decided)
    return {
        "registrations": registrations,
        "attributions": [_attribution_row(policy, deal_id, owner, brought.get(deal_id, ())) for deal_id, owner in made.items()],
        "filings": [row for store in stores.values() for row in store.filings(policy)],
    }


def owners(policy: Policy, seen: Facts) -> dict[str, Decision[Owner]]:
    """Whose each deal is."""
    return _owners(policy, seen, _reports(policy, seen))


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


def _registration_row(policy: Policy, row: Registration, decided: Decision[bool], beside: Sequence[Reason]) -> RegistrationRow:
    return RegistrationRow(
        registration_id=row.registration_id,
        status="registered" if decided.outcome else "refused",
        protected_from=row.received_at.astimezone(policy.timezone) if decided.outcome else None,
        protected_until=None,
        reasons=(*decided.reasons, *beside),
        policy_version=policy.version,
    )


def _attribution_row(policy: Policy, deal_id: str, decided: Decision[Owner], beside: Sequence[Reason]) -> AttributionRow:
    owner = decided.outcome
    return AttributionRow(
        deal_id=deal_id,
        partner_id=owner.partner_id,
        registration_id=owner.registration_id,
        share_bp=WHOLE_BP if owner.partner_id is not None else 0,
        reasons=(*decided.reasons, *beside),
        policy_version=policy.version,
    )
