"""Month end: the months of each programme, one month's checklist and statements, its approval by a second person, its workbook."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from django.contrib import messages
from django.db.models import Count, QuerySet, Sum
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from qudao.customers.reasons import from_json
from qudao.decide.sentences import sentence
from qudao.desk.asking import found, language, signed_in, text
from qudao.desk.workbook import Cell, workbook, yuan_cell
from qudao.kit import clock
from qudao.kit.refused import Refused
from qudao.kit.templatetags.qudao_format import day, percent
from qudao.programmes.in_force import zone_of
from qudao.programmes.models import Programme
from qudao.settlement.actions.approve_month import approve_month
from qudao.settlement.actions.close_month import close_month
from qudao.settlement.models import SettlementRun, Statement, StatementLine
from qudao.settlement.months import before, month_of
from qudao.settlement.queries import due_credits, runs_of, skipped
from qudao.settlement.words import message, status_name

Mark = Literal["green", "red", "blue", "grey"]


@dataclass(frozen=True, slots=True)
class Step:
    """A line of the checklist: its mark, what was found, how many and how much."""

    mark: Mark
    title: str
    reason: str
    count: str
    amount_fen: int | None = None


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A line of a statement with the sentences behind it."""

    line: StatementLine
    status: str
    reasons: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ProgrammeMonths:
    """A programme, the month that can be closed now, and the months that were."""

    programme: Programme
    period: date
    is_closed: bool
    due: int
    skipped: int
    """How many of the due deals were filed before last month and are on no list yet."""
    runs: Sequence[SettlementRun]


def months(request: HttpRequest) -> HttpResponse:
    """Which month can be closed, for each programme, and which were."""
    now = clock.now()
    programmes = [_months(programme, now) for programme in Programme.objects.order_by("name")]
    waiting = sum(1 for one in programmes if not one.is_closed)
    return render(request, "desk/months/list.html", {"programmes": programmes, "waiting": waiting, "menu": "months"})


def _months(programme: Programme, now: datetime) -> ProgrammeMonths:
    period = month_of(now, zone_of(programme))
    runs = list(runs_of(programme).annotate(payable_fen=Sum("statements__payable_fen"), partners=Count("statements")))
    closed = any(run.period == period for run in runs)
    due = [] if closed else due_credits(programme, period)
    return ProgrammeMonths(programme, period, closed, len({credit.ruling.deal_id for credit in due}), skipped(programme, period, due), runs)


def close(request: HttpRequest) -> HttpResponse:
    """Close a programme's month; closing it twice leads to the same page."""
    programme = Programme.objects.filter(code=text(request.POST, "programme")).first()
    if programme is None:
        raise Http404
    try:
        period = date.fromisoformat(f"{text(request.POST, 'period', 7)}-01")
        run = close_month(programme=programme, period=period, by=signed_in(request), at=clock.now())
    except ValueError:
        return _again(request, message(Refused("period_unreadable")))
    except Refused as refused:
        return _again(request, message(refused))
    return HttpResponseRedirect(reverse("desk:month", args=[run.public_id]))


def _again(request: HttpRequest, error: str) -> HttpResponse:
    now = clock.now()
    programmes = [_months(programme, now) for programme in Programme.objects.order_by("name")]
    return render(request, "desk/months/list.html", {"programmes": programmes, "error": error, "menu": "months"}, status=422)


