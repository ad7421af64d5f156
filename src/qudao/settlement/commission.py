"""Credits to commission lines: the stored rulings and the deals' own facts through the same function that the file command uses."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from qudao.customers import facts as customer_facts
from qudao.customers.queries import KeySet, own_records
from qudao.customers.reasons import from_json
from qudao.decide.known import Facts, known
from qudao.decide.rows import CommissionRow
from qudao.decide.settle import settle
from qudao.orders.candidates import buyer_keys
from qudao.orders.facts import buyer_facts, deal_fact
from qudao.orders.models import Credit
from qudao.programmes.in_force import in_force
from qudao.programmes.models import Programme
from qudao.rules import facts
from qudao.rules.attribution import Ruling


@dataclass(frozen=True, slots=True)
class Line:
    """A credit and what it earns as of an instant."""

    credit: Credit
    row: CommissionRow

    @property
    def base_fen(self) -> int:
        """The price it is computed on."""
        return self.row.base_fen or 0

    @property
    def rate_bp(self) -> int:
        """The share of the price."""
        return self.row.rate_bp or 0

    @property
    def amount_fen(self) -> int:
        """What it comes to."""
        return self.row.amount_fen


def commission_lines(owned: Iterable[Credit], *, as_of: datetime, engine: str = "polars") -> list[Line]:
    """A line for each credit, in order of the deals' numbers. Clauses 2.16 to 2.19 of 分销商客户管理制度; 2.1 of 客户归属认定及报备细则.

    Computed under the version in force as of then, which keeps the terms of the days before it.
    Who owns a deal is read from its credit; nothing is attributed again.
    """
    by_programme: dict[Programme, list[Credit]] = defaultdict(list)
    for credit in owned:
        by_programme[credit.ruling.deal.project.programme].append(credit)
    lines = []
    for programme, members in by_programme.items():
        policy = in_force(programme, at=as_of).policy
        by_deal = {credit.ruling.deal.number: credit for credit in members}
        rulings = {number: ruling_of(credit) for number, credit in by_deal.items()}
        settled = settle(policy, facts_of(members, as_of), rulings, as_of=as_of, engine=engine)
        lines += [Line(by_deal[row.deal_id], row) for row in settled.commissions]
    return sorted(lines, key=lambda line: line.row.deal_id)


def facts_of(owned: Iterable[Credit], as_of: datetime) -> Facts:
    """The facts a commission depends on: the deals, their buyers, and the owners' own reports and visits of these customers."""
    found = Gathered()
    for credit in sorted(owned, key=lambda credit: credit.ruling.deal.number):
        _gather(credit, found)
    return known(
        Facts(
            projects=tuple(found.projects.values()),
            registrations=tuple(found.registrations[number] for number in sorted(found.registrations)),
            visits=tuple(found.visits[number] for number in sorted(found.visits)),
            deals=tuple(found.deals),
            buyers=tuple(found.buyers),
        ),
        as_of,
    )


@dataclass
class Gathered:
    """Facts by their ids, each once."""

    projects: dict[str, facts.Project] = field(default_factory=dict)
    registrations: dict[str, facts.Registration] = field(default_factory=dict)
    visits: dict[str, facts.Visit] = field(default_factory=dict)
    deals: list[facts.Deal] = field(default_factory=list)
    buyers: list[facts.Buyer] = field(default_factory=list)


def _gather(credit: Credit, found: Gathered) -> None:
    deal = credit.ruling.deal
    buyers = list(deal.buyers.order_by("pk"))
    own = own_records(credit.partner, deal.project, KeySet.of_rows([credit.registration]) | buyer_keys(buyers, set()))
    found.projects.setdefault(deal.project.code, customer_facts.project_fact(deal.project))
    found.registrations |= {row.number: customer_facts.registration_fact(row) for row in own.registrations}
    found.visits |= {row.number: customer_facts.visit_fact(row) for row in own.visits}
    found.deals.append(deal_fact(deal))
    found.buyers += buyer_facts(deal, buyers)


def ruling_of(credit: Credit) -> Ruling:
    """The stored ruling, as the settlement reads it."""
    ruling = credit.ruling
    return Ruling(
        deal_id=ruling.deal.number,
        moment=ruling.moment,
        partner_id=credit.partner.code,
        registration_id=credit.registration.number,
        share_bp=credit.share_bp,
        reasons=from_json(ruling.reasons),
    )
