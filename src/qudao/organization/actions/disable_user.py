"""Switch an account off."""

from datetime import datetime

from django.db import transaction

from qudao.kit.refused import Refused
from qudao.organization.events import record
from qudao.organization.models import MachineKey, User


@transaction.atomic
def disable_user(*, user: User, by: User, at: datetime) -> None:
    """From the next request on he is nobody here, and so are his machine keys. Refused for oneself."""
    if user.pk == by.pk:
        raise Refused("own_account", where="user")
    user.is_active = False
    user.save(update_fields=["is_active"])
    revoked = MachineKey.objects.filter(user=user, revoked_at__isnull=True).update(revoked_at=at, revoked_by=by)
    record("organization.user_disabled", user, by=by, at=at, numbers={"keys_revoked": revoked})
