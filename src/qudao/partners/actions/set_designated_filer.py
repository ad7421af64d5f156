"""Say who files a partner's pre-registrations."""

from datetime import datetime

from django.db import transaction

from qudao.kit.refused import Refused
from qudao.organization.events import record
from qudao.organization.models import User
from qudao.partners.models import Person
from qudao.partners.people import require_may_manage


@transaction.atomic
def set_designated_filer(*, person: Person, designated: bool, by: User, at: datetime) -> Person:
    """Make somebody the partner's designated filer (指定备案人员), or no longer.

    The inter-company regulation lets only such a person pre-register (客户归属认定及报备细则 二、2①); several may be named.
    """
    require_may_manage(person.partner, by=by)
    person = Person.objects.select_for_update(of=("self",)).select_related("partner", "user").get(pk=person.pk)
    if person.left_on is not None:
        raise Refused("person_already_left", numbers={"left_on": person.left_on})
    person.is_designated_filer = designated
    person.save(update_fields=["is_designated_filer"])
    record("partners.designated_filer_set", person, by=by, at=at, numbers={"partner": person.partner.public_id, "designated": designated})
    return person
