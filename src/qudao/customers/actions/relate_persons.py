"""Record that two persons are of one family."""

from datetime import datetime

from django.db import transaction

from qudao.customers.identity_columns import person_key
from qudao.customers.models import Relation
from qudao.customers.report import identity_number, phone
from qudao.kit.refused import Refused
from qudao.organization.events import record
from qudao.organization.models import User

RELATIONS = frozenset({"spouse", "parent", "child", "sibling"})


@transaction.atomic
def relate_persons(*, person: str, relative: str, relation: str, by: User | None, at: datetime) -> Relation:
    """Record a relation of two persons, each named by a full phone or identity number. Clause 3.7 of 分销商客户管理制度 weighs it at attribution."""
    if relation not in RELATIONS:
        raise Refused("relation_unknown", where="relation")
    for where, value in (("person", person), ("relative", relative)):
        if not _is_number(value):
            raise Refused("relative_malformed", where=where)
    keys = person_key(person), person_key(relative)
    if keys[0] == keys[1]:
        raise Refused("relative_same", where="relative")
    found = Relation.objects.filter(person_key=keys[0], relative_key=keys[1], relation=relation).first()
    if found is not None:
        return found
    row = Relation.objects.create(
        person=person.strip(), person_key=keys[0], relative=relative.strip(), relative_key=keys[1], relation=relation, recorded_at=at, recorded_by=by
    )
    record("customers.persons_related", row, by=by, at=at, numbers={"relation": relation})
    return row


def _is_number(value: str) -> bool:
    """A full phone or an identity number; a masked phone names nobody."""
    if not value.strip() or "*" in value:
        return False
    for read in (phone, identity_number):
        try:
            return bool(read(value))
        except ValueError:
            continue
    return False
