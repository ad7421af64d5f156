"""Steps of a customer's way that many tests walk."""

from qudao.customers.actions.enter_in_system import enter_in_system
from qudao.customers.actions.pass_office_review import pass_office_review
from qudao.customers.actions.record_visit import record_visit
from qudao.customers.actions.register_customer import register_customer
from qudao.customers.actions.send_visit_message import send_visit_message
from qudao.customers.actions.sign_as_leader import sign_as_leader
from qudao.customers.models import Registration, Visit
from qudao.customers.report import Report
from qudao.customers.visit_details import VisitDetails
from qudao.organization.models import Role, User
from qudao.programmes.models import Project
from tests.support.town import at, partner, project, user

AS_REPORTED = VisitDetails()
REPORT = Report("周敏", "13812345678")


def reported(
    when: str = "2025-03-03 09:00", report: Report = REPORT, *, of: str = "恒屋经纪", by: str = "agent", site: Project | None = None
) -> Registration:
    """A registration by an agent of a partner."""
    firm = partner(of)
    return register_customer(partner=firm, project=site or project(), report=report, by=user(by, of=firm), at=at(when), origin="portal")


def came(registration: Registration, when: str = "2025-03-03 11:00", *, details: VisitDetails = AS_REPORTED) -> Visit:
    """A visit under a registration, recorded by the front desk."""
    return record_visit(
        project=registration.project,
        details=details,
        registration=registration,
        source="channel",
        learned_from="渠道推荐",
        by=desk_user(registration.project),
        at=at(when),
    )


def came_alone(site: Project, details: VisitDetails, when: str = "2025-03-03 11:00", *, source: str = "walk_in") -> Visit:
    """A visit of somebody whom nobody brought, or whom a partner brought without a report."""
    return record_visit(project=site, details=details, registration=None, source=source, learned_from="路过", by=desk_user(site), at=at(when))


def desk_user(site: Project) -> User:
    """Somebody at the front desk of the site."""
    return user(f"desk-{site.code[-2:]}", Role.FRONT_DESK, at_projects=(site,))


def papers(visit: Visit, *, message: str, office: str, leader: str, entry: str, agent: str = "agent") -> Visit:
    """All steps of the chain at their instants."""
    site = visit.project
    send_visit_message(visit=visit, by=user(agent), at=at(message))
    pass_office_review(visit=visit, by=user("office", Role.SITE_BACK_OFFICE, at_projects=(site,)), at=at(office))
    sign_as_leader(visit=visit, by=user("leader", Role.SITE_LEADER, at_projects=(site,)), at=at(leader))
    return enter_in_system(visit=visit, by=user("consultant", Role.CONSULTANT, at_projects=(site,)), at=at(entry))
