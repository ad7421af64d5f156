"""How flats were sold: each deal is one small story, told backward from the month in which it was filed."""

from collections.abc import Callable
from datetime import datetime, timedelta

from qudao.demo.names import FIRMS, hidden, slipped
from qudao.demo.stage import Case, Stage
from qudao.demo.timeline import Story
from qudao.orders.actions.cancel_deal import cancel_deal
from qudao.orders.details import FamilyDetails

DISTRIBUTION = ("YLHY", "DHL", "WJL")
INTERCOMPANY = ("YLHA", "YLSY")
Sale = Callable[[Stage, Case, int], Story]
"""A way to a deal: the number says how many days ago the customer subscribed."""


def then(stage: Stage, sold: int) -> tuple[datetime, datetime, datetime]:
    """Subscription, contract and filing; what lies in the future has not happened."""
    return stage.calendar.ago(sold, 15, 32), stage.calendar.ago(sold - 4, 15, 10), stage.calendar.ago(sold - 7, 11, 20)


def plain(stage: Stage, case: Case, sold: int) -> Story:
    """Reported, brought, bought."""
    yield from stage.brought(case, stage.ago(sold + 9), stage.ago(sold + 7))
    subscribed, contracted, filed = then(stage, sold)
    deal = yield from stage.buys(case.site, case.who, subscribed=subscribed, claimed=case.firm)
    yield from stage.advances(deal, case.site, contracted=contracted, filed=filed)


def unsigned(stage: Stage, case: Case, sold: int) -> Story:
    """As plain, but nobody had the confirmation form signed: the commission waits for it."""
    yield from stage.brought(case, stage.ago(sold + 9), stage.ago(sold + 6), confirmed=False)
    subscribed, contracted, filed = then(stage, sold)
    deal = yield from stage.buys(case.site, case.who, subscribed=subscribed, claimed=case.firm)
    yield from stage.advances(deal, case.site, contracted=contracted, filed=filed)


def rivals(stage: Stage, case: Case, sold: int) -> Story:
    """Two partners report and bring the same customer; the first to report wins."""
    rival = case.by(stage.firm(but=(case.firm,)))
    first = yield from stage.reports(case, stage.ago(sold + 11))
    second = yield from stage.reports(rival, stage.ago(sold + 10))
    for own, row, days in ((case, first, 8), (rival, second, 7)):
        visit = yield from stage.comes(row, stage.ago(sold + days), site=case.site)
        yield from stage.papers(own, visit)
    subscribed, contracted, filed = then(stage, sold)
    deal = yield from stage.buys(case.site, case.who, subscribed=subscribed, claimed=stage.rng.choice((case.firm, rival.firm)))
    yield from stage.advances(deal, case.site, contracted=contracted, filed=filed)


def never_came(stage: Stage, case: Case, sold: int) -> Story:
    """The first to report never brings anybody within the seven days; the second does, and wins."""
    second = case.by(stage.firm(but=(case.firm,)))
    yield from stage.reports(case, stage.ago(sold + 19))
    yield from stage.brought(second, stage.ago(sold + 9), stage.ago(sold + 7))
    subscribed, contracted, filed = then(stage, sold)
    deal = yield from stage.buys(case.site, case.who, subscribed=subscribed, claimed=second.firm)
    yield from stage.advances(deal, case.site, contracted=contracted, filed=filed)


def late(stage: Stage, case: Case, sold: int) -> Story:
    """Reported half an hour before the visit: a walk-in by rule, and nobody's deal."""
    came = stage.ago(sold + 6)
    row = yield from stage.reports(case, came - timedelta(minutes=stage.rng.randint(5, 55)))
    visit = yield from stage.comes(row, came, site=case.site)
    yield from stage.papers(case, visit, until="message", confirmed=False)
    subscribed, contracted, filed = then(stage, sold)
    deal = yield from stage.buys(case.site, case.who, subscribed=subscribed, claimed=case.firm)
    yield from stage.advances(deal, case.site, contracted=contracted, filed=filed)


def came_before(stage: Stage, case: Case, sold: int) -> Story:
    """The company knew the customer before the partner did."""
    yield from stage.walks_in(case.who, stage.ago(sold + 15), site=case.site, source=stage.rng.choice(("walk_in", "own", "referral")))
    yield from plain(stage, case, sold)


