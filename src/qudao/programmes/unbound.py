"""Programmes that nobody has bound yet."""

from datetime import datetime

from qudao.programmes.actions.import_shipped import import_shipped
from qudao.programmes.models import PolicyVersion, Programme


def bind_all(*, at: datetime) -> int:
    """Bind each to the shipped pack it was made with; how many that were.

    A policy whose versions were made before texts were kept gets the shipped text as the version that governs from now on.
    """
    count = 0
    for programme in Programme.objects.order_by("pk"):
        governed = PolicyVersion.objects.filter(policy__bindings__programme=programme, status=PolicyVersion.Status.APPROVED, text__isnull=False)
        if not governed.exists():
            import_shipped(programme=programme, by=None, at=at)
            count += 1
    return count
