"""How much of a project's visitors the channel department brings. Chapter 4 of 渠道部工作流程及管理制度 (4.1)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal
from typing import Literal

from qudao.rules.decision import Dated, Decision, Number, Reason
from qudao.rules.defect import Defect
from qudao.rules.money import BASIS, share_up
from qudao.rules.period import in_force

MET, NOT_MET = "met", "not_met"


@dataclass(frozen=True, slots=True)
class Share:
    """The share of visitors that is to come from the channel department."""

    rate_bp: int


@dataclass(frozen=True, slots=True)
class Sources:
    """The answers that name the channel department."""

    named: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Base:
    """Whether visitors who were not asked, or did not answer, are among all visitors."""

    unanswered: Literal["counted", "left_out"]


@dataclass(frozen=True, slots=True)
class ChannelShareTerms:
    """In YAML every item carries its fields, `starts_on` and `clause`."""

    target: tuple[Dated[Share], ...]
    sources: tuple[Dated[Sources], ...]
    base: tuple[Dated[Base], ...]

    def defects(self) -> Iterator[Defect]:
        """A target beyond the whole; answers or base left out."""
        for index, target in enumerate(self.target):
            if not 0 <= target.value.rate_bp <= BASIS:
                yield Defect("not_within", f"target.{index}.rate_bp", str(target.value.rate_bp), {"from": "0", "to": str(BASIS)})
        for name, terms in (("sources", self.sources), ("base", self.base)):
            if not terms:
                yield Defect("no_terms", name, "[]")


@dataclass(frozen=True, slots=True)
class Grade:
    """A score in per cent, and the word for it."""

    score: Decimal
    grade: str


def decide(terms: ChannelShareTerms, *, visitors: Mapping[str | None, int], month: date, is_over: bool) -> Decision[Grade] | None:
    """The share of one project's visitors in one month, counted by source (None: no answer). Nobody to count or no target: nothing to say."""
    if not terms.target:
        return None
    target, base = in_force(terms.target, month), in_force(terms.base, month)
    answered = {source: count for source, count in visitors.items() if source is not None or base.value.unanswered == "counted"}
    everybody = sum(answered.values())
    if everybody == 0:
        return None
    channel = sum(count for source, count in answered.items() if source in in_force(terms.sources, month).value.named)
    needed = share_up(everybody, target.value.rate_bp)
    numbers: dict[str, Number] = {
        "channel": channel,
        "visitors": everybody,
        "unanswered": visitors.get(None, 0),
        "share": percent(channel, everybody),
        "target_bp": target.value.rate_bp,
    }
    if channel >= needed:
        reasons = [Reason("share_met", target.clause, numbers)]
    else:
        gap = Decimal(target.value.rate_bp * everybody - channel * BASIS) / (100 * everybody)
        short: dict[str, Number] = {"gap": str(gap.quantize(Decimal("0.01"))), "short": needed - channel}
        reasons = [Reason("share_not_met", target.clause, {**numbers, **short})]
    if base.value.unanswered == "left_out" and visitors.get(None):
        reasons.append(Reason("share_unanswered_left_out", base.clause, {"unanswered": visitors[None]}))
    if not is_over:
        reasons.append(Reason("share_month_runs", target.clause, {"month": f"{month:%Y-%m}"}))
    return Decision(Grade(Decimal(percent(channel, everybody)), MET if channel >= needed else NOT_MET), tuple(reasons))


def percent(part: int | Decimal, whole: int | Decimal) -> str:
    """A share in per cent with two decimals, cut off and not rounded, so that what is shown never reaches what was not reached."""
    return str((Decimal(part) * 100 / Decimal(whole)).quantize(Decimal("0.01"), rounding=ROUND_DOWN))


def counted(sources: Iterable[str | None]) -> dict[str | None, int]:
    """How many visitors named each source."""
    found: dict[str | None, int] = {}
    for source in sources:
        found[source or None] = found.get(source or None, 0) + 1
    return found