def month(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One month: the checklist, what is owed, what waits and why."""
    return page(request, found(all_runs(), public_id))


def all_runs() -> QuerySet[SettlementRun]:
    """Months with who closed and who approved them at hand."""
    return SettlementRun.objects.select_related("programme", "policy", "closed_by", "approved_by")


def page(request: HttpRequest, run: SettlementRun, *, error: str = "", status: int = 200) -> HttpResponse:
    """The page of a month; after a refusal with its sentence."""
    lines = lines_of(StatementLine.objects.filter(statement__run=run))
    by_status = {name: [one for one in lines if one.line.status == name] for name in ("payable", "withheld", "denied")}
    sums = {name: sum(one.line.amount_fen for one in members) for name, members in by_status.items()}
    context = {
        "run": run,
        "filed_in": before(run.period),
        "statements": run.statements.select_related("partner").order_by("-payable_fen", "partner__name"),
        "steps": steps(run, by_status, sums),
        "withheld": by_status["withheld"],
        "denied": by_status["denied"],
        "sums": sums,
        "accrued_fen": sums["payable"] + sums["withheld"],
        "count": len(lines),
        "base_fen": sum(one.line.base_fen for one in lines),
        "may_approve": run.approved_at is None and run.closed_by_id != signed_in(request).pk,
        "pack": run.policy.reference,
        "error": error,
        "menu": "months",
    }
    return render(request, "desk/months/month.html", context, status=status)


def steps(run: SettlementRun, by_status: dict[str, list[ShownLine]], sums: dict[str, int]) -> list[Step]:
    """The checklist: listed, papers, left out, approved. A missing paper holds its own line only."""
    withheld, denied = by_status["withheld"], by_status["denied"]
    count = sum(map(len, by_status.values()))
    papers = _("缺凭证的只暂缓这几套，其他照付；缺什么列在下面") if withheld else _("报备、到访手续、带客确认单都齐")
    left_out = _("取消、推广区域外等，按条文不计佣") if denied else _("没有按条文不计佣的")
    approved = run.approved_by.name if run.approved_by else ""
    approval = _("%(name)s 批准于 %(day)s") % {"name": approved, "day": day(run.approved_at)} if approved else _("须由关账人以外的人批准")
    return [
        Step(
            "green", _("网签提报"), _("%(month)s 网签的成交，更早网签还没列过的，和以前暂缓的") % {"month": f"{before(run.period):%Y-%m}"}, str(count)
        ),
        Step("red" if withheld else "green", _("凭证核对"), papers, str(len(withheld)), -sums["withheld"]),
        Step("green", _("按条文剔除"), left_out, str(len(denied))),
        Step("green" if approved else "blue", _("第二人批准"), approval, "1 / 1" if approved else "0 / 1", sums["payable"]),
    ]


def approve(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The second person agrees."""
    run = found(all_runs(), public_id)
    try:
        approve_month(run=run, by=signed_in(request), at=clock.now())
    except Refused as refused:
        return page(request, run, error=message(refused), status=422)
    messages.success(request, _("已批准，应付的部分现在可以付款。"))
    return HttpResponseRedirect(reverse("desk:month", args=[public_id]))


def export(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The month as a workbook: statements, and every line with its reasons."""
    run = found(all_runs(), public_id)
    statements: Iterable[list[Cell]] = (
        [row.number, row.partner.code, row.partner.name, yuan_cell(row.payable_fen), yuan_cell(row.withheld_fen)]
        for row in run.statements.select_related("partner").order_by("partner__name")
    )
    lines = map(_cells, lines_of(StatementLine.objects.filter(statement__run=run)))
    return workbook(
        f"settlement-{run.programme.code}-{run.period:%Y-%m}",
        [
            (_("对账单"), [_("编号"), _("渠道编号"), _("渠道"), _("应付"), _("暂缓")], statements),
            (
                _("明细"),
                [_("渠道"), _("项目"), _("房号"), _("成交编号"), _("网签"), _("成交价"), _("比例"), _("佣金"), _("状态"), _("理由"), _("条款")],
                lines,
            ),
        ],
    )


def _cells(one: ShownLine) -> list[Cell]:
    line = one.line
    place: list[Cell] = [line.statement.partner.name, line.deal.project.name, line.deal.unit, line.deal.number, day(line.deal.filed_at)]
    money: list[Cell] = [yuan_cell(line.base_fen), percent(line.rate_bp), yuan_cell(line.amount_fen)]
    return [*place, *money, one.status, "；".join(why for why, _clause in one.reasons), line.clause]


def statement(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One partner's statement of a month, each line with how it was computed."""
    one = found(Statement.objects.visible_to(signed_in(request)).select_related("run__programme", "run__policy", "partner"), public_id)
    return render(
        request,
        "desk/months/statement.html",
        {"statement": one, "lines": lines_of(one.lines.all()), "pack": one.run.policy.reference, "menu": "months"},
    )


def lines_of(rows: QuerySet[StatementLine]) -> list[ShownLine]:
    """Lines with their sentences, in order of partner and unit."""
    ordered = rows.select_related("statement__partner", "deal__project").order_by(
        "statement__partner__name", "deal__project__name", "deal__unit", "pk"
    )
    return [
        ShownLine(row, status_name(row.status), tuple((sentence(one, language()), one.clause) for one in from_json(row.reasons))) for row in ordered
    ]
