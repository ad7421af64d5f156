"""When do I get my money: every line with its stage, what it waits for, who holds it, and how it was computed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from qudao.decide.sentences import sentence
from qudao.kit import clock
from qudao.orders.models import Credit, Letter
from qudao.orders.queries import told_credits
from qudao.portal.because import Because, language
from qudao.portal.customers import signed_in
from qudao.programmes.in_force import zone_of
from qudao.rules.decision import Reason
from qudao.settlement.commission import Line, commission_lines
from qudao.settlement.models import StatementLine
from qudao.settlement.months import after, month_of

STAGES = ("approved", "in_review", "withheld", "accrued", "denied")
"""In the order of the page: what is near to the money first."""


@dataclass(frozen=True, slots=True)
class MoneyLine:
    """One deal's commission as its partner sees it."""

    credit: Credit
    letter: Letter | None
    stage: str
    amount_fen: int
    base_fen: int
    rate_bp: int
    rate: Because
    reasons: tuple[Because, ...]
    holder: str
    expected: date | None


def money(request: HttpRequest) -> HttpResponse:
    """The partner's commissions by stage, and what is payable now. The undisputed part never waits for the disputed one."""
    user = signed_in(request)
    owned = list(told_credits(user))
    letters = {(row.ruling_id, row.registration_id): row for row in Letter.objects.visible_to(user)}
    listed = _listed(owned)
    lines = [
        _line(line, listed.get(line.credit.pk), letters.get((line.credit.ruling_id, line.credit.registration_id)))
        for line in commission_lines(owned, as_of=clock.now())
    ]
    groups = [
        {"stage": stage, "name": stage_name(stage), "lines": rows, "total_fen": sum(row.amount_fen for row in rows)}
        for stage in STAGES
        if (rows := [line for line in lines if line.stage == stage])
    ]
    return render(
        request,
        "portal/money/list.html",
        {
            "groups": groups,
            "approved_fen": _total(lines, "approved"),
            "coming_fen": _total(lines, "in_review") + _total(lines, "accrued"),
            "withheld_fen": _total(lines, "withheld"),
            "has_lines": bool(lines),
            "tab": "money",
        },
    )


def stage_name(stage: str) -> str:
    """What a stage is called."""
    return {"approved": _("可付"), "in_review": _("审核中"), "withheld": _("暂缓"), "accrued": _("已计提"), "denied": _("不付")}[stage]


def _total(lines: Iterable[MoneyLine], stage: str) -> int:
    return sum(line.amount_fen for line in lines if line.stage == stage)


def _listed(owned: Iterable[Credit]) -> dict[int, StatementLine]:
    """The latest statement line of each credit."""
    rows = (
        StatementLine.objects.filter(credit__in=[credit.pk for credit in owned])
        .select_related("statement__run")
        .order_by("statement__run__period", "pk")
    )
    return {row.credit_id: row for row in rows}


def _line(line: Line, listed: StatementLine | None, letter: Letter | None) -> MoneyLine:
    """What was approved stands as it was approved; everything else as of now."""
    final = listed is not None and listed.status in ("payable", "denied")
    status = listed.status if listed is not None and final else line.row.status
    amount = listed.amount_fen if listed is not None and final else line.amount_fen
    stage = _stage(status, listed)
    pack = line.credit.ruling.policy.reference
    because = [Because(sentence(reason, language()), reason.clause, pack) for reason in line.row.reasons]
    computed = next(
        (one for one, reason in zip(because, line.row.reasons, strict=True) if reason.code == "commission_computed"), Because("", "", pack)
    )
    return MoneyLine(
        credit=line.credit,
        letter=letter,
        stage=stage,
        amount_fen=amount,
        base_fen=line.base_fen,
        rate_bp=line.rate_bp,
        rate=computed,
        reasons=tuple(one for one in because if one is not computed),
        holder=holder_of(stage, line.row.reasons[0], listed),
        expected=expected_on(line, stage),
    )


def _stage(status: str, listed: StatementLine | None) -> str:
    if status == "payable":
        return "approved" if listed is not None and listed.statement.run.approved_at is not None else "in_review"
    return status if status in STAGES else "in_review"


def holder_of(stage: str, reason: Reason, listed: StatementLine | None) -> str:
    """Who has it in hand, and to do what."""
    if stage == "approved":
        return _("财务，付款")
    if stage == "in_review":
        return _("渠道经理，批准本月结算") if listed is not None else _("财务，关账")
    if stage == "denied":
        return ""
    return {
        "commission_not_filed": _("置业顾问，办网签"),
        "commission_due_later": _("财务，次月初关账"),
        "commission_visit_missing": _("案场前台，找到到访登记"),
        "commission_chain_unfinished": _("案场后台，补齐到访手续"),
        "commission_confirmation_missing": _("案场前台，补带客确认单"),
        "commission_callback_unreached": _("客服，再次回访"),
        "commission_dispute_open": _("案场后台，判定撞单申请"),
    }.get(reason.code, _("案场后台"))


def expected_on(line: Line, stage: str) -> date | None:
    """The first day on which it can be settled: the month after filing. Unknown before the filing, and while something is missing."""
    deal = line.credit.ruling.deal
    if stage not in ("accrued", "in_review") or deal.filed_at is None:
        return None
    return after(month_of(deal.filed_at, zone_of(deal.project.programme)))
