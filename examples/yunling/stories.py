"""What happened at 云岭地产 in the first half of 2025: each deal is one small story, and most reports never become a deal."""

from collections.abc import Callable
from datetime import datetime, timedelta

from company import FIRMS, Company, Person, Row

SEED = 20250101
REGISTRATIONS, VISITS, DEALS = 2000, 1300, 260


def tell(seed: int) -> Company:
    """The whole half-year, from one seed."""
    told = Company(seed)
    for story, times in STORIES:
        for _ in range(times):
            story(told)
    for _ in range(DEALS - len(told.rows("deals"))):
        plain(told)
    while len(told.rows("registrations")) < REGISTRATIONS:
        onlooker(told)
    while len(told.rows("visits")) < VISITS:
        source = told.rng.choice(("walk_in", "walk_in", "own", "referral"))
        told.visit(told.person(), project=told.project(), at=told.moment(), source=source)
    aftermath(told)
    told.number()
    return told


def brought(told: Company, **other: object) -> tuple[Person, str, str, datetime, datetime]:
    """Somebody is reported in time and comes within the seven days."""
    person, project, (partner,) = told.person(), told.project(), told.partners(1)
    at = told.moment()
    came = told.later(at, 36, 24 * 6)
    told.report(person, partner=partner, project=project, at=at, **other)
    return person, project, partner, at, came


def plain(told: Company) -> None:
    """Reported, brought, bought."""
    person, project, partner, _, came = brought(told)
    told.visit(person, project=project, partner=partner, at=came)
    told.deal(person, project=project, at=told.later(came, 20, 24 * 40), claimed=partner)


def rivals(told: Company) -> None:
    """Two distributors report the same person; both windows hold at the deal."""
    person, project, partner, at, came = brought(told)
    rival = next(other for other in told.partners(2) if other != partner)
    told.report(person, partner=rival, project=project, at=at + told.hours(3, 20))
    told.visit(person, project=project, partner=partner, at=came)
    told.visit(person, project=project, partner=rival, at=told.later(came, 20, 30))
    told.deal(person, project=project, at=told.later(came, 48, 24 * 35), claimed=told.rng.choice((partner, rival)))


def never_came(told: Company) -> None:
    """The first to report never brings anybody; the second does."""
    person, project, partner, at, came = brought(told)
    rival = next(other for other in told.partners(2) if other != partner)
    told.report(person, partner=rival, project=project, at=at + told.hours(3, 10))
    told.visit(person, project=project, partner=rival, at=came)
    told.deal(person, project=project, at=told.later(came, 24 * 9, 24 * 40), claimed=rival)


def too_long(told: Company) -> None:
    """Brought in time, bought after the forty-five days."""
    person, project, partner, _, came = brought(told)
    told.visit(person, project=project, partner=partner, at=came)
    told.deal(person, project=project, at=told.later(came, 24 * 47, 24 * 60), claimed=partner)


def report_only(told: Company) -> None:
    """Reported, never brought, bought later alone."""
    person, project, partner, at, _ = brought(told)
    told.deal(person, project=project, at=told.later(at, 24 * 9, 24 * 30), claimed=partner)


def too_late(told: Company) -> None:
    """Reported in the car park."""
    person, project, (partner,), came = told.person(), told.project(), told.partners(1), told.moment()
    told.report(person, partner=partner, project=project, at=came - timedelta(minutes=told.rng.randint(1, 59)), local=True)
    told.visit(person, project=project, partner=partner, at=came)
    told.deal(person, project=project, at=told.later(came, 24, 24 * 30), claimed=partner)


def from_afar(told: Company) -> None:
    """A customer from another city, reported on the day itself; sometimes the site leader gives a reason."""
    person, project, (partner,), came = told.person(), told.project(), told.partners(1), told.moment(early=13)
    exception = told.rng.choice((None, None, "高铁改签，客户提前到达"))
    city = told.rng.choice(("上海", "苏州"))
    told.report(person, partner=partner, project=project, at=came - told.hours(2, 4), local=False, customer_city=city, exception=exception)
    told.visit(person, project=project, partner=partner, at=came)
    told.deal(person, project=project, at=told.later(came, 24, 24 * 30), claimed=partner)


def came_before(told: Company) -> None:
    """The company knew the customer already."""
    person, project, partner, at, came = brought(told)
    told.visit(person, project=project, at=told.later(at, -24 * 20, -30), source=told.rng.choice(("walk_in", "own", "referral")))
    told.visit(person, project=project, partner=partner, at=came)
    told.deal(person, project=project, at=told.later(came, 24, 24 * 35), claimed=partner)


