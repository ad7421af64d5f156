"""Which decisions the event log tells of that are not there any more, and which are there though the log tells of none."""

from collections.abc import Iterator

from django.db.models import Model

from qudao.customers.models import Registration
from qudao.orders.models import Ruling
from qudao.organization.models import Event
from qudao.replay.difference import Difference
from qudao.settlement.models import SettlementRun

DECIDED: tuple[tuple[type[Model], str, tuple[str, ...]], ...] = (
    (
        Registration,
        "registration",
        ("customers.customer_registered", "customers.formal_registration_filed", "customers.history_brought_in"),
    ),
    (Ruling, "ruling", ("orders.deal_ruled",)),
    (SettlementRun, "month", ("settlement.month_closed",)),
)
"""Which events tell that a decision of a kind was made."""


def differences() -> Iterator[Difference]:
    """Every decision that is in one of the two only."""
    for model, kind, kinds in DECIDED:
        told = set(Event.objects.filter(kind__in=kinds).values_list("subject_id", flat=True))
        stored = {str(public_id) for public_id in model._default_manager.values_list("public_id", flat=True)}
        yield from (Difference(kind, public_id, "row", "", "recorded in the event log", "") for public_id in sorted(told - stored))
        yield from (Difference(kind, public_id, "row", "stored", "no event tells of it", "") for public_id in sorted(stored - told))
