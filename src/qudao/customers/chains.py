"""The chain of papers of a first visit: what it waits for. Clause 2.10 of 分销商客户管理制度."""

from datetime import datetime
from typing import Literal

from django.db.models import Q

from qudao.customers.models import Registration, Visit
from qudao.customers.queries import KeySet, named
from qudao.policies.load import Policy
from qudao.rules.period import day_of, in_force
from qudao.rules.window import DistributionTerms

Step = Literal["message_at", "desk_at", "office_passed_at", "leader_signed_at", "entered_at"]
Waiting = Literal["message_at", "desk_at", "office_passed_at", "leader_signed_at", "entered_at", "broken", "complete", "none"]
"""`broken`: a paper that must carry the visit's own day was not made on it. `none`: the visit has no chain."""


def waits_for(visit: Visit, policy: Policy, *, at: datetime) -> Waiting:
    """The first missing step of a visit's chain, in the order of the policy."""
    steps = _steps(visit, policy)
    if not steps or visit.partner_id is None or all(getattr(visit, step) is None for step in steps):
        return "none"
    same_day = day_of(at, policy.timezone) == day_of(visit.at, policy.timezone)
    for step in steps:
        if getattr(visit, step) is None:
            return step if same_day or step not in _on_the_day(visit, policy) else "broken"
    return "complete"


def open_chain(registration: Registration, policy: Policy, *, at: datetime) -> Visit | None:
    """This partner's visit with the same customer whose papers are begun and can still be finished; a second chain waits for it."""
    keys = KeySet(set(), KeySet.of_rows([registration]).numbers, set())
    own = Visit.objects.filter(partner=registration.partner, project=registration.project, source=Visit.Source.CHANNEL, is_history=False)
    rows = own.filter(Q(registration=registration) | Q(pk__in=named(own, keys).values("pk"))).order_by("at", "pk")
    return next((visit for visit in rows if waits_for(visit, policy, at=at) not in ("none", "broken", "complete")), None)


def _steps(visit: Visit, policy: Policy) -> tuple[Step, ...]:
    if not isinstance(policy.protection, DistributionTerms):
        return ()
    return in_force(policy.protection.chain, day_of(visit.at, policy.timezone)).value.steps


def _on_the_day(visit: Visit, policy: Policy) -> tuple[Step, ...]:
    if not isinstance(policy.protection, DistributionTerms):
        return ()
    return in_force(policy.protection.chain, day_of(visit.at, policy.timezone)).value.on_the_day