def relative(stage: Stage, case: Case, sold: int) -> Story:
    """The spouse was reported first and brought; the buyer was reported by somebody else."""
    buyer = stage.people.next()
    other = case.by(stage.firm(but=(case.firm,)), buyer)
    yield from stage.brought(case, stage.ago(sold + 10), stage.ago(sold + 8))
    yield from stage.brought(other, stage.ago(sold + 7), stage.ago(sold + 5))
    subscribed, contracted, filed = then(stage, sold)
    family = (FamilyDetails(person=buyer.phone, relative=case.who.phone, relation=stage.rng.choice(("spouse", "parent", "sibling"))),)
    deal = yield from stage.buys(case.site, buyer, subscribed=subscribed, claimed=other.firm, family=family)
    yield from stage.advances(deal, case.site, contracted=contracted, filed=filed)


def together(stage: Stage, case: Case, sold: int) -> Story:
    """Two people buy one flat, each reported by another partner."""
    second = stage.people.next()
    other = case.by(stage.firm(but=(case.firm,)), second)
    yield from stage.brought(case, stage.ago(sold + 10), stage.ago(sold + 8))
    yield from stage.brought(other, stage.ago(sold + 7), stage.ago(sold + 5))
    subscribed, contracted, filed = then(stage, sold)
    deal = yield from stage.buys(case.site, second, case.who, subscribed=subscribed, claimed=other.firm)
    yield from stage.advances(deal, case.site, contracted=contracted, filed=filed)


def slip(stage: Stage, case: Case, sold: int) -> Story:
    """The first has the phone wrong; the second has it right and wins."""
    other = case.by(stage.firm(but=(case.firm,)))
    yield from stage.reports(case, stage.ago(sold + 6), phone=slipped(case.who.phone))
    yield from stage.brought(other, stage.ago(sold + 5), stage.ago(sold + 3))
    subscribed, contracted, filed = then(stage, sold)
    deal = yield from stage.buys(case.site, case.who, subscribed=subscribed, claimed=case.firm)
    yield from stage.advances(deal, case.site, contracted=contracted, filed=filed)


def masked(stage: Stage, case: Case, sold: int) -> Story:
    """The report hides the middle of the phone; what it shows is right."""
    yield from stage.brought(case, stage.ago(sold + 9), stage.ago(sold + 7), phone=hidden(case.who.phone))
    subscribed, contracted, filed = then(stage, sold)
    deal = yield from stage.buys(case.site, case.who, subscribed=subscribed, claimed=case.firm)
    yield from stage.advances(deal, case.site, contracted=contracted, filed=filed)


def too_long(stage: Stage, case: Case, sold: int) -> Story:
    """Brought in time, bought after the forty-five days."""
    yield from stage.brought(case, stage.ago(sold + 52), stage.ago(sold + 50))
    subscribed, contracted, filed = then(stage, sold)
    deal = yield from stage.buys(case.site, case.who, subscribed=subscribed, claimed=case.firm)
    yield from stage.advances(deal, case.site, contracted=contracted, filed=filed)


def firm(stage: Stage, case: Case, sold: int) -> Story:
    """A company buys; one report has its full name, a later one only the characteristic part."""
    whole = stage.rng.choice(FIRMS)
    short = whole[2:].removesuffix("有限公司").removesuffix("股份").removesuffix("有限责任公司")
    buyer = stage.people.named(stage.people.name(), next(stage.people.tails))
    own = Case(case.site, case.firm, type(buyer)(buyer.name, "", "", whole), case.agent)
    other = own.by(stage.firm(but=(case.firm,)), type(buyer)(buyer.name, "", "", short))
    yield from stage.brought(own, stage.ago(sold + 10), stage.ago(sold + 8))
    yield from stage.brought(other, stage.ago(sold + 7), stage.ago(sold + 5))
    subscribed, contracted, filed = then(stage, sold)
    deal = yield from stage.buys(case.site, own.who, subscribed=subscribed, claimed=other.firm)
    yield from stage.advances(deal, case.site, contracted=contracted, filed=filed)


def nobody(stage: Stage, case: Case, sold: int) -> Story:
    """A walk-in buys; no partner is concerned."""
    yield from stage.walks_in(case.who, stage.ago(sold + 3), site=case.site)
    subscribed, contracted, filed = then(stage, sold)
    deal = yield from stage.buys(case.site, case.who, subscribed=subscribed)
    yield from stage.advances(deal, case.site, contracted=contracted, filed=filed)