def swapped(phone: str) -> str:
    """The last two different neighbours among the last digits change places: a slip of the finger, still eleven digits."""
    for place in range(10, 4, -1):
        if phone[place] != phone[place - 1]:
            return phone[: place - 1] + phone[place] + phone[place - 1] + phone[place + 1 :]
    return phone[:-1] + str((int(phone[-1]) + 1) % 10)


def slip(told: Company) -> None:
    """A slip in the phone; sometimes another distributor has it right."""
    person, project, partner, at, came = brought(told, phone="", identity_no=None)
    told.tables["registrations"][-1]["phone"] = swapped(person.phone)
    told.visit(person, project=project, partner=partner, at=came)
    claimed = partner
    if told.rng.random() < 0.5:
        claimed = next(other for other in told.partners(2) if other != partner)
        told.report(person, partner=claimed, project=project, at=at + told.hours(3, 18), identity_no=None)
        told.visit(person, project=project, partner=claimed, at=came + told.hours(0.5, 2))
    told.deal(person, project=project, at=told.later(came, 24, 24 * 35), claimed=claimed)


def hidden(told: Company) -> None:
    """The report hides the middle of the phone."""
    person, project, partner, _, came = brought(told, phone="", identity_no=None)
    told.tables["registrations"][-1]["phone"] = f"{person.phone[:3]}****{person.phone[7:]}"
    told.visit(person, project=project, partner=partner, at=came)
    told.deal(person, project=project, at=told.later(came, 24, 24 * 35), claimed=partner)


def family(told: Company) -> None:
    """The wife, the mother or a cousin was reported first; somebody else reports the buyer."""
    relative, project, partner, at, came = brought(told, identity_no=None)
    buyer, relation = told.person(), told.rng.choice(("spouse", "spouse", "parent", "child", "sibling", "cousin"))
    told.add("relations", {"person": buyer.phone, "relative": relative.phone, "relation": relation})
    told.visit(relative, project=project, partner=partner, at=came)
    rival = next(other for other in told.partners(2) if other != partner)
    told.report(buyer, partner=rival, project=project, at=at + told.hours(2, 20))
    told.visit(buyer, project=project, partner=rival, at=came + told.hours(0.5, 2.5))
    told.deal(buyer, project=project, at=told.later(came, 24, 24 * 30), claimed=rival)


def together(told: Company) -> None:
    """Two people buy one flat, each reported by another distributor."""
    first, project, partner, at, came = brought(told)
    second = told.person()
    rival = next(other for other in told.partners(2) if other != partner)
    told.report(second, partner=rival, project=project, at=at + told.hours(2, 20))
    told.visit(first, project=project, partner=partner, at=came)
    told.visit(second, project=project, partner=rival, at=came + told.hours(0.5, 2.5))
    told.deal(second, first, project=project, at=told.later(came, 24, 24 * 30), claimed=rival)


