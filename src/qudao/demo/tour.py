"""What the tour names: the customers of 王倩 at 恒屋经纪. README.md tells of them; tests/demo holds the two together."""

from datetime import timedelta

from qudao.customers.actions.decide_extension import decide_extension
from qudao.customers.actions.remind_of_ending import remind_of_ending
from qudao.customers.actions.request_extension import request_extension
from qudao.demo import deals
from qudao.demo.deals import filed_in
from qudao.demo.names import Somebody
from qudao.demo.stage import Case, Stage
from qudao.demo.timeline import Story
from qudao.programmes.models import Programme
from qudao.settlement.actions.approve_month import approve_month
from qudao.settlement.actions.close_month import close_month

NAMED = {
    "reported": ("周敏", "5678"),
    "arriving": ("陈国栋", "2076"),
    "buying": ("黄建平", "4410"),
    "lost": ("何建军", "8820"),
    "today": ("马骏", "6621"),
    "due_today": ("刘芳", "5518"),
    "due_tomorrow": ("孙丽华", "7304"),
    "waiting": ("何雪梅", "0952"),
    "bulk": ("许明哲", "3316"),
    "asked": ("罗浩然", "6187"),
    "extended": ("宋佳怡", "2953"),
    "ended": ("郑晓东", "7719"),
    "undeclared": ("冯春燕", "4402"),
    "visited": ("邓子涵", "9035"),
    "pre_reported": ("唐若曦", "1147"),
    "formal": ("曹宇航", "8264"),
    "approved": ("吕美玲", "3390"),
    "withheld": ("蒋天佑", "6058"),
    "filed": ("苏静怡", "1273"),
    "contracted": ("卢俊熙", "5946"),
    "subscribed": ("贾诗涵", "7431"),
}
"""Name and the last four digits of the phone, by what they stand for. "reported" is whom the reader reports."""

KEPT = frozenset(tail for _, tail in NAMED.values()) | {str(number) for number in range(8300, 8320)}
"""Numbers of nobody else: those above, and the burst's."""


def named(stage: Stage) -> list[Story]:
    """All of them, and the months that were closed."""
    cases = {role: _case(stage, role, "YLHA" if role in ("pre_reported", "formal") else "YLHY") for role in NAMED if role != "reported"}
    contracted_ago = filed_in(stage, 2, 3)[1], filed_in(stage, 1, 3)[1]
    return [
        stage.reports(cases["arriving"], stage.calendar.ago(1, 9, 40)),
        stage.reports(cases["waiting"], stage.calendar.ago(2, 14, 5)),
        stage.reports(cases["due_today"], stage.calendar.ago(7, 10, 12)),
        stage.reports(cases["due_tomorrow"], stage.calendar.ago(6, 16, 30)),
        stage.reports(cases["ended"], stage.calendar.ago(19, 11, 0)),
        stage.reports(cases["undeclared"], stage.calendar.ago(4, 17, 20), declared=False),
        buying(stage, cases["buying"]),
        lost(stage, cases["lost"]),
        today(stage, cases["today"]),
        stage.brought(cases["visited"], stage.calendar.ago(26, 9, 30), stage.calendar.ago(25, 10, 45)),
        bulk(stage, cases["bulk"], 30, asks=False, agrees=False),
        bulk(stage, cases["asked"], 36, asks=True, agrees=False),
        bulk(stage, cases["extended"], 50, asks=True, agrees=True),
        pre_reported(stage, cases["pre_reported"]),
        formal(stage, cases["formal"]),
        deals.plain(stage, cases["approved"], contracted_ago[0]),
        deals.unsigned(stage, cases["withheld"], contracted_ago[1]),
        deals.rivals(stage, cases["filed"], contracted_ago[1] + 3),
        contracted(stage, cases["contracted"]),
        deals.plain(stage, cases["subscribed"], 2),
        months(stage),
        reminders(stage),
    ]


def _case(stage: Stage, role: str, site: str) -> Case:
    ours = stage.company.ours
    name, tail = NAMED[role]
    who = stage.people.named(name, tail)
    return Case(stage.company.sites[site], ours, Somebody(who.name, who.phone, who.identity_no), ours.agents[0])


