"""Deals and rulings: the list, and what is seen of it as a workbook."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from qudao.customers.reasons import from_json
from qudao.decide.sentences import sentence
from qudao.desk.asking import language, page_of, signed_in, text
from qudao.desk.workbook import Cell, workbook, yuan_cell
from qudao.kit.templatetags.qudao_format import instant
from qudao.orders.details import STAGES, normal_unit
from qudao.orders.models import Credit, Deal, Ruling
from qudao.orders.queries import current_ruling, owner_credit, with_rulings
from qudao.orders.words import event_name
from qudao.partners.models import Partner
from qudao.programmes.models import Project

MOST = 20_000
OWNERS = ("owned", "nobody", "open")


@dataclass(frozen=True, slots=True)
class Line:
    """One deal as the list shows it."""

    deal: Deal
    stage: str
    stage_at: object
    owner: Partner | None
    is_open: bool
    reason: str
    clause: str
    pack: str


@dataclass(frozen=True, slots=True)
class Filters:
    """What the address asks for; what it does not know is ignored."""

    project: str = ""
    stage: str = ""
    owner: str = ""
    unit: str = ""


def deals(request: HttpRequest) -> HttpResponse:
    """Deals of the reader's projects, the latest first."""
    reader = signed_in(request)
    projects = list(Project.objects.visible_to(reader).order_by("name"))
    filters = read_filters(request, projects)
    all_deals = Deal.objects.visible_to(reader)
    rows = page_of(request, with_rulings(filtered(all_deals, filters)).order_by("-recorded_at", "-pk"))
    return render(
        request,
        "desk/deals/list.html",
        {
            "rows": rows,
            "lines": lines_of(rows),
            "filters": filters,
            "projects": projects,
            "stages": [(name.removesuffix("_at"), event_name(name)) for name in STAGES] + [("cancelled", event_name("cancelled"))],
            "owners": [("owned", _("归渠道")), ("nobody", _("不归渠道")), ("open", _("未到判定时点"))],
            "waiting": filtered(all_deals, Filters(owner="open")).count(),
            "total": all_deals.count(),
            "menu": "deals",
        },
    )


def export(request: HttpRequest) -> HttpResponse:
    """The deals as filtered in the address; buyers' numbers masked."""
    reader = signed_in(request)
    filters = read_filters(request, list(Project.objects.visible_to(reader)))
    rows = with_rulings(filtered(Deal.objects.visible_to(reader), filters)).order_by("-recorded_at", "-pk")[:MOST]
    headings = [_("编号"), _("项目"), _("房号"), _("成交价"), *(event_name(name) for name in STAGES), _("购房人"), _("归属"), _("原因"), _("条款")]
    return workbook("deals", [(_("成交与判定"), headings, map(_cells, lines_of(rows)))])


def _cells(line: Line) -> list[Cell]:
    deal = line.deal
    buyers = "；".join(f"{buyer.name} {buyer.phone_shown}".strip() for buyer in deal.buyers.all())
    owner = line.owner.name if line.owner else ""
    instants = [instant(getattr(deal, name)) for name in STAGES]
    return [deal.number, deal.project.name, deal.unit, yuan_cell(deal.price_fen), *instants, buyers, owner, line.reason, line.clause]


def lines_of(rows: Iterable[Deal]) -> list[Line]:
    """Deals with where they stand and whose they are."""
    return [_line(deal) for deal in rows]


def _line(deal: Deal) -> Line:
    ruling = current_ruling(deal)
    credit = owner_credit(ruling)
    reasons = from_json(ruling.reasons[:1]) if ruling else ()
    stage = "cancelled_at" if deal.cancelled_at else next((name for name in reversed(STAGES) if getattr(deal, name)), "")
    return Line(
        deal=deal,
        stage=event_name(stage),
        stage_at=getattr(deal, stage) if stage else None,
        owner=credit.partner if credit else None,
        is_open=ruling is None or ruling.moment is None,
        reason=sentence(reasons[0], language()) if reasons else "",
        clause=reasons[0].clause if reasons else "",
        pack=ruling.policy.reference if ruling else "",
    )


def read_filters(request: HttpRequest, projects: Iterable[Project]) -> Filters:
    """The filters of the address, each checked against what exists."""
    project, stage, owner = (text(request.GET, name) for name in ("project", "stage", "owner"))
    return Filters(
        project=project if any(str(one.public_id) == project for one in projects) else "",
        stage=stage if f"{stage}_at" in (*STAGES, "cancelled_at") else "",
        owner=owner if owner in OWNERS else "",
        unit=text(request.GET, "unit", 40),
    )


def filtered(rows: QuerySet[Deal], filters: Filters) -> QuerySet[Deal]:
    """Deals of the project, the stage they have reached, the owner and the unit asked for."""
    if filters.project:
        rows = rows.filter(project__public_id=filters.project)
    if filters.unit:
        rows = rows.filter(unit__icontains=normal_unit(filters.unit))
    if filters.stage:
        rows = rows.filter(_stage(filters.stage))
    if filters.owner:
        rows = rows.filter(_owner(filters.owner))
    return rows


def _stage(stage: str) -> Q:
    """The last stage reached; a cancelled deal stands in none."""
    if stage == "cancelled":
        return Q(cancelled_at__isnull=False)
    later = STAGES[STAGES.index(f"{stage}_at") + 1 :]
    return Q(cancelled_at__isnull=True, **{f"{stage}_at__isnull": False}) & Q(**{f"{name}__isnull": True for name in later})


def _owner(owner: str) -> Q:
    current = Ruling.objects.filter(deal=OuterRef("pk"), is_current=True)
    owned = Exists(Credit.objects.filter(ruling__deal=OuterRef("pk"), ruling__is_current=True))
    decided = Exists(current.filter(moment__isnull=False))
    return {"owned": Q(owned), "nobody": Q(decided) & ~Q(owned), "open": ~Q(decided)}[owner]
