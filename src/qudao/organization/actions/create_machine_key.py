"""Give a program a key with which it acts as a user."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from qudao.kit.ids import new_token
from qudao.kit.refused import Refused
from qudao.organization.events import record
from qudao.organization.models import MachineKey, User
from qudao.organization.permissions.scopes import SCOPES
from qudao.organization.principal import KEY_START, hashed


@transaction.atomic
def create_machine_key(*, user: User, name: str, scopes: Collection[str], by: User, at: datetime) -> tuple[MachineKey, str]:
    """The row and the key itself, which is shown once and not kept. Refused for a scope that the user's own role does not have."""
    if not scopes:
        raise Refused("scope_missing", where="scopes")
    for scope in scopes:
        if user.role not in SCOPES.get(scope, frozenset()):
            raise Refused("scope_not_for_role", where="scopes")
    secret = KEY_START + new_token(24)
    key = MachineKey.objects.create(
        user=user, name=name, scopes=sorted(set(scopes)), prefix=secret[:8], key_hash=hashed(secret), created_at=at, created_by=by
    )
    record("organization.machine_key_created", key, by=by, at=at, numbers={"user": user.public_id, "scopes": sorted(set(scopes))})
    return key, secret
