"""Reads for the settlement of a month and for a partner's money."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Exists, Max, Min, OuterRef, Q, QuerySet

from qudao.kit import clock
from qudao.orders.models import Credit, Deal
from qudao.partners.models import Partner
from qudao.programmes.models import Programme
from qudao.settlement.commission import Line, commission_lines
from qudao.settlement.models import SettlementRun, StatementLine
from qudao.settlement.months import after, filed_between

FINAL = ("payable", "denied", "paid")
"""A line with such a status is not listed again."""


def current_credits() -> QuerySet[Credit]:
    """Credits of current rulings with everything a commission needs at hand."""
    return Credit.objects.filter(ruling__is_current=True).select_related(
        "ruling__deal__project__programme", "ruling__deal__claimed_by", "ruling__policy", "partner", "registration__partner", "registration__project"
    )


def closable(programme: Programme, current: date) -> tuple[date, ...]:
    """The months that can be closed in the current one: itself, and the one after the last that was."""
    last = SettlementRun.objects.filter(programme=programme).aggregate(last=Max("period"))["last"]
    return tuple(period for period in ({current, after(last)} if last else {current}) if period <= current)


def due_credits(programme: Programme, period: date) -> list[Credit]:
    """What belongs on the list of a period: every credited deal filed before it that no earlier list settled, however many months were skipped.

    Withheld lines come again. History from before the programme's first list stays out: it may have been paid before Qudao.
    """
    end = filed_between(programme, period)[1]
    lines = StatementLine.objects.filter(deal=OuterRef("ruling__deal"))
    return list(
        current_credits()
        .filter(ruling__deal__project__programme=programme, ruling__deal__filed_at__lt=end)
        .exclude(Exists(lines.filter(status__in=FINAL)))
        .filter(Q(ruling__deal__is_history=False) | Q(ruling__deal__filed_at__gte=_first_filing(programme, period)) | Exists(lines))
        .order_by("ruling__deal__number")
    )


def _first_filing(programme: Programme, period: date) -> datetime:
    """The first instant whose deals the programme's first list covers; without any list, that of this period."""
    first = SettlementRun.objects.filter(programme=programme).aggregate(first=Min("period"))["first"]
    return filed_between(programme, min(first or period, period))[0]


def skipped(programme: Programme, period: date, due: Iterable[Credit]) -> int:
    """How many of the due deals were filed before the month that the period is about and were on no list yet."""
    start = filed_between(programme, period)[0]
    late = {credit.ruling.deal_id for credit in due if credit.ruling.deal.filed_at is not None and credit.ruling.deal.filed_at < start}
    return len(late - set(StatementLine.objects.filter(deal__in=late).values_list("deal", flat=True)))


def line_of_deal(deal: Deal, partner: Partner) -> Line | None:
    """What the deal earns the partner as of now, or None where it earns it nothing."""
    found = commission_lines(current_credits().filter(ruling__deal=deal, partner=partner), as_of=clock.now())
    return found[0] if found else None


def runs_of(programme: Programme) -> QuerySet[SettlementRun]:
    """The programme's months, the latest first."""
    return SettlementRun.objects.filter(programme=programme).select_related("closed_by", "approved_by", "policy").order_by("-period")
