"""Remember that somebody has chosen a password that only he knows."""

from datetime import datetime

from django.db import transaction

from qudao.organization.events import record
from qudao.organization.models import User


@transaction.atomic
def choose_password(*, user: User, by: User, at: datetime) -> None:
    """Note that the password, already set by the form, is the person's own; no clause governs it."""
    was_one_time, user.password_is_one_time = user.password_is_one_time, False
    user.save(update_fields=["password_is_one_time"])
    record("organization.password_chosen", user, by=by, at=at, numbers={"was_one_time": was_one_time})
