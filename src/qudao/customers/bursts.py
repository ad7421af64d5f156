"""Reports that come too fast with phones in a row: held for the back office, told to nobody else."""

from datetime import datetime, timedelta

from qudao.customers.models import Registration
from qudao.policies.load import Policy
from qudao.rules.period import day_of, in_force

LOOKED_AT = 60
"""So many of a person's latest reports are compared."""


def hold_bursts(registration: Registration, policy: Policy, *, at: datetime) -> None:
    """Hold all reports of a run of consecutive phones by one person within the policy's minutes. Looks at that person's own reports only."""
    if not policy.protection.bursts or registration.reported_by is None:
        return
    burst = in_force(policy.protection.bursts, day_of(at, policy.timezone)).value
    recent = Registration.objects.filter(
        partner=registration.partner, reported_by=registration.reported_by, received_at__gt=at - timedelta(minutes=burst.minutes), received_at__lte=at
    )
    phones = [(row.pk, row.phone) for row in recent.only("pk", "phone").order_by("-pk")[:LOOKED_AT]]
    numbers = {int(phone): pk for pk, phone in phones if phone and phone.isdecimal()}
    run = _run(set(numbers), int(registration.phone)) if registration.phone and registration.phone.isdecimal() else set()
    if len(run) >= burst.reports:
        Registration.objects.filter(pk__in=[numbers[number] for number in run], held_for_review=False).update(held_for_review=True)
        registration.held_for_review = True


def _run(numbers: set[int], member: int) -> set[int]:
    """The consecutive numbers around one of them."""
    first = last = member
    while first - 1 in numbers:
        first -= 1
    while last + 1 in numbers:
        last += 1
    return {number for number in range(first, last + 1) if number in numbers}