def buying(stage: Stage, case: Case) -> Story:
    """Ours reported first and brought; a rival reported a day later and brought too. The reader books the deal."""
    rival = case.by(stage.company.firms[1])
    yield from stage.brought(case, stage.calendar.ago(13, 9, 20), stage.calendar.ago(11, 14, 0))
    yield from stage.brought(rival, stage.calendar.ago(10, 11, 0), stage.calendar.ago(9, 15, 0))


def lost(stage: Stage, case: Case) -> Story:
    """Ours reported first and never brought; after our seven days a rival reported, brought and sold."""
    rival = case.by(stage.company.firms[2])
    yield from stage.reports(case, stage.calendar.ago(30, 10, 0))
    yield from stage.brought(rival, stage.calendar.ago(16, 9, 30), stage.calendar.ago(14, 15, 0))
    deal = yield from stage.buys(case.site, case.who, subscribed=stage.calendar.ago(7, 15, 32), claimed=rival.firm)
    yield from stage.advances(deal, case.site, contracted=stage.calendar.ago(2, 15, 10))


def today(stage: Stage, case: Case) -> Story:
    """Came today; our message is missing."""
    row = yield from stage.reports(case, stage.calendar.ago(1, 11, 20))
    yield from stage.comes(row, stage.calendar.ago(0, 21, 0), site=case.site)


def bulk(stage: Stage, case: Case, days: int, *, asks: bool, agrees: bool) -> Story:
    """A bulk customer; the extension is not asked for yet, asked for, or agreed."""
    visit = yield from stage.brought(case, stage.calendar.ago(days + 1, 10, 0), stage.calendar.ago(days, 11, 0), bulk_proposed=True)
    yield from stage.found_bulk(case.site, visit, visit.at + timedelta(hours=4), bulk=True)
    if not asks:
        return
    asked = stage.calendar.ago(days - 34, 10, 15)
    yield asked
    assert visit.registration is not None
    request = request_extension(registration=visit.registration, grounds="客户一次购买六套，付款方案还在谈", by=case.agent, at=asked)
    if agrees:
        yield asked + timedelta(days=1)
        decide_extension(extension=request, approve=True, by=case.site.leader, at=asked + timedelta(days=1))


def pre_reported(stage: Stage, case: Case) -> Story:
    """Will come in two days."""
    at = stage.calendar.ago(1, 16, 40)
    yield from stage.reports(case, at, planned_visit_on=stage.tomorrow(at, 3))


def formal(stage: Stage, case: Case) -> Story:
    """Came three days ago; the formal report is signed."""
    at = stage.calendar.ago(5, 10, 0)
    row = yield from stage.reports(case, at, planned_visit_on=stage.tomorrow(at, 2))
    visit = yield from stage.comes(row, stage.calendar.ago(3, 13, 30), site=case.site)
    yield from stage.formally(case, visit, visit.at + timedelta(minutes=12))


def contracted(stage: Stage, case: Case) -> Story:
    """Signed two days ago, not filed online yet."""
    yield from stage.brought(case, stage.calendar.ago(12, 10, 0), stage.calendar.ago(10, 14, 0))
    deal = yield from stage.buys(case.site, case.who, subscribed=stage.calendar.ago(6, 16, 0), claimed=case.firm)
    yield from stage.advances(deal, case.site, contracted=stage.calendar.ago(2, 11, 30))


def months(stage: Stage) -> Story:
    """Last month's list was closed by finance and approved by the channel manager; this month's is for the reader."""
    period = stage.calendar.month(1)
    staff = stage.company.staff
    at = stage.calendar.start_of(period) + timedelta(days=2, hours=10)
    yield at
    programmes = list(Programme.objects.order_by("pk"))
    runs = [close_month(programme=programme, period=period, by=staff["finance"], at=at) for programme in programmes]
    yield at + timedelta(days=1)
    for run in runs:
        approve_month(run=run, by=staff["manager"], at=at + timedelta(days=1))


def reminders(stage: Stage) -> Story:
    """What the calendar tells partners every morning."""
    for days in range(4, -1, -1):
        at = stage.calendar.ago(days, 8, 30)
        yield at
        for programme in Programme.objects.order_by("pk"):
            remind_of_ending(programme=programme, by=None, at=at)
