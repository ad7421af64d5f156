"""Everyday life at the sites: reports that come to nothing, visits, papers that wait, mistakes, walk-ins, formal reports."""

from datetime import datetime, timedelta

from qudao.customers.actions.decide_extension import decide_extension
from qudao.customers.actions.grant_exception import grant_exception
from qudao.customers.actions.request_extension import request_extension
from qudao.demo.company import Firm, Site
from qudao.demo.deals import DISTRIBUTION, INTERCOMPANY
from qudao.demo.names import CITIES, FIRMS, Somebody
from qudao.demo.stage import CHAIN, Case, Stage
from qudao.demo.timeline import Story

ONLOOKERS, VISITORS, WALK_INS, PRE_REPORTS, FORMALS = 108, 46, 16, 18, 14
BURST = 11
REPEATS = 4


def everyday(stage: Stage) -> list[Story]:
    """Everything that the tour does not name and that no flat was sold in."""
    spread = stage.rng.randrange
    stories: list[Story] = [onlooker(stage, stage.case(stage.site(*DISTRIBUTION)), spread(1, 90)) for _ in range(ONLOOKERS)]
    stories += [visitor(stage, stage.case(stage.site(*DISTRIBUTION)), spread(3, 88)) for _ in range(VISITORS)]
    stories += [waiting(stage, stage.case(stage.site("YLHY", "DHL", "YLHY", "WJL")), step, days) for step in CHAIN[:-1] for days in (1, 1, 2, 3)]
    stories += [contested(stage, stage.case(stage.site(*DISTRIBUTION)), days) for days in (3, 5, 12, 20, 26, 31)]
    stories += [walk_in(stage, stage.people.next(), stage.site(*DISTRIBUTION, *INTERCOMPANY), spread(0, 90)) for _ in range(WALK_INS)]
    stories += [pre_report(stage, stage.case(stage.site(*INTERCOMPANY, "YLNH")), spread(1, 80)) for _ in range(PRE_REPORTS)]
    stories += [
        formal(stage, stage.case(stage.site(*INTERCOMPANY)), days) for days in (1, 2, 3, 4, 5, 6, *(spread(8, 80) for _ in range(FORMALS - 6)))
    ]
    stories += [came_alone(stage, stage.case(stage.site("YLHA")), days) for days in (2, 5, 13)]
    stories += [again(stage, stage.case(stage.site(*DISTRIBUTION)), spread(2, 70)) for _ in range(REPEATS)]
    return stories + mistakes(stage) + unusual(stage)


def onlooker(stage: Stage, case: Case, days: int) -> Story:
    """Reported and never brought."""
    yield from stage.reports(case, stage.ago(days))


def visitor(stage: Stage, case: Case, days: int) -> Story:
    """Reported and brought, undecided since."""
    yield from stage.brought(case, stage.ago(days), stage.ago(max(days - stage.rng.randint(1, 5), 1)))


def waiting(stage: Stage, case: Case, step: str, days: int) -> Story:
    """The papers of the visit wait for the step after this one."""
    yield from stage.brought(case, stage.ago(days + 2), stage.ago(days), until=step, confirmed=days % 2 == 0)


def contested(stage: Stage, case: Case, days: int) -> Story:
    """Two partners report the same customer; neither learns of the other before a contract."""
    yield from stage.brought(case, stage.ago(days + 1), stage.ago(days))
    yield from stage.reports(case.by(stage.firm(but=(case.firm,))), stage.ago(max(days - 1, 1)) + timedelta(minutes=61))


def walk_in(stage: Stage, who: Somebody, site: Site, days: int) -> Story:
    """Somebody whom nobody reported."""
    yield from stage.walks_in(who, stage.ago(days), site=site, source=stage.rng.choice(("walk_in", "walk_in", "own", "referral")))


def again(stage: Stage, case: Case, days: int) -> Story:
    """The same partner reports the same customer twice, to be sure."""
    yield from stage.reports(case, stage.ago(days))
    yield from stage.reports(case, stage.ago(days - 1))


def pre_report(stage: Stage, case: Case, days: int) -> Story:
    """A pre-report whose customer has not come yet."""
    at = stage.ago(days)
    yield from stage.reports(case, at, planned_visit_on=stage.tomorrow(at, stage.rng.randint(1, 6)))


def formal(stage: Stage, case: Case, days: int) -> Story:
    """A pre-report and the formal report on the day of the visit, undecided since."""
    at = stage.ago(days + 2)
    row = yield from stage.reports(case, at, planned_visit_on=stage.tomorrow(at, 2))
    visit = yield from stage.comes(row, stage.ago(days), site=case.site)
    yield from stage.formally(case, visit, visit.at + stage.minutes(5, 25))


