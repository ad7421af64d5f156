"""Say who answers for a partner's keeping the rules."""

from datetime import datetime

from django.db import transaction

from qudao.kit.refused import Refused
from qudao.organization.events import record
from qudao.organization.models import User
from qudao.partners.models import Partner, Person


@transaction.atomic
def set_compliance_contact(*, partner: Partner, person: Person | None, by: User, at: datetime) -> Partner:
    """Name one of the partner's own present people, whom we write to about rules and papers. CO-31.

    Refuses somebody of another partner, somebody who has left, and nobody.
    """
    partner = Partner.objects.select_for_update().get(pk=partner.pk)  # load
    if person is None or person.partner_id != partner.pk or person.left_on is not None or not person.user.is_active:  # decide
        raise Refused("contact_not_of_partner", where="person")
    if partner.compliance_contact_id != person.pk:
        partner.compliance_contact = person
        partner.save(update_fields=["compliance_contact"])  # write
        record("partners.compliance_contact_set", partner, by=by, at=at, numbers={"person": person.public_id})  # record
    return partner
