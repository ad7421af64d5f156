"""Take a program's key away."""

from datetime import datetime

from django.db import transaction

from qudao.kit.refused import Refused
from qudao.organization.events import record
from qudao.organization.models import MachineKey, User


@transaction.atomic
def revoke_machine_key(*, key: MachineKey, by: User, at: datetime) -> None:
    """The key opens nothing from now on. Refused if it was revoked before."""
    revoked = MachineKey.objects.filter(pk=key.pk, revoked_at__isnull=True).update(revoked_at=at, revoked_by=by)
    if not revoked:
        raise Refused("key_revoked_before", where="key")
    record("organization.machine_key_revoked", key, by=by, at=at)
