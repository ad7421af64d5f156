"""Filings of new stores to rows. Clauses 3.1 to 3.4 of 市场部工作流程及相关制度."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from qudao.decide.grouping import grouped
from qudao.decide.known import Facts
from qudao.decide.rows import Decided, FilingRow
from qudao.policies.load import Policy
from qudao.rules import filing
from qudao.rules.facts import Visit
from qudao.rules.filing import Closing, Store
from qudao.rules.identity import person
from qudao.rules.market_patient import moment
from qudao.rules.people import People, key_of

CLOSER = "sales_rep"
"""The role in `introductions` of who closed the deal."""


def rows(policy: Policy, seen: Facts, as_of: datetime) -> Mapping[str, Sequence[Decided]]:
    """One row for each filing of a store."""
    if not policy.has("filing"):
        return {}
    visits = grouped((row for row in seen.visits if row.partner_id is not None), lambda row: row.partner_id or "")
    closings = _closings(seen)
    made: list[FilingRow] = []
    for partner_id, filings in grouped(seen.filings, lambda row: row.partner_id).items():
        own = closings.get(partner_id, [])
        brought = _brought(seen, visits.get(partner_id, ()), {row.deal_id for row in own if row.closers})
        store = Store(filings=filings, closings=own, brought=brought)
        made += (
            FilingRow(
                filing_id=decided.outcome.filing_id,
                status=decided.outcome.status,
                owner=decided.outcome.owner,
                until=decided.outcome.until,
                reasons=decided.reasons,
                policy_version=policy.version,
            )
            for decided in filing.decide(policy.filing, store=store, zone=policy.timezone, as_of=as_of)
        )
    return {"filings": made}


def _closings(seen: Facts) -> dict[str, list[Closing]]:
    """Deals that were closed and not cancelled, by store, each with its salespeople."""
    sellers = grouped((row for row in seen.introductions if row.role == CLOSER), lambda row: row.deal_id)
    found: dict[str, list[Closing]] = {}
    for deal in seen.deals:
        at = moment(deal)
        if deal.partner_id is not None and at is not None and deal.cancelled_at is None:
            closers = frozenset(row.staff_id for row in sellers.get(deal.deal_id, ()))
            found.setdefault(deal.partner_id, []).append(Closing(deal.deal_id, at, closers))
    return found


def _brought(seen: Facts, visits: Sequence[Visit], closed: set[str]) -> tuple[datetime, ...]:
    """When the store brought customers; those of a deal that names its closer count for the closer, by the deal."""
    people = People(visits)
    others = {
        key_of(visit)
        for buyer in (seen.buyers if visits and closed else ())
        if buyer.deal_id in closed
        for visit in people.strong(person(buyer.name, buyer.phone, buyer.identity_no))
    }
    return tuple(sorted(visit.at for visit in visits if key_of(visit) not in others))
