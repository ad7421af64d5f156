"""Deals to test with."""

from typing import Any

from qudao.customers.actions.file_formal_registration import file_formal_registration
from qudao.customers.models import Registration
from qudao.customers.report import Report
from qudao.customers.visit_details import VisitDetails
from qudao.orders.actions.book_deal import book_deal
from qudao.orders.details import BuyerDetails, DealDetails
from qudao.orders.models import Credit, Deal, Ruling
from qudao.organization.models import Role, User
from qudao.programmes.models import Project
from tests.support.desk import REPORT, came_alone
from tests.support.town import at, partner, user

ZHOU = BuyerDetails(name="周敏", phone="13812345678")


def clerk(site: Project, name: str = "office") -> User:
    """Somebody of the site's back office."""
    return user(name, Role.SITE_BACK_OFFICE, at_projects=(site,))


def details(*buyers: BuyerDetails, unit: str = "3-1201", price_fen: int = 240_000_000, **more: Any) -> DealDetails:
    """A deal as it is booked; instants as text."""
    instants = {name: at(value) if isinstance(value, str) and name.endswith("_at") else value for name, value in more.items()}
    return DealDetails(unit=unit, price_fen=price_fen, buyers=buyers or (ZHOU,), **instants)


def booked(site: Project, when: str, *buyers: BuyerDetails, by: str = "office", **more: Any) -> Deal:
    """A deal booked at an instant."""
    return book_deal(project=site, details=details(*buyers, **more), by=clerk(site, by), at=at(when))


def ruling(deal: Deal) -> Ruling:
    """The ruling that stands."""
    return deal.rulings.get(is_current=True)


def owner(deal: Deal) -> str:
    """Whose the deal is; nothing when it is nobody's."""
    credit = Credit.objects.filter(ruling__deal=deal, ruling__is_current=True).select_related("partner").first()
    return credit.partner.name if credit else ""


def formally(when: str, *, of: str, site: Project, report: Report = REPORT) -> Registration:
    """A formal report at the site, signed by both, on the day of the visit."""
    firm = partner(of)
    visit = came_alone(site, VisitDetails(report.customer_name, report.phone, brought_by=firm), when)
    return file_formal_registration(project=site, partner=firm, report=report, visit=visit, customer_signed=True, by=clerk(site), at=at(when))
