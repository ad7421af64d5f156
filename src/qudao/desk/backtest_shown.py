"""A finished backtest as its page shows it: the answer, four totals, partners with a chart, deals in groups with both reasons."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from qudao.decide.backtest import Backtest as Found
from qudao.decide.backtest import DealChange, Total
from qudao.decide.sentences import sentence
from qudao.orders.models import Deal
from qudao.partners.models import Partner
from qudao.programmes.models import Project
from qudao.replay.backtest_result import Kept
from qudao.rules.decision import Reason
from qudao.rules.money import ratio_bp

MOST_LINES = 100
"""Deals shown of each group; the workbook holds all."""
MOST_BARS = 16


@dataclass(frozen=True, slots=True)
class Line:
    """One deal of a group."""

    deal: DealChange
    public_id: UUID | None
    name: str
    old_owner: str
    new_owner: str
    old_because: str
    old_clause: str
    new_because: str
    new_clause: str


@dataclass(frozen=True, slots=True)
class Group:
    """The deals that somebody gained, that moved, or that somebody lost."""

    title: str
    lines: Sequence[Line]
    count: int
    difference_fen: int


@dataclass(frozen=True, slots=True)
class PartnerLine:
    """What the draft does to one partner."""

    name: str
    total: Total


class Shown:
    """Everything the page says; sentences in the reader's language."""

    def __init__(self, found: Found, effects: Mapping[str, Mapping[str, int]], lang: str) -> None:
        self.found, self.effects, self.lang = found, effects, lang
        self.moved = found.changing_hands
        self.deals = found.counts.get("deals", 0)
        self.gained, self.lost = len(found.deals_that("gained")), len(found.deals_that("lost"))
        self.share_bp = ratio_bp(self.moved, self.deals) if self.deals else 0
        self.money_bp = ratio_bp(abs(found.difference_fen), found.old_amount_fen) if found.old_amount_fen > 0 else None
        names = dict(Partner.objects.values_list("code", "name"))
        self.partners = self._partners(names)
        self.gainers = sum(one.total.difference_fen > 0 for one in self.partners)
        self.losers = sum(one.total.difference_fen < 0 for one in self.partners)
        self.groups = self._groups(names)

    @property
    def rest(self) -> int:
        """Deals that do not change hands."""
        return self.deals - self.moved

    @property
    def difference_fen(self) -> int:
        """What the company pays more."""
        return self.found.difference_fen

    @property
    def less_fen(self) -> int:
        """What the company pays less."""
        return -self.found.difference_fen

    @property
    def total_gained(self) -> int:
        """Deals gained, over all partners."""
        return sum(one.total.deals_gained for one in self.partners)

    @property
    def total_lost(self) -> int:
        """Deals lost, over all partners."""
        return sum(one.total.deals_lost for one in self.partners)

    @property
    def bars(self) -> dict[str, Any]:
        """What the chart draws: the largest changes, the greatest gain on top, in yuan."""
        largest = sorted(self.partners, key=lambda one: -abs(one.total.difference_fen))[:MOST_BARS]
        ordered = sorted(largest, key=lambda one: one.total.difference_fen)
        return {"names": [one.name for one in ordered], "fen": [one.total.difference_fen for one in ordered]}

    @property
    def others(self) -> list[tuple[str, str]]:
        """Other tables that change, each with its counts by effect."""
        said = []
        for table, name in _tables().items():
            if counts := self.effects.get(table):
                effects = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
                said.append((name, _("、").join(f"{effect_name(effect)} {count:,}" for effect, count in effects)))
        return said

    def _partners(self, names: Mapping[str, str]) -> list[PartnerLine]:
        concerned = [total for total in self.found.totals if total.difference_fen or total.deals_gained or total.deals_lost]
        ordered = sorted(concerned, key=lambda total: (-total.difference_fen, total.payee))
        return [PartnerLine(names.get(total.payee, total.payee), total) for total in ordered]

    def _groups(self, names: Mapping[str, str]) -> list[Group]:
        projects = dict(Project.objects.values_list("code", "name"))
        titles = {"gained": _("新增归属"), "moved": _("渠道之间互换"), "lost": _("失去归属"), "changed": _("归属不变，份额或报备不同")}
        shown = {effect: self.found.deals_that(effect) for effect in titles}
        ids = [deal.deal_id for deals in shown.values() for deal in deals[:MOST_LINES]]
        known = dict(Deal.objects.filter(number__in=ids).values_list("number", "public_id"))
        return [
            Group(
                title=titles[effect],
                lines=[self._line(deal, known, projects, names) for deal in deals[:MOST_LINES]],
                count=len(deals),
                difference_fen=sum(deal.difference_fen for deal in deals),
            )
            for effect, deals in shown.items()
            if deals
        ]

    def _line(self, deal: DealChange, known: Mapping[str, UUID], projects: Mapping[str, str], names: Mapping[str, str]) -> Line:
        nobody = _("无归属")
        old, new = (self._because(side, deal) for side in self.found.sides)
        return Line(
            deal=deal,
            public_id=known.get(deal.deal_id),
            name=f"{projects.get(deal.project_id, deal.project_id)} {deal.unit or deal.deal_id}",
            old_owner=names.get(deal.old_owner or "", deal.old_owner or nobody),
            new_owner=names.get(deal.new_owner or "", deal.new_owner or nobody),
            old_because=sentence(old, self.lang) if old else "",
            old_clause=old.clause if old else "",
            new_because=sentence(new, self.lang) if new else "",
            new_clause=new.clause if new else "",
        )

    @staticmethod
    def _because(side: object, deal: DealChange) -> Reason | None:
        assert isinstance(side, Kept)
        reasons = side.because("attributions", deal.change.key)
        return reasons[0] if reasons else None


def step_name(step: str) -> str:
    """What a backtest is doing."""
    return {
        "waiting": _("等待开始"),
        "reading": _("读取记录"),
        "old": _("按现行版本判定"),
        "new": _("按草案判定"),
        "compare": _("逐行比较"),
        "keeping": _("保存结果"),
        "done": _("完成"),
        "changed": _("草案在回测开始前又改了"),
        "defect": _("出错，没有结果"),
    }.get(step, step)


def effect_name(effect: str) -> str:
    """What the draft does, in a word."""
    return {
        "gained": _("新增"),
        "moved": _("互换"),
        "lost": _("失去"),
        "longer": _("保护变长"),
        "shorter": _("保护变短"),
        "more": _("变多"),
        "less": _("变少"),
        "earlier": _("提前"),
        "later": _("推后"),
        "changed": _("其他变化"),
    }.get(effect, effect)


def _tables() -> dict[str, str]:
    return {
        "registrations": _("报备"),
        "commissions": _("佣金行"),
        "penalties": _("处分"),
        "grades": _("定级"),
        "certifications": _("认证"),
        "career": _("职业等级"),
    }
