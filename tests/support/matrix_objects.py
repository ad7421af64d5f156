"""Two sides that must not see each other: each a partner, a project and everything that hangs on them.

A new kind of object in a URL is taught here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from qudao.customers.actions.record_visit import record_visit
from qudao.customers.actions.register_customer import register_customer
from qudao.customers.models import Registration, Visit
from qudao.customers.report import Report
from qudao.customers.visit_details import VisitDetails
from qudao.orders.actions.book_deal import book_deal
from qudao.orders.details import BuyerDetails, DealDetails
from qudao.orders.models import Deal
from qudao.organization.models import Role, User
from qudao.partners.models import Partner
from qudao.programmes.models import Project
from tests.support import town

NOW = town.at("2025-03-03 09:00")


@dataclass
class Side:
    """One partner, one project, its people, and one object of each kind."""

    name: str
    partner: Partner
    project: Project
    administrator: User
    agent: User
    site: dict[str, User]
    registration: Registration
    visit: Visit
    deal: Deal


def side(name: str, phone: str) -> Side:
    """A side with a life of its own: reported, visited, sold."""
    firm, site = town.partner(f"渠道{name}"), town.project(f"项目{name}")
    agent = town.user(f"agent-{name}", of=firm)
    people = {role: town.user(f"{role}-{name}", role, at_projects=(site,)) for role in (*SITE,)}
    registration = register_customer(partner=firm, project=site, report=Report(f"周敏{name}", phone), by=agent, at=NOW, origin="portal")
    desk = people[Role.FRONT_DESK]
    visit = record_visit(
        project=site,
        details=VisitDetails(),
        registration=registration,
        source="channel",
        learned_from="渠道",
        by=desk,
        at=NOW + timedelta(hours=2),
    )
    sold = NOW + timedelta(days=1)
    details = DealDetails(
        unit=f"1-{name}",
        price_fen=250_000_000,
        buyers=(BuyerDetails(name=f"周敏{name}", phone=phone),),
        subscribed_at=sold,
        contracted_at=sold,
        visit=visit,
    )
    deal = book_deal(project=site, details=details, by=people[Role.SITE_BACK_OFFICE], at=sold)
    administrator = town.user(f"administrator-{name}", Role.PARTNER_ADMINISTRATOR, of=firm)
    return Side(name, firm, site, administrator, agent, people, registration, visit, deal)


SITE = (Role.FRONT_DESK, Role.SITE_LEADER, Role.SITE_BACK_OFFICE, Role.CONSULTANT)

MISSING_UUID = UUID("00000000-0000-4000-8000-000000000000")
MISSING_NUMBER = "ZZZZ-0000-ZZZZ"

REGISTRATION: Callable[[Side], Any] = lambda side: side.registration  # noqa: E731
VISIT: Callable[[Side], Any] = lambda side: side.visit  # noqa: E731
DEAL: Callable[[Side], Any] = lambda side: side.deal  # noqa: E731
PERSON: Callable[[Side], Any] = lambda side: side.agent.person  # noqa: E731
LETTER: Callable[[Side], Any] = lambda side: side.registration.letters.get()  # noqa: E731
NOTICE: Callable[[Side], Any] = lambda side: side.registration.notices.order_by("id")[0]  # noqa: E731

OBJECTS: dict[str, Callable[[Side], Any]] = {
    "api:registration": REGISTRATION,
    "api:visit": VISIT,
    "api:deal": DEAL,
    "api:deal_stages": DEAL,
    "portal:registration": REGISTRATION,
    "portal:receipt": REGISTRATION,
    "portal:request_extension": REGISTRATION,
    "portal:send_visit_message": VISIT,
    "portal:notice": NOTICE,
    "portal:letter": LETTER,
    "portal:person": PERSON,
    "portal:person_reset": PERSON,
    "portal:person_end": PERSON,
    "portal:person_filer": PERSON,
    "verify": REGISTRATION,
}
"""The object that a route's address names."""

FIXED: dict[str, tuple[dict[str, str], dict[str, str]]] = {
    "portal:clause": ({"pack": "property-distribution", "number": "2.5"}, {"pack": "property-distribution", "number": "99.9"}),
}
"""Routes that name what is everybody's: an address that exists, and one that does not."""


def named(route: str, keywords: dict[str, str], whose: Side | None) -> dict[str, Any]:
    """The keywords of an address that names the object of a side, or nothing that exists."""
    if not keywords:
        return {}
    if route in FIXED:
        return dict(FIXED[route][whose is None])
    if route not in OBJECTS:
        raise LookupError(f"{route} names an object by {', '.join(keywords)}: teach OBJECTS in tests/support/matrix_objects.py which one that is")
    (word, converter) = next(iter(keywords.items()))
    if whose is None:
        return {word: MISSING_UUID if converter == "uuid" else MISSING_NUMBER}
    found = OBJECTS[route](whose)
    return {word: found.public_id if converter == "uuid" else found.number}
