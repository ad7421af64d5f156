"""Remember in which language somebody reads."""

from datetime import datetime

from django.db import transaction

from qudao.organization.events import record
from qudao.organization.models import User


@transaction.atomic
def choose_language(*, user: User, language: str, by: User, at: datetime) -> None:
    """Store the language that `user` reads; no clause governs it."""
    user.language = language
    user.save(update_fields=["language"])
    record("organization.language_chosen", user, by=by, at=at, numbers={"language": language})
