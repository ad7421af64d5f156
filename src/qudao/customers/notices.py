"""What a partner is told about its own registrations."""

from datetime import datetime

from django.db.models import Q

from qudao.customers.models import Notice, Registration, Visit
from qudao.customers.queries import KeySet, named
from qudao.organization.events import record
from qudao.policies.load import Policy
from qudao.rules.identity import Match, compare, person
from qudao.rules.period import contains


def tell_sole_party(visit: Visit, policy: Policy, *, at: datetime) -> Notice | None:
    """Tell the one party whose customer came alone. While two are concerned nobody is told. Clauses 2.9 and 2.10 of 客户归属认定及报备细则.

    The one place where what a partner sees before the contract may depend on a rival; a switch of the policy.
    """
    if not policy.notices.tell_sole_party:
        return None
    concerned = [
        row for row in _registrations_of(visit) if row.stage == Registration.Stage.PRE or contains(row.protected_from, row.protected_until, at)
    ]
    if len({row.partner_id for row in concerned}) != 1:
        return None
    notice = Notice.objects.create(registration=concerned[-1], kind=Notice.Kind.CAME_ALONE, cause=str(visit.public_id), at=at)
    record("customers.party_told", notice, by=None, at=at, numbers={"registration": concerned[-1].public_id, "visit": visit.public_id})
    return notice


def _registrations_of(visit: Visit) -> list[Registration]:
    """Registrations at this project that name the visitor by a correct identifier, in order of receipt."""
    keys = KeySet.of_rows([visit])
    who = person(visit.customer_name, visit.phone, visit.identity_no, visit.company)
    rows = named(Registration.objects.filter(~Q(status=Registration.Status.REFUSED), project=visit.project), keys).order_by("received_at", "number")
    return [row for row in rows if compare(who, person(row.customer_name, row.phone, row.identity_no, row.company)) is Match.CORRECT]
