"""Let a policy govern a programme from a day on."""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from qudao.kit.refused import Refused
from qudao.organization.events import record
from qudao.organization.models import User
from qudao.programmes.content import policy_of
from qudao.programmes.drafts import latest_approved
from qudao.programmes.in_force import in_force, zone_of
from qudao.programmes.models import Binding, Policy, Programme
from qudao.rules.period import day_of


@transaction.atomic
def bind_programme(*, programme: Programme, policy: Policy, starts_on: date, by: User, at: datetime) -> Binding:
    """Exactly one policy governs a programme, from a day to come. PL-02 (K-01).

    A programme that has projects keeps its way of reporting: customers reported under one scheme are never judged by another, so a project
    that is to change over gets a programme of its own.
    """
    Programme.objects.select_for_update(no_key=True).get(pk=programme.pk)  # load
    current = in_force(programme, at=at)
    last = latest_approved(policy)
    if last is None:
        raise Refused("policy_never_approved", where="policy")
    if starts_on <= day_of(at, current.policy.timezone):
        raise Refused("binding_not_ahead", numbers={"starts_on": starts_on}, where="starts_on")
    if zone_of(programme) != policy_of(last).timezone:
        raise Refused("zone_of_policy_changed", numbers={"zone": str(zone_of(programme))}, where="policy")
    if programme.projects.exists() and policy_of(last).scheme != current.policy.scheme:
        raise Refused("schemes_mixed", where="policy")
    try:
        with transaction.atomic():
            binding = Binding.objects.create(programme=programme, policy=policy, starts_on=starts_on, by=by, at=at)  # write
    except IntegrityError:
        raise Refused("bound_on_that_day", numbers={"starts_on": starts_on}, where="starts_on") from None
    numbers = {"policy": policy.public_id, "programme": programme.pk, "starts_on": starts_on}
    record("programmes.programme_bound", policy, by=by, at=at, numbers=numbers)  # record
    return binding
