"""Give somebody an account."""

from datetime import datetime

from django.db import transaction

from qudao.kit.refused import Refused
from qudao.organization.events import record
from qudao.organization.models import Role, User


@transaction.atomic
def create_user(*, username: str, name: str, role: str, password: str | None, by: User | None, at: datetime) -> User:
    """An account with one role. Refused if the user name is taken, in any case of its letters. `by` is None only for the installation itself."""
    if role not in Role.values:
        raise Refused("role_unknown", where="role")
    if User.objects.filter(username__iexact=username).exists():
        raise Refused("username_taken", where="username")
    user = User.objects.create_user(username, password, name=name, role=role)
    record("organization.user_created", user, by=by, at=at, numbers={"role": role})
    return user
