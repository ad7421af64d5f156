"""云岭地产 before anything happens: projects, partners, their people, our people, and one account to sign in with for each role."""

import secrets
import string
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from qudao.demo.names import BRANDS, Population
from qudao.organization.actions.create_user import create_user
from qudao.organization.events import record
from qudao.organization.models import Role, User
from qudao.partners.actions.set_designated_filer import set_designated_filer
from qudao.partners.models import Partner, Person, Standing
from qudao.programmes.models import Assignment, Programme, Project

PARTNERS = 40
PEOPLE_EACH = 3
DEMO_PARTNER = "恒屋经纪"
PROJECTS = (
    ("YLHY", "云岭花园", "杭州", "property-distribution", None),
    ("DHL", "东湖里", "杭州", "property-distribution", None),
    ("WJL", "望江里", "嘉兴", "property-distribution", None),
    ("YLHA", "云岭海岸", "宁波", "property-intercompany", -400),
    ("YLSY", "云岭书院", "宁波", "property-intercompany", -38),
    ("YLNH", "云岭南湖", "嘉兴", "property-intercompany", 26),
)
"""Code, name, city, pack, and in how many days it opens."""

DEMO_SITES = ("YLHY", "YLHA")
"""Where the demo accounts of the site work: one project of each scheme."""

ACCOUNTS = (
    (Role.PARTNER_AGENT, "agent", "王倩"),
    (Role.PARTNER_ADMINISTRATOR, "partner", "沈立新"),
    (Role.FRONT_DESK, "frontdesk", "陆瑞雪"),
    (Role.SITE_BACK_OFFICE, "office", "何静怡"),
    (Role.SITE_LEADER, "leader", "顾建华"),
    (Role.CONSULTANT, "consultant", "叶欣然"),
    (Role.CHANNEL_MANAGER, "manager", "韩志远"),
    (Role.FINANCE, "finance", "钱慧敏"),
    (Role.RULE_OWNER, "rules", "彭思远"),
    (Role.AUDITOR, "auditor", "孟雪梅"),
    (Role.ADMINISTRATOR, "admin", "陶文博"),
)
"""One account for each role, in the order of the tour: role, user name, name."""

SITE_ROLES = ((Role.FRONT_DESK, "desk", 1), (Role.SITE_BACK_OFFICE, "office", 1), (Role.SITE_LEADER, "leader", 1), (Role.CONSULTANT, "consultant", 2))
LETTERS = "".join(letter for letter in string.ascii_letters + string.digits if letter not in "0O1IlB8S5")
PASSWORD_LETTERS = 14


@dataclass(frozen=True, slots=True)
class Firm:
    """A partner with its people; the first agent reports where none is named."""

    partner: Partner
    administrator: User
    agents: tuple[User, ...]


@dataclass(frozen=True, slots=True)
class Site:
    """A project with who works there."""

    project: Project
    desk: User
    office: User
    leader: User
    consultants: tuple[User, ...]


@dataclass(frozen=True, slots=True)
class Company:
    """Everybody and every place, with the passwords of the demo accounts."""

    sites: dict[str, Site]
    firms: tuple[Firm, ...]
    staff: dict[str, User]
    passwords: dict[str, str]

    @property
    def ours(self) -> Firm:
        """The partner whose agent the tour follows."""
        return self.firms[0]


def found(rng: Random, people: Population, *, at: datetime, today: date) -> Company:
    """Write the company down, as it stood on the day before the first report."""
    passwords = {username: "".join(secrets.choice(LETTERS) for _ in range(PASSWORD_LETTERS)) for _, username, _ in ACCOUNTS}
    staff = {username: _account(role, username, name, passwords[username], at) for role, username, name in ACCOUNTS}
    projects = _projects(today)
    sites = {code: _site(project, staff, people, at) for code, project in projects.items()}
    firms = tuple(_firm(number, rng, people, staff, at) for number in range(PARTNERS))
    Standing.objects.create(
        partner=firms[-1].partner,
        kind=Standing.Kind.SUSPENDED,
        from_at=at + timedelta(days=20),
        until_at=at + timedelta(days=50),
        reason="资质到期未续",
        recorded_at=at,
    )
    return Company(sites, firms, staff, passwords)


def _account(role: str, username: str, name: str, password: str | None, at: datetime) -> User:
    return create_user(username=username, name=name, role=role, password=password, by=None, at=at)


def _projects(today: date) -> dict[str, Project]:
    programmes = {
        pack: Programme.objects.create(code=code, name=name, pack=pack)
        for code, name, pack in (("distribution", "住宅分销", "property-distribution"), ("intercompany", "联合分销", "property-intercompany"))
    }
    rows = {}
    for code, name, city, pack, opens_in in PROJECTS:
        opens_on = today + timedelta(days=opens_in) if opens_in is not None else None
        rows[code] = Project.objects.create(code=code, name=name, city=city, programme=programmes[pack], opens_on=opens_on)
    return rows


def _site(project: Project, staff: dict[str, User], people: Population, at: datetime) -> Site:
    found: dict[str, list[User]] = {}
    for role, word, count in SITE_ROLES:
        demo = [user for user in staff.values() if user.role == role and project.code in DEMO_SITES]
        others = range(1, count + 1 - len(demo))
        colleagues = [_account(role, f"{project.code.lower()}.{word}{number}", people.name(), None, at) for number in others]
        found[role] = [*demo, *colleagues]
        for user in found[role]:
            Assignment.objects.create(user=user, project=project)
    desk, office, leader = (found[role][0] for role in (Role.FRONT_DESK, Role.SITE_BACK_OFFICE, Role.SITE_LEADER))
    return Site(project, desk, office, leader, tuple(found[Role.CONSULTANT]))


def _firm(number: int, rng: Random, people: Population, staff: dict[str, User], at: datetime) -> Firm:
    """The first is the demo partner; every third firm has a designated filer beside its agents."""
    kind = ("房产经纪", "置业咨询", "不动产服务")[number % 3]
    name = DEMO_PARTNER if number == 0 else f"{BRANDS[number - 1]}{kind}"
    joined = at.date() - timedelta(days=rng.randrange(30, 700))
    partner = Partner.objects.create(code=f"F{number + 1:02}", name=name, grade=rng.choice("ABC"), joined_on=joined)
    roles = (Role.PARTNER_ADMINISTRATOR, *(Role.PARTNER_AGENT,) * (PEOPLE_EACH - 1))
    users = [_account(role, f"f{number + 1:02}.p{place}", people.name(), None, at) for place, role in enumerate(roles) if number or place == 2]
    if number == 0:
        users = [staff["partner"], staff["agent"], *users]
    persons = [Person.objects.create(user=user, partner=partner, joined_on=joined) for user in users]
    for person in persons:
        record("partners.person_added", person, by=None, at=at, numbers={"partner": partner.public_id, "role": person.user.role})
    if number % 3 == 0:
        set_designated_filer(person=persons[1], designated=True, by=users[0], at=at)
    return Firm(partner, users[0], tuple(users[1:]))
