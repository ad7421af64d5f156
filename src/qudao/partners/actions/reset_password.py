"""Give a person a new one-time password."""

from datetime import datetime

from django.db import transaction

from qudao.kit.ids import new_code
from qudao.kit.refused import Refused
from qudao.organization.events import record
from qudao.organization.models import User
from qudao.partners.models import Person
from qudao.partners.people import require_may_manage


@transaction.atomic
def reset_password(*, person: Person, by: User, at: datetime) -> str:
    """Replace a person's password by a random one and answer with it; a new password ends his open sessions.

    It is told once, to the person who asked, and is kept nowhere in clear.
    """
    require_may_manage(person.partner, by=by)
    person = Person.objects.select_for_update(of=("self",)).select_related("partner", "user").get(pk=person.pk)
    if person.left_on is not None:
        raise Refused("person_already_left", numbers={"left_on": person.left_on})
    password = new_code(12)
    person.user.set_password(password)
    person.user.password_is_one_time = True
    person.user.save(update_fields=["password", "password_is_one_time"])
    record("partners.password_reset", person, by=by, at=at, numbers={"partner": person.partner.public_id})
    return password
