"""The site decides whether a customer is bulk."""

from datetime import datetime

from django.db import transaction

from qudao.customers.locks import lock_partner
from qudao.customers.models import Visit
from qudao.customers.windows import rule_visited
from qudao.kit.refused import Refused
from qudao.organization.events import record
from qudao.organization.models import User
from qudao.programmes.in_force import in_force


@transaction.atomic
def classify_bulk(*, visit: Visit, bulk: bool, by: User, at: datetime) -> Visit:
    """Record the site's finding after the visit, whatever the report said; a later finding replaces it. Clause 2.4 of 分销商客户管理制度."""
    if visit.partner is not None:
        lock_partner(visit.partner, visit.project)  # load
    held = Visit.objects.select_related("partner", "project__programme", "registration").select_for_update(of=("self",)).get(pk=visit.pk)
    governing = in_force(held.project.programme, at=at)
    if governing.policy.scheme != "distribution":
        raise Refused("bulk_not_here", where="bulk")
    if held.bulk == bulk:
        return held
    was, held.bulk = held.bulk, bulk  # write
    held.save(update_fields=["bulk"])
    if held.partner is not None:
        rule_visited(held, governing, at)  # decide
    record("customers.bulk_classified", held, by=by, at=at, numbers={"bulk": bulk, "was": was, "clause": "2.4"})  # record
    return held
