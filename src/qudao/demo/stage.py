"""What people do in the stories: each verb waits for its instant and then calls the real action."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from qudao.customers.actions.classify_bulk import classify_bulk
from qudao.customers.actions.confirm_visit import confirm_visit
from qudao.customers.actions.enter_in_system import enter_in_system
from qudao.customers.actions.file_formal_registration import file_formal_registration
from qudao.customers.actions.pass_office_review import pass_office_review
from qudao.customers.actions.record_visit import record_visit
from qudao.customers.actions.register_customer import register_customer
from qudao.customers.actions.send_visit_message import send_visit_message
from qudao.customers.actions.sign_as_leader import sign_as_leader
from qudao.customers.models import Registration, Visit
from qudao.customers.report import Report
from qudao.customers.visit_details import VisitDetails
from qudao.demo.company import Company, Firm, Site
from qudao.demo.names import LEARNED_FROM, Population, Somebody
from qudao.demo.timeline import Calendar, Telling
from qudao.orders.actions.advance_deal import advance_deal
from qudao.orders.actions.book_deal import book_deal
from qudao.orders.details import BuyerDetails, DealDetails
from qudao.orders.models import Deal
from qudao.organization.models import User

FOUND = 0.85
"""So many visits the site has classified; the others still wait for it."""

CHAIN = ("message", "office", "leader", "entry")
"""The papers of a first visit after the front desk."""


@dataclass(frozen=True, slots=True)
class Case:
    """A customer, whom a partner reports at a site by one of its agents."""

    site: Site
    firm: Firm
    who: Somebody
    agent: User

    def by(self, firm: Firm, who: Somebody | None = None) -> "Case":
        """The same customer, reported by another partner."""
        return replace(self, firm=firm, agent=firm.agents[0], who=who or self.who)


class Stage:
    """The company, the calendar, and chance."""

    def __init__(self, company: Company, calendar: Calendar, people: Population, rng: Random) -> None:
        self.company, self.calendar, self.people, self.rng = company, calendar, people, rng
        self.units: set[tuple[int, str]] = set()
        self.turn = 0

    def minutes(self, low: int, high: int) -> timedelta:
        """So many minutes."""
        return timedelta(minutes=self.rng.randint(low, high))

    def ago(self, days: int) -> datetime:
        """A minute in the office hours of a day."""
        return self.calendar.ago(days, self.rng.randint(9, 16), self.rng.randrange(60))

    def firm(self, *, but: tuple[Firm, ...] = ()) -> Firm:
        """Any partner in good standing but the demo partner and those named."""
        return self.rng.choice([firm for firm in self.company.firms[1:-1] if firm not in but])

    def site(self, *codes: str) -> Site:
        """Any of these projects, in turn."""
        self.turn += 1
        return self.company.sites[codes[self.turn % len(codes)]]

    def case(self, site: Site, firm: Firm | None = None, who: Somebody | None = None) -> Case:
        """Somebody whom somebody reports."""
        chosen = firm or self.firm()
        filers = chosen.agents[:1] if site.project.programme.pack == "property-intercompany" else chosen.agents
        return Case(site, chosen, who or self.people.next(), self.rng.choice(filers))

    def reports(self, case: Case, at: datetime, **told: Any) -> Telling[Registration]:
        """A partner's agent reports the customer."""
        yield at
        who = case.who
        fields: dict[str, Any] = {"customer_name": who.name, "phone": who.phone, "company": who.company, "corporate": bool(who.company)} | told
        return register_customer(partner=case.firm.partner, project=case.site.project, report=Report(**fields), by=case.agent, at=at, origin="portal")

    def comes(self, registration: Registration, at: datetime, *, site: Site) -> Telling[Visit]:
        """The customer comes to the front desk with the agent."""
        yield at
        return record_visit(
            project=site.project, details=VisitDetails(), registration=registration, source="channel", learned_from="渠道推荐", by=site.desk, at=at
        )

    def walks_in(self, who: Somebody, at: datetime, *, site: Site, brought_by: Firm | None = None, source: str = "walk_in") -> Telling[Visit]:
        """The customer comes without a report."""
        yield at
        details = VisitDetails(who.name, who.phone, company=who.company, brought_by=brought_by.partner if brought_by else None)
        learned = self.rng.choice(LEARNED_FROM[1:])
        return record_visit(project=site.project, details=details, registration=None, source=source, learned_from=learned, by=site.desk, at=at)

    def papers(self, case: Case, visit: Visit, *, until: str = "entry", confirmed: bool = True) -> Telling[None]:
        """The papers of a first visit, up to and with the one named."""
        site, at = case.site, visit.at
        consultant = self.rng.choice(site.consultants)
        for step in CHAIN[: CHAIN.index(until) + 1]:
            at += self.minutes(4, 45)
            yield at
            match step:
                case "message":
                    send_visit_message(visit=visit, by=case.agent, at=at)
                case "office":
                    pass_office_review(visit=visit, by=site.office, at=at)
                case "leader":
                    sign_as_leader(visit=visit, by=site.leader, at=at)
                case "entry":
                    enter_in_system(visit=visit, by=consultant, at=at)
        if confirmed:
            yield at + timedelta(minutes=2)
            confirm_visit(visit=visit, by=site.desk, at=at + timedelta(minutes=2), consultant=consultant)

    def brought(self, case: Case, reported: datetime, came: datetime, *, until: str = "entry", confirmed: bool = True, **told: Any) -> Telling[Visit]:
        """Reported, brought, the papers made, and in the evening found not to be bulk unless the partner proposed it."""
        registration = yield from self.reports(case, reported, **told)
        visit = yield from self.comes(registration, came, site=case.site)
        yield from self.papers(case, visit, until=until, confirmed=confirmed)
        if until == "entry" and not registration.bulk_proposed and self.rng.random() < FOUND:
            yield from self.found_bulk(case.site, visit, visit.at + timedelta(hours=4), bulk=False)
        return visit

    def found_bulk(self, site: Site, visit: Visit, at: datetime, *, bulk: bool) -> Telling[None]:
        """The site says whether the customer is bulk."""
        yield at
        classify_bulk(visit=visit, bulk=bulk, by=site.leader, at=at)

    def formally(self, case: Case, visit: Visit, at: datetime, *, signed: bool = True) -> Telling[Registration]:
        """The formal report at the site, with the customer's signature."""
        yield at
        report = Report(case.who.name, case.who.phone)
        return file_formal_registration(
            project=case.site.project, partner=case.firm.partner, report=report, visit=visit, customer_signed=signed, by=case.site.office, at=at
        )

    def buys(self, site: Site, *buyers: Somebody, subscribed: datetime, claimed: Firm | None = None, **more: Any) -> Telling[Deal]:
        """The back office books the deal on the day of the subscription."""
        yield subscribed
        listed = self.rng.randint(1400, 5200)
        details = DealDetails(
            unit=self._unit(site),
            list_price_fen=listed * 100_000,
            price_fen=listed * self.rng.randint(900, 995) * 100,
            buyers=tuple(_buyer(who) for who in buyers),
            claimed_by=claimed.partner if claimed else None,
            subscribed_at=subscribed,
            **more,
        )
        return book_deal(project=site.project, details=details, by=site.office, at=subscribed)

    def advances(self, deal: Deal, site: Site, *, contracted: datetime | None = None, filed: datetime | None = None) -> Telling[None]:
        """The formal contract, and its online filing."""
        for stage, at in (("contracted_at", contracted), ("filed_at", filed)):
            if at is not None:
                yield at
                advance_deal(deal=deal, stage=stage, on=at, by=site.office, at=at)

    def tomorrow(self, at: datetime, days: int = 1) -> date:
        """A day after an instant."""
        return at.date() + timedelta(days=days)

    def _unit(self, site: Site) -> str:
        while True:
            unit = f"{self.rng.randint(1, 18)}-{self.rng.randint(3, 29)}0{self.rng.randint(1, 4)}"
            if (site.project.pk, unit) not in self.units:
                self.units.add((site.project.pk, unit))
                return unit


def _buyer(who: Somebody) -> BuyerDetails:
    if who.company:
        return BuyerDetails(name=who.company)
    return BuyerDetails(name=who.name, phone=who.phone, identity_no=who.identity_no)
