"""The company answers a request to protect a bulk customer longer."""

from datetime import datetime

from django.db import transaction

from qudao.customers.locks import locked
from qudao.customers.models import Extension
from qudao.customers.windows import rule_again
from qudao.kit.refused import Refused
from qudao.organization.events import record
from qudao.organization.models import User


@transaction.atomic
def decide_extension(*, extension: Extension, approve: bool, by: User, at: datetime) -> Extension:
    """Agree or decline; whoever answers is another person than who asked. Clause 2.7 of 分销商客户管理制度."""
    registration = locked(extension.registration)  # load
    held = Extension.objects.select_for_update(of=("self",)).get(pk=extension.pk)
    if held.requested_by_id == by.pk:
        raise Refused("extension_own", clause="2.7")
    if held.refusal is not None or held.approved_at is not None or held.declined_at is not None:
        raise Refused("extension_decided", clause="2.7")
    held.decided_by = by  # write
    held.approved_at, held.declined_at = (at, None) if approve else (None, at)
    held.save(update_fields=["decided_by", "approved_at", "declined_at"])
    rule_again(registration, at)  # decide
    record("customers.extension_decided", held, by=by, at=at, numbers={"approved": approve, "registration": registration.public_id})  # record
    return held
