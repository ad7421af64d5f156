"""A small company to test with: one project of each scheme, partners with people, and the people of the site. Names and phones are invented."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from qudao.organization.models import Role, User
from qudao.partners.models import Partner, Person
from qudao.programmes.actions.import_shipped import import_shipped
from qudao.programmes.models import Assignment, Programme, Project

SHANGHAI = ZoneInfo("Asia/Shanghai")


def at(text: str) -> datetime:
    """An instant in Shanghai: at("2025-03-03 09:00")."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def programme(pack: str = "property-distribution") -> Programme:
    """The business line that a pack governs, bound to it from the start as `qudao migrate` leaves it."""
    row, is_new = Programme.objects.get_or_create(code=pack, defaults={"name": pack, "pack": pack})
    if is_new:
        import_shipped(programme=row, by=None, at=at("2024-01-01 00:00"))
    return row


def project(name: str = "滨河苑", *, pack: str = "property-distribution", opens_on: date | None = None) -> Project:
    """A site that is open."""
    return Project.objects.get_or_create(
        code=f"P-{name}", defaults={"name": name, "city": "杭州", "programme": programme(pack), "opens_on": opens_on}
    )[0]


def partner(name: str = "恒屋经纪") -> Partner:
    """A distributor."""
    return Partner.objects.get_or_create(code=f"C-{name}", defaults={"name": name})[0]


def user(
    username: str, role: str = Role.PARTNER_AGENT, *, of: Partner | None = None, at_projects: tuple[Project, ...] = (), is_filer: bool = False
) -> User:
    """Somebody with an account, of a partner or of the sites named."""
    known = User.objects.filter(username=username).first()
    somebody = known or User.objects.create_user(username, "a long password", name=username, role=role)
    if of is not None:
        Person.objects.get_or_create(user=somebody, defaults={"partner": of, "is_designated_filer": is_filer})
    for site in at_projects:
        Assignment.objects.get_or_create(user=somebody, project=site)
    return somebody
