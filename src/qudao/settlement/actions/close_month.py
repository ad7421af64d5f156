"""Close a programme's settlement month."""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, date, datetime
from hashlib import sha256

from django.db import IntegrityError, transaction

from qudao.customers.reasons import to_json
from qudao.decide.known import Facts
from qudao.kit.ids import new_code
from qudao.kit.refused import Refused
from qudao.organization.events import record
from qudao.organization.models import User
from qudao.programmes.in_force import InForce, in_force, zone_of
from qudao.programmes.models import Programme
from qudao.settlement.commission import Line, commission_lines, facts_of
from qudao.settlement.models import SettlementRun, Statement, StatementLine
from qudao.settlement.months import month_of
from qudao.settlement.queries import closable, due_credits


@transaction.atomic
def close_month(*, programme: Programme, period: date, by: User, at: datetime) -> SettlementRun:
    """List the deals filed in the month before `period`, with what each owner earns, once; closing again answers with the same run.

    Clauses 2.16 to 2.19 of 分销商客户管理制度; 2.1 of 客户归属认定及报备细则. A withheld line stays on the list with its reason and comes again
    in a later month until it is payable or denied; what is undisputed never waits for it. Only the current month can be closed, or the one
    after the last that was: whatever is older is on their lists. Two months at once wait for each other, so that no deal is on both.
    """
    current = month_of(at, zone_of(programme))
    if period.day != 1 or period > current:
        raise Refused("period_not_begun", numbers={"period": f"{period:%Y-%m}"}, where="period")
    Programme.objects.select_for_update(no_key=True).get(pk=programme.pk)
    done = SettlementRun.objects.filter(programme=programme, period=period).first()
    if done is not None:
        return done
    if period not in closable(programme, current):
        raise Refused("period_over", numbers={"period": f"{period:%Y-%m}", "current": f"{current:%Y-%m}"}, where="period")
    governing = in_force(programme, at=at)
    owned = due_credits(programme, period)
    facts = facts_of(owned, at)
    lines = commission_lines(owned, as_of=at)
    try:
        with transaction.atomic():
            run = SettlementRun.objects.create(
                programme=programme, period=period, input_hash=_input_hash(facts, lines), policy=governing.version, closed_at=at, closed_by=by
            )
    except IntegrityError:
        return SettlementRun.objects.get(programme=programme, period=period)
    statements = _write(run, lines)
    _record(run, statements, lines, governing, by=by, at=at)
    return run


def _input_hash(facts: Facts, lines: Iterable[Line]) -> str:
    """SHA-256 of everything the run was computed from, in one canonical form."""
    owners = [[line.credit.ruling.number, line.credit.partner.code, line.credit.share_bp, line.row.deal_id] for line in lines]
    canonical = json.dumps([asdict(facts), owners], default=_plain, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return sha256(canonical.encode()).hexdigest()


def _plain(value: object) -> str:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else str(value)


def _write(run: SettlementRun, lines: list[Line]) -> list[Statement]:
    by_partner: dict[int, list[Line]] = defaultdict(list)
    for line in lines:
        by_partner[line.credit.partner_id].append(line)
    statements = []
    for members in by_partner.values():
        statement = Statement.objects.create(
            number=f"DZ-{run.period:%Y%m}-{new_code(6)}",
            run=run,
            partner=members[0].credit.partner,
            payable_fen=sum(line.amount_fen for line in members if line.row.status == "payable"),
            withheld_fen=sum(line.amount_fen for line in members if line.row.status == "withheld"),
        )
        StatementLine.objects.bulk_create([_line(statement, line) for line in members])
        statements.append(statement)
    return statements


def _line(statement: Statement, line: Line) -> StatementLine:
    return StatementLine(
        statement=statement,
        deal=line.credit.ruling.deal,
        credit=line.credit,
        base_fen=line.base_fen,
        rate_bp=line.rate_bp,
        amount_fen=line.amount_fen,
        status=line.row.status,
        clause=line.row.clause,
        reasons=to_json(line.row.reasons),
    )


def _record(run: SettlementRun, statements: list[Statement], lines: list[Line], governing: InForce, *, by: User, at: datetime) -> None:
    numbers = {
        "period": f"{run.period:%Y-%m}",
        "deals": len(lines),
        "statements": len(statements),
        "payable_fen": sum(statement.payable_fen for statement in statements),
        "withheld_fen": sum(statement.withheld_fen for statement in statements),
        "input_hash": run.input_hash,
        "policy": governing.version.content_hash,
    }
    record("settlement.month_closed", run, by=by, at=at, numbers=numbers)
