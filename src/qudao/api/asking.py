"""Who asks, in which language, for which of his objects."""

from django.http import HttpRequest
from django.utils.translation import get_language

from qudao.kit.refused import Refused
from qudao.organization.models import User
from qudao.organization.principal import principal_of
from qudao.partners.models import Partner
from qudao.programmes.models import Project


def user_of(request: HttpRequest) -> User:
    """The user the machine key acts for; the door keeper let nobody else in."""
    user = principal_of(request).user
    assert user is not None
    return user


def partner_of(user: User) -> Partner:
    """The partner whose key this is; Refused for a key of our own."""
    partner = Partner.objects.filter(people__user=user, people__left_on__isnull=True).first() if user.is_of_partner else None
    if partner is None:
        raise Refused("key_without_partner")
    return partner


def project_named(user: User, code: str) -> Project:
    """The project of that code, if the user works with it."""
    project = Project.objects.visible_to(user).select_related("programme").filter(code=code).first()
    if project is None:
        raise Refused("project_unknown", where="project")
    return project


def language() -> str:
    """zh or en, as the request asks (Accept-Language)."""
    return "en" if (get_language() or "").startswith("en") else "zh"
