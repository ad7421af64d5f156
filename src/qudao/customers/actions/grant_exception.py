"""The site leader excuses a late report of a customer from out of town."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from qudao.customers.locks import locked
from qudao.customers.models import Registration, Visit
from qudao.customers.windows import rule_again
from qudao.kit.refused import Refused
from qudao.organization.events import record
from qudao.organization.models import Role, User
from qudao.policies.load import Policy
from qudao.programmes.in_force import in_force
from qudao.rules.period import day_of
from qudao.rules.period import in_force as term_in_force
from qudao.rules.window import DistributionTerms

LONGEST = 500


@transaction.atomic
def grant_exception(*, registration: Registration, reason: str, by: User, at: datetime) -> Registration:
    """Record the leader's reason and judge the report anew; the decision shows it. Clause 2.1 of 分销商客户管理制度 ("in principle")."""
    if by.role != Role.SITE_LEADER:
        raise Refused("exception_not_leader", clause="2.1")
    if not reason.strip():
        raise Refused("exception_reason_missing", where="reason")
    held = locked(registration)  # load
    if not _allows(in_force(held.project.programme, at=at).policy, held):
        raise Refused("exception_not_here", clause="2.1")
    if held.local:
        raise Refused("exception_local", clause="2.1")
    if held.exception:
        raise Refused("exception_given", clause="2.1")
    held.exception, held.exception_by = reason.strip()[:LONGEST], by  # write
    held.save(update_fields=["exception", "exception_by"])
    ruled, brought = _with_visits(rule_again(held, at), at)  # decide
    numbers = {"status": ruled.status, "clause": "2.1", "no_longer_walk_in": brought}
    record("customers.exception_granted", held, by=by, at=at, numbers=numbers)  # record
    return ruled


def _with_visits(ruled: Registration, at: datetime) -> tuple[Registration, list[UUID]]:
    """The report with the visits that only its refusal had made walk-ins, and their ids; whoever came after its window stays one (2.5)."""
    if ruled.status == Registration.Status.REFUSED:
        return ruled, []
    walked_in = Visit.objects.filter(registration=ruled, source=Visit.Source.WALK_IN).order_by("pk").values_list("public_id", flat=True)
    brought = list(walked_in)
    Visit.objects.filter(public_id__in=brought).update(source=Visit.Source.CHANNEL)
    ruled = rule_again(ruled, at)
    Visit.objects.filter(public_id__in=brought, at__gte=ruled.protected_until).update(source=Visit.Source.WALK_IN)
    return ruled, list(Visit.objects.filter(public_id__in=brought, source=Visit.Source.CHANNEL).order_by("pk").values_list("public_id", flat=True))


def _allows(policy: Policy, registration: Registration) -> bool:
    if not isinstance(policy.protection, DistributionTerms):
        return False
    return term_in_force(policy.protection.lead_time, day_of(registration.received_at, policy.timezone)).value.exception