def cancelled(stage: Stage, case: Case, sold: int) -> Story:
    """The customer gives the flat back after the contract."""
    yield from stage.brought(case, stage.ago(sold + 9), stage.ago(sold + 7))
    subscribed, contracted, _ = then(stage, sold)
    deal = yield from stage.buys(case.site, case.who, subscribed=subscribed, claimed=case.firm)
    yield from stage.advances(deal, case.site, contracted=contracted)
    at = contracted + timedelta(days=2)
    yield at
    cancel_deal(deal=deal, by=case.site.office, at=at)


def shared(stage: Stage, case: Case, sold: int) -> Story:
    """The inter-company scheme: a pre-report, the formal report on the day of the visit, the contract within seven days."""
    day = stage.ago(sold + 4)
    row = yield from stage.reports(case, day, planned_visit_on=stage.tomorrow(day))
    visit = yield from stage.comes(row, stage.ago(sold + 3), site=case.site)
    yield from stage.formally(case, visit, visit.at + stage.minutes(6, 20))
    subscribed, contracted = stage.calendar.ago(sold, 11, 15), stage.calendar.ago(sold - 2, 16, 5)
    deal = yield from stage.buys(case.site, case.who, subscribed=subscribed, claimed=case.firm)
    yield from stage.advances(deal, case.site, contracted=contracted, filed=stage.calendar.ago(sold - 7, 11, 20))


def shared_rivals(stage: Stage, case: Case, sold: int) -> Story:
    """Two formal reports, the second inside the window of the first."""
    second = case.by(stage.firm(but=(case.firm,)))
    for own, days in ((case, 4), (second, 3)):
        visit = yield from stage.walks_in(case.who, stage.ago(sold + days), site=case.site, brought_by=own.firm)
        yield from stage.formally(own, visit, visit.at + stage.minutes(6, 20))
    deal = yield from stage.buys(case.site, case.who, subscribed=stage.calendar.ago(sold, 11, 15), claimed=second.firm)
    yield from stage.advances(deal, case.site, contracted=stage.calendar.ago(sold - 1, 16, 5), filed=stage.calendar.ago(sold - 7, 11, 20))


DISTRIBUTION_SALES: tuple[Sale, ...] = (
    plain,
    rivals,
    plain,
    never_came,
    late,
    plain,
    came_before,
    relative,
    plain,
    together,
    slip,
    plain,
    firm,
    masked,
    unsigned,
)
INTERCOMPANY_SALES: tuple[Sale, ...] = (shared, shared_rivals, shared)
RARE: tuple[tuple[Sale, int], ...] = (
    (nobody, 40),
    (nobody, 12),
    (nobody, 25),
    (cancelled, 33),
    (cancelled, 11),
    (too_long, 15),
    (too_long, 9),
    (slip, 3),
    (late, 2),
)


def filed_in(stage: Stage, back: int, count: int) -> list[int]:
    """`count` days of subscription (as days ago) so that the filing, a week later, falls into the month so many months ago."""
    first = stage.calendar.days_since(stage.calendar.month(back))
    last = stage.calendar.days_since(stage.calendar.month(back - 1)) + 1 if back else 0
    filings = [last + (first - last) * place // max(count - 1, 1) for place in range(count)]
    return [min(filing + 7, 76) for filing in filings]


def sales(stage: Stage) -> list[Story]:
    """All deals that the tour does not name: two months of filings, and those on the way."""
    distribution = [*filed_in(stage, 2, 12), *filed_in(stage, 1, 14), 6, 5, 4, 3, 3, 2, 1]
    intercompany = [*filed_in(stage, 2, 4), *filed_in(stage, 1, 5), 6, 4, 1]
    stories = [
        DISTRIBUTION_SALES[number % len(DISTRIBUTION_SALES)](stage, stage.case(stage.site(*DISTRIBUTION)), sold)
        for number, sold in enumerate(distribution)
    ]
    stories += [
        INTERCOMPANY_SALES[number % len(INTERCOMPANY_SALES)](stage, stage.case(stage.site(*INTERCOMPANY)), sold)
        for number, sold in enumerate(intercompany)
    ]
    return stories + [sale(stage, stage.case(stage.site(*DISTRIBUTION)), sold) for sale, sold in RARE]
