"""Reads for the settlement of a month and for a partner's money."""

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from qudao.kit import clock
from qudao.orders.models import Credit, Deal
from qudao.partners.models import Partner
from qudao.programmes.models import Programme
from qudao.settlement.commission import Line, commission_lines
from qudao.settlement.models import SettlementRun, StatementLine
from qudao.settlement.months import after, filed_between, month_of, zone_of

FINAL = ("payable", "denied", "paid")
"""A line with such a status is not listed again."""


def current_credits() -> QuerySet[Credit]:
    """Credits of current rulings with everything a commission needs at hand."""
    return Credit.objects.filter(ruling__is_current=True).select_related(
        "ruling__deal__project__programme", "ruling__deal__claimed_by", "ruling__policy", "partner", "registration__partner", "registration__project"
    )


def due_credits(programme: Programme, period: date) -> list[Credit]:
    """What belongs on the list of a period: deals filed in the month before; withheld ones of earlier lists; deals that came too late for theirs."""
    start, end = filed_between(programme, period)
    lines = StatementLine.objects.filter(deal=OuterRef("ruling__deal"))
    open_ones = (
        current_credits()
        .filter(ruling__deal__project__programme=programme, ruling__deal__filed_at__lt=end)
        .annotate(is_listed=Exists(lines))
        .exclude(Exists(lines.filter(status__in=FINAL)))
        .filter(Q(ruling__deal__filed_at__gte=start) | Q(is_listed=True) | Q(ruling__deal__is_history=False))
        .order_by("ruling__deal__number")
    )
    runs = set(SettlementRun.objects.filter(programme=programme, period__lt=period).values_list("period", flat=True))
    zone = zone_of(programme)
    return [
        credit
        for credit in open_ones
        if credit.is_listed or (filed := credit.ruling.deal.filed_at) is None or filed >= start or after(month_of(filed, zone)) in runs
    ]


def line_of_deal(deal: Deal, partner: Partner) -> Line | None:
    """What the deal earns the partner as of now, or None where it earns it nothing."""
    found = commission_lines(current_credits().filter(ruling__deal=deal, partner=partner), as_of=clock.now())
    return found[0] if found else None


def runs_of(programme: Programme) -> QuerySet[SettlementRun]:
    """The programme's months, the latest first."""
    return SettlementRun.objects.filter(programme=programme).select_related("closed_by", "approved_by", "policy").order_by("-period")