def came_alone(stage: Stage, case: Case, days: int) -> Story:
    """Pre-reported by one partner, and then the customer comes without it: it is told."""
    at = stage.ago(days + 3)
    yield from stage.reports(case, at, planned_visit_on=stage.tomorrow(at, 3))
    yield from stage.walks_in(case.who, stage.ago(days), site=case.site)


def mistakes(stage: Stage) -> list[Story]:
    """Reports that the regulations refuse, each for its own reason."""
    site, shared = stage.company.sites["DHL"], stage.company.sites["YLHA"]
    suspended = stage.company.firms[-1]
    return [
        stage.reports(stage.case(site), stage.ago(44), declared=False),
        stage.reports(stage.case(site), stage.ago(12), declared=False),
        stage.reports(stage.case(site), stage.ago(30), corporate=True),
        stage.reports(stage.case(site), stage.ago(9), corporate=True),
        stage.reports(stage.case(site), stage.ago(17), phone=""),
        stage.reports(stage.case(site, suspended), stage.calendar.ago(60, 11)),
        stage.reports(_by_the_wrong_person(stage.case(shared, _firm_with_filer(stage))), stage.ago(21)),
        _same_day(stage, stage.case(shared, stage.company.firms[1]), 6),
    ]


def _firm_with_filer(stage: Stage) -> Firm:
    return stage.company.firms[3]


def _by_the_wrong_person(case: Case) -> Case:
    return Case(case.site, case.firm, case.who, case.firm.agents[-1])


def _same_day(stage: Stage, case: Case, days: int) -> Story:
    """Pre-reported on the day of the visit itself, which is too late."""
    at = stage.ago(days)
    yield from stage.reports(case, at, planned_visit_on=at.date())


def unusual(stage: Stage) -> list[Story]:
    """A burst of reports, an excused late report, bulk customers with their extensions."""
    site = stage.company.sites["YLHY"]
    burst = stage.case(site)
    start = stage.calendar.ago(2, 21, 40)
    stories: list[Story] = [_burst(stage, burst, start + timedelta(seconds=20 * number), number) for number in range(BURST)]
    stories.append(_excused(stage, stage.case(site)))
    stories += [
        bulk(stage, _buying_company(stage, stage.case(stage.site(*DISTRIBUTION)), number), days, verdict)
        for number, (days, verdict) in enumerate(((20, None), (33, True), (41, False), (58, True)))
    ]
    return stories


def _burst(stage: Stage, case: Case, at: datetime, number: int) -> Story:
    """One of many reports with phones in a row, by one person within minutes."""
    who = Somebody(stage.people.name(), f"1990000{8300 + number}", "")
    yield from stage.reports(Case(case.site, case.firm, who, case.agent), at)


def _excused(stage: Stage, case: Case) -> Story:
    """A customer from another city, reported on the day itself; the site leader gives a reason."""
    came = stage.calendar.ago(18, 15, 20)
    city = stage.rng.choice(CITIES)
    row = yield from stage.reports(case, came - timedelta(hours=3), local=False, customer_city=city)
    visit = yield from stage.comes(row, came, site=case.site)
    yield came + timedelta(minutes=20)
    grant_exception(registration=row, reason="客户改签高铁，提前一天到达", by=case.site.leader, at=came + timedelta(minutes=20))
    yield from stage.walks_in(case.who, visit.at + timedelta(days=4), site=case.site)


def _buying_company(stage: Stage, case: Case, number: int) -> Case:
    return Case(case.site, case.firm, Somebody(case.who.name, case.who.phone, "", FIRMS[number % len(FIRMS)]), case.agent)


def bulk(stage: Stage, case: Case, days: int, verdict: bool | None) -> Story:
    """A company that buys many flats: found bulk, an extension asked for, answered or still open."""
    visit = yield from stage.brought(case, stage.ago(days + 2), stage.ago(days), bulk_proposed=True)
    yield from stage.found_bulk(case.site, visit, visit.at + timedelta(hours=3), bulk=True)
    asked = stage.calendar.ago(max(days - 19, 1), 10, 30)
    yield asked
    assert visit.registration is not None
    request = request_extension(registration=visit.registration, grounds="董事会在审批整层采购，需要再等一个月", by=case.agent, at=asked)
    if verdict is not None:
        answered = asked + timedelta(days=1)
        yield answered
        decide_extension(extension=request, approve=verdict, by=case.site.leader, at=answered)