def firm(told: Company) -> None:
    """A company buys; one report has its full name, a later one only the characteristic part."""
    whole, short = FIRMS[len([row for row in told.tables["registrations"] if row.get("corporate")]) // 2 % len(FIRMS)]
    someone, project, (partner, rival) = told.person(), told.project(), told.partners(2)
    at = told.moment()
    came = told.later(at, 36, 24 * 5)
    names = (whole, short) if told.rng.random() < 0.5 else (short, whole)
    for who, name, later in ((partner, names[0], timedelta(0)), (rival, names[1], told.hours(2, 20))):
        told.report(someone, partner=who, project=project, at=at + later, company=name, corporate=True, phone=None, identity_no=None)
        buyer = Person(someone.name, someone.phone, someone.identity_no, whole)
        told.visit(buyer, project=project, partner=who, at=came + later)
    told.deal(Person(whole, someone.phone, "", whole), project=project, at=told.later(came, 48, 24 * 30), claimed=rival)


def bulk(told: Company) -> None:
    """A bulk customer and an extension, asked for in time or not."""
    person, project, partner, _, came = brought(told)
    registration = told.tables["registrations"][-1]
    told.visit(person, project=project, partner=partner, at=came, bulk=told.rng.random() < 0.8)
    asked = told.later(came, 24 * 30, 24 * 43) if told.rng.random() < 0.7 else told.later(came, 24 * 47, 24 * 50)
    told.add("extensions", {"registration": registration, "requested_at": asked, "approved_at": told.later(asked, 20, 60)})
    told.deal(person, project=project, at=told.later(came, 24 * 52, 24 * 80), claimed=partner)


def unreported(told: Company) -> None:
    """Brought without any report."""
    person, project, (partner,), came = told.person(), told.project(), told.partners(1), told.moment()
    told.visit(person, project=project, partner=partner, at=came)
    told.deal(person, project=project, at=told.later(came, 24, 24 * 30), claimed=partner)


def twice(told: Company) -> None:
    """The same distributor reports the same person again, to be sure."""
    person, project, partner, at, came = brought(told)
    told.report(person, partner=partner, project=project, at=at + told.hours(5, 24))
    told.visit(person, project=project, partner=partner, at=came)
    told.deal(person, project=project, at=told.later(came, 24, 24 * 35), claimed=partner)


def unfinished(told: Company) -> None:
    """The papers of the visit were begun and never finished; bought within the seven days or after."""
    person, project, partner, at, _ = brought(told)
    came = at + told.hours(2, 4)
    told.visit(person, project=project, partner=partner, at=came, leader_signed_at=None, entered_at=None, confirmed=told.rng.choice((True, None)))
    told.deal(person, project=project, at=told.later(came, 20, 24 * 9), claimed=partner)


def decided_anew(told: Company) -> None:
    """A complaint was found true and the deal given to somebody else."""
    rivals(told)
    deal = told.tables["deals"][-1]
    other = next(each for each in told.partners(2) if each != deal["partner_id"])
    at = told.later(deal["contracted_at"], 24 * 5, 24 * 20)  # type: ignore[arg-type]
    grounds = told.rng.choice(("customer_complaint", "malicious_grabbing"))
    told.add("redeterminations", {"deal": deal, "partner_id": other, "approved_at": at, "grounds": grounds})


def onlooker(told: Company) -> None:
    """Most reports come to nothing; some are careless."""
    hand = told.rng.random()
    if hand < 0.03:
        brought(told, declared=False)
    elif hand < 0.05:
        brought(told, phone=None, identity_no=None)
    elif hand < 0.07:
        brought(told, corporate=True)
    else:
        person, project, partner, _, came = brought(told)
        if told.rng.random() < 0.45 and len(told.tables["visits"]) < VISITS - 60:
            told.visit(person, project=project, partner=partner, at=came)


def aftermath(told: Company) -> None:
    """Calls to a sample of buyers, disputes within the three days, payouts, offences."""
    deals = sorted(told.tables["deals"], key=lambda row: str(row["subscribed_at"]))
    for deal in told.rng.sample(deals, 70):
        at = told.later(deal["filed_at"], 24 * 2, 24 * 12)  # type: ignore[arg-type]
        if told.rng.random() < 0.2:
            told.add("callbacks", {"deal": deal, "at": at - timedelta(hours=1), "answer": "unreached"})
        told.add("callbacks", {"deal": deal, "at": at, "answer": told.rng.choice(("confirmed",) * 12 + ("denied", "unreached"))})
    for deal in told.rng.sample(deals, 14):
        raised = told.later(deal["subscribed_at"], 20, 24 * 5)  # type: ignore[arg-type]
        told.add("disputes", {"deal": deal, "partner_id": told.partners(1)[0], "raised_at": raised})
    for deal in told.rng.sample([deal for deal in deals if deal["partner_id"]], 18):
        amount = (int(str(deal["price"])) * 15 + 500) // 1000
        paid = told.later(deal["filed_at"], 24 * 32, 24 * 45)  # type: ignore[arg-type]
        told.add("payouts", {"deal": deal, "payee": deal["partner_id"], "paid_at": paid, "amount": amount})
    for deal in told.rng.sample(deals, 3):
        deal["cancelled_at"] = told.later(deal["contracted_at"], 24, 24 * 6)  # type: ignore[arg-type]
    for deal in told.rng.sample(deals[-40:], 2):
        deal |= {"pre_subscribed_at": None, "contracted_at": None, "filed_at": None}
    for number in range(12):
        at, partner = told.moment(), ("F07", *told.partners(2))[number % 3]
        kind = told.rng.choice(("interception", "interception", "poaching"))
        distance = str(told.rng.choice((120, 260, 300, 301, 450)))
        row: Row = {"at": at, "kind": kind, "partner_id": partner, "project_id": told.project(), "occurred_at": told.later(at, -90, -30)}
        told.add("violations", row | {"distance_m": distance})
    deal = told.rng.choice(deals)
    offence: Row = {"deal": deal, "project_id": deal["project_id"], "at": told.moment()}
    told.add("violations", offence | {"kind": "false_registration", "partner_id": deal["partner_id"]})
    told.add("violations", {"at": told.moment(), "kind": "collusion", "staff_id": "S124", "project_id": "P2"})


STORIES: tuple[tuple[Callable[[Company], None], int], ...] = (
    (rivals, 30), (never_came, 14), (too_long, 14), (report_only, 7), (too_late, 12), (from_afar, 8), (came_before, 14), (slip, 16), (hidden, 10),
    (family, 12), (together, 9), (firm, 6), (bulk, 10), (unreported, 7), (twice, 6), (unfinished, 8), (decided_anew, 3),
)  # fmt: skip
