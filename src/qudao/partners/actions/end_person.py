"""End a person's access."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from qudao.kit.refused import Refused
from qudao.organization.events import record
from qudao.organization.models import Role, User
from qudao.partners.models import Person
from qudao.partners.people import require_may_manage


@transaction.atomic
def end_person(*, person: Person, by: User, at: datetime) -> Person:
    """End somebody's access for good: he cannot sign in from now on; what he reported stays the partner's.

    Nobody ends himself, and the last administrator stays, so that a partner never locks itself out.
    """
    require_may_manage(person.partner, by=by)
    present = Person.objects.filter(partner=person.partner, left_on__isnull=True).select_related("user").order_by("pk")
    colleagues = list(present.select_for_update(of=("self",)))
    if person.user_id == by.pk:
        raise Refused("people_not_yourself")
    if not any(colleague.user.role == Role.PARTNER_ADMINISTRATOR and colleague.pk != person.pk for colleague in colleagues):
        raise Refused("people_last_administrator")
    if person.left_on is not None:
        raise Refused("person_already_left", numbers={"left_on": person.left_on})
    person.left_on = at.astimezone(ZoneInfo(settings.TIME_ZONE)).date()
    person.is_designated_filer = False
    person.save(update_fields=["left_on", "is_designated_filer"])
    person.user.is_active = False
    person.user.save(update_fields=["is_active"])
    record("partners.person_left", person, by=by, at=at, numbers={"partner": person.partner.public_id})
    return person
