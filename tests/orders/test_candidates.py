"""The verdict on what `gather` finds for one deal is the verdict on everything on record."""

from datetime import datetime, timedelta
from random import Random

import pytest

from qudao.customers import facts as customer_facts
from qudao.customers.models import Extension, Registration, Relation, Visit
from qudao.customers.report import Report
from qudao.customers.visit_details import VisitDetails
from qudao.decide.known import Facts
from qudao.decide.ruling import Ruling, rule_deals
from qudao.kit.refused import Refused
from qudao.orders.candidates import gather
from qudao.orders.details import BuyerDetails, FamilyDetails
from qudao.orders.facts import buyer_facts, deal_fact
from qudao.orders.models import Deal
from qudao.partners.models import Partner
from qudao.policies.load import load
from qudao.programmes.models import Project
from tests.support.deals import booked
from tests.support.desk import came, came_alone, papers, reported
from tests.support.town import at, partner, project

pytestmark = pytest.mark.django_db

START = at("2025-03-01 09:00")
NAMES = ("周敏", "周女士", "何建军", "何先生", "李娟", "王伟", "王伟先生")
PHONES = ("13812345678", "13812340001", "13987658820", "13911112222", "13612345678", "138****5678", "139****8820")
FIRMS = ("恒屋经纪", "禾信分销", "安居行", "云上房")


def everything(deal: Deal) -> Facts:
    """All facts on record of the project, whoever's they are."""
    registrations = Registration.objects.select_related("partner", "project", "filed_by")
    return Facts(
        partners=tuple(customer_facts.partner_fact(row, ()) for row in Partner.objects.all()),
        projects=tuple(map(customer_facts.project_fact, Project.objects.all())),
        relations=tuple(map(customer_facts.relation_fact, Relation.objects.all())),
        registrations=tuple(map(customer_facts.registration_fact, registrations)),
        visits=tuple(map(customer_facts.visit_fact, Visit.objects.select_related("partner", "project"))),
        extensions=tuple(map(customer_facts.extension_fact, Extension.objects.select_related("registration"))),
        deals=(deal_fact(deal),),
        buyers=buyer_facts(deal, deal.buyers.order_by("pk")),
    )


def essence(ruling: Ruling) -> tuple[object, ...]:
    """What a ruling says: owner, reasons, and each claim with its verdict."""
    return ruling.partner_id, ruling.registration_id, ruling.reasons, ruling.claims


def live(random: Random, steps: int) -> None:
    """Reports, visits with and without papers, and walk-ins, of few people by few partners, so that everything collides."""
    when, open_reports = START, []
    for _ in range(steps):
        when += timedelta(minutes=random.randint(20, 900))
        told = Report(random.choice(NAMES), random.choice(PHONES), company=random.choice(("", "", "", "云岭科技", "杭州云岭科技有限公司")))
        act = random.random()
        if act < 0.55:
            firm = random.choice(FIRMS)
            open_reports.append(reported(_text(when), told, of=firm, by=f"agent {firm}"))
        elif act < 0.85 and open_reports:
            _visit(random, random.choice(open_reports[-6:]), when)
        else:
            brought_by = partner(random.choice(FIRMS)) if random.random() < 0.5 else None
            came_alone(project(), VisitDetails(told.customer_name, told.phone, brought_by=brought_by), _text(when))


def _visit(random: Random, registration: Registration, when: datetime) -> None:
    try:
        visit = came(registration, _text(when))
        if random.random() < 0.7 and visit.desk_at:
            stamp = {name: _text(when + timedelta(minutes=step)) for step, name in enumerate(("message", "office", "leader", "entry"))}
            papers(visit, **stamp, agent=f"agent {registration.partner.name}")
    except Refused:
        pass


def _text(when: datetime) -> str:
    return f"{when:%Y-%m-%d %H:%M}"


@pytest.mark.parametrize("seed", range(3))
def test_the_verdict_on_the_candidates_is_the_verdict_on_everything(seed: int) -> None:
    """Owner, reasons, and every claim weighed, for people who collide by phone, masked phone, name, company and family."""
    random = Random(seed)
    live(random, 50)
    last = START + timedelta(days=40)
    policy = load("property-distribution")
    for number in range(8):
        people = [BuyerDetails(name=random.choice(NAMES), phone=random.choice(PHONES[:5])) for _ in range(random.randint(1, 2))]
        if random.random() < 0.2:
            people.append(BuyerDetails(name="杭州云岭科技有限公司"))
        family = (FamilyDetails(person=people[0].phone, relative="13911112222", relation="spouse"),) if people[0].phone != "13911112222" else ()
        moment = START + timedelta(hours=random.randint(30, 800))
        deal = booked(
            project(), _text(last), *people, unit=f"1-{number}", subscribed_at=_text(moment), family=family if random.random() < 0.4 else ()
        )
        one, other = (rule_deals(policy, facts, as_of=last)[deal.number] for facts in (gather(deal), everything(deal)))
        assert essence(one) == essence(other)
