"""Compute closed months again: every line as of the instant at which its month was closed, and the sums above the lines."""

from collections import defaultdict
from collections.abc import Iterator

from qudao.customers import facts as customer_facts
from qudao.customers.queries import KeySet
from qudao.customers.reasons import to_json
from qudao.decide.known import Facts, known
from qudao.decide.rows import CommissionRow
from qudao.decide.settle import settle
from qudao.orders.candidates import buyer_keys
from qudao.organization.models import Event
from qudao.replay.difference import Difference, compare
from qudao.replay.facts import Ledger
from qudao.replay.versions import Versions
from qudao.rules import facts
from qudao.settlement.commission import ruling_of
from qudao.settlement.models import SettlementRun, Statement, StatementLine

KIND = "statement line"
COLUMNS = ("payee", "base_fen", "rate_bp", "amount_fen", "status", "clause", "reasons")


def again(ledger: Ledger, versions: Versions) -> Iterator[list[Difference]]:
    """For each statement line of the project's deals what differs. Clauses 2.16 to 2.19 of 分销商客户管理制度; 2.1 of 客户归属认定及报备细则."""
    rows = StatementLine.objects.filter(deal__project=ledger.project).select_related(
        "statement__run", "statement__partner", "deal", "credit__partner", "credit__registration", "credit__ruling__deal"
    )
    by_run: dict[SettlementRun, list[StatementLine]] = defaultdict(list)
    for line in rows.order_by("statement__run", "deal__number", "pk"):
        by_run[line.statement.run].append(line)
    for run, lines in by_run.items():
        policy = versions.policy(run.policy_id)
        if policy is None:
            continue
        rulings = {line.deal.number: ruling_of(line.credit) for line in lines}
        settled = settle(policy, _facts(ledger, lines, run), rulings, as_of=run.closed_at)
        decided = {row.deal_id: row for row in settled.commissions}
        yield from (list(_line(line, decided.get(line.deal.number))) for line in lines)


def _line(line: StatementLine, decided: CommissionRow | None) -> Iterator[Difference]:
    number = f"{line.statement.number}/{line.deal.number}"
    if decided is None:
        yield Difference(KIND, number, "listed", "yes", "", line.clause)
        return
    stored = {name: getattr(line, name) for name in COLUMNS[1:]} | {"payee": line.statement.partner.code}
    values = (
        decided.payee,
        decided.base_fen or 0,
        decided.rate_bp or 0,
        decided.amount_fen,
        decided.status,
        decided.clause,
        to_json(decided.reasons),
    )
    yield from compare(KIND, number, stored, dict(zip(COLUMNS, values, strict=True)), clause=decided.clause)


def _facts(ledger: Ledger, lines: list[StatementLine], run: SettlementRun) -> Facts:
    """What the month was closed from: the deals, their buyers, and the owners' own reports and visits of these customers."""
    registrations: dict[str, facts.Registration] = {}
    visits: dict[str, facts.Visit] = {}
    deals: list[facts.Deal] = []
    buyers: list[facts.Buyer] = []
    for line in lines:
        wanted = buyer_keys(ledger.buyers[line.deal_id], set()) | KeySet.of_rows([line.credit.registration])
        found = ledger.found(wanted, of=line.credit.partner_id)
        seen = ledger.known(list(found.registrations.values()), list(found.visits.values()), (), run.closed_at)
        registrations |= {row.registration_id: row for row in seen.registrations}
        visits |= {row.visit_id: row for row in seen.visits}
        deal, its_buyers = ledger.deal_facts(line.deal_id, run.closed_at)
        deals.append(deal)
        buyers += its_buyers
    everything = Facts(
        projects=(customer_facts.project_fact(ledger.project),),
        registrations=tuple(registrations[number] for number in sorted(registrations)),
        visits=tuple(visits[number] for number in sorted(visits)),
        deals=tuple(deals),
        buyers=tuple(buyers),
    )
    return known(everything, run.closed_at)


def sums() -> Iterator[tuple[str, list[Difference]]]:
    """For each statement its sums, and for each month what was recorded when it was closed: a line that is gone is missed here."""
    closed = {event.subject_id: event.numbers for event in Event.objects.filter(kind="settlement.month_closed")}
    for run in SettlementRun.objects.order_by("pk"):
        payable = withheld = deals = 0
        statements = list(Statement.objects.filter(run=run).prefetch_related("lines").order_by("pk"))
        for statement in statements:
            lines = list(statement.lines.all())
            stored = {"payable_fen": statement.payable_fen, "withheld_fen": statement.withheld_fen}
            decided = {f"{status}_fen": sum(line.amount_fen for line in lines if line.status == status) for status in ("payable", "withheld")}
            yield "statement", list(compare("statement", statement.number, stored, decided, clause=""))
            payable, withheld, deals = payable + statement.payable_fen, withheld + statement.withheld_fen, deals + len(lines)
        told = {"deals": deals, "statements": len(statements), "payable_fen": payable, "withheld_fen": withheld}
        recorded = closed.get(str(run.public_id), {})
        number = f"{run.programme_id}/{run.period:%Y-%m}"
        yield "month", list(compare("month", number, told, {name: recorded.get(name) for name in told}, clause=""))
