"""Add one of a partner's people."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from qudao.kit.ids import new_code
from qudao.kit.refused import Refused
from qudao.organization.events import record
from qudao.organization.models import Role, User
from qudao.partners.models import Partner, Person
from qudao.partners.people import require_may_manage, require_partner_role, username_of

LONGEST_NAME = 32


@transaction.atomic
def add_person(*, partner: Partner, name: str, username: str, by: User, at: datetime, role: str = Role.PARTNER_AGENT) -> tuple[Person, str]:
    """Give somebody of the partner an account; answer with the person and the one-time password, which is kept nowhere in clear.

    No clause: the regulations leave a partner's people to the partner. The role is one of the partner's own two. The user name begins with
    the partner's code, so that a name that is taken tells nothing about another partner.
    """
    require_may_manage(partner, by=by)
    require_partner_role(role)
    _require_readable(name, username)
    full, password = username_of(partner, username), new_code(12)
    if User.objects.filter(username__iexact=full).exists():
        raise Refused("username_taken", where="username")
    try:
        with transaction.atomic():
            user = User.objects.create_user(full, password, name=name, role=role, language=by.language, password_is_one_time=True)
    except IntegrityError as error:
        raise Refused("username_taken", where="username") from error
    person = Person.objects.create(user=user, partner=partner, joined_on=at.astimezone(ZoneInfo(settings.TIME_ZONE)).date())
    record("partners.person_added", person, by=by, at=at, numbers={"partner": partner.public_id, "role": role})
    return person, password


def _require_readable(name: str, username: str) -> None:
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise Refused("name_unreadable", numbers={"longest": LONGEST_NAME}, where="name")
    try:
        User._meta.get_field("username").clean(username, None)
        if len(username) > LONGEST_NAME:
            raise ValidationError("too long")
    except ValidationError as error:
        raise Refused("username_unreadable", numbers={"longest": LONGEST_NAME}, where="username") from error
