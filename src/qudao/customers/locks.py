"""Who waits for whom: advisory locks of the transaction, over one partner's own records only, so that a rival's work is never felt.

Taken before any row lock, always in this order: the partner at the project, then the customer.
"""

from hashlib import sha256

from django.db import connection

from qudao.customers.identity_columns import Keys
from qudao.customers.models import Registration
from qudao.partners.models import Partner
from qudao.programmes.models import Project


def lock_report(partner: Partner, project: Project, keys: Keys) -> None:
    """Let one report of a customer by this partner come after the other; different customers do not wait."""
    customer = (keys.phone or keys.identity_no or b"").hex() or keys.company or keys.name
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock_shared(%s), pg_advisory_xact_lock(%s)",
            [_number(f"{partner.pk}:{project.pk}"), _number(f"{partner.pk}:{project.pk}:{customer}")],
        )


def lock_partner(partner: Partner, project: Project) -> None:
    """Hold everything of this partner at this project until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_number(f"{partner.pk}:{project.pk}")])


def locked(registration: Registration) -> Registration:
    """The registration as it is now, held until the transaction ends."""
    lock_partner(registration.partner, registration.project)
    return Registration.objects.select_related("partner", "project__programme").select_for_update(of=("self",)).get(pk=registration.pk)


def _number(text: str) -> int:
    return int.from_bytes(sha256(text.encode()).digest()[:8], "big", signed=True)
