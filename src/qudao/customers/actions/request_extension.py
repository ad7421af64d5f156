"""A partner asks to protect a bulk customer longer."""

from datetime import datetime

from django.db import transaction

from qudao.customers.locks import locked
from qudao.customers.models import Extension, Registration
from qudao.customers.queries import KeySet, own_records
from qudao.customers.reasons import to_json
from qudao.customers.windows import decide
from qudao.kit.refused import Refused
from qudao.organization.events import record
from qudao.organization.models import User
from qudao.programmes.in_force import in_force

REFUSALS = frozenset({"extension_without_visit", "extension_again", "extension_late", "extension_not_bulk"})


@transaction.atomic
def request_extension(*, registration: Registration, grounds: str, by: User, at: datetime) -> Extension:
    """Record the request. What the regulation itself refuses (late, not bulk, a second time) is a row with its reasons.

    Clauses 2.5 and 2.7 of 分销商客户管理制度. The site answers the others; asked in time and answered later gives the same end.
    """
    if not grounds.strip():
        raise Refused("extension_grounds_missing", where="grounds")
    held = locked(registration)  # load
    governing = in_force(held.project.programme, at=at)
    if governing.policy.scheme != "distribution":
        raise Refused("extension_not_here", where="registration")
    if held.extensions.filter(approved_at=None, declined_at=None, refusal__isnull=True).exists():
        raise Refused("extension_open", clause="2.7")
    request = Extension(registration=held, requested_at=at, recorded_at=at, requested_by=by, grounds=grounds.strip())
    records = own_records(held.partner, held.project, KeySet.of_rows([held]))
    records.extensions.append(request)
    decision = decide(governing, held.partner, held.project, records, as_of=records.known_at(at))[held.number]  # decide
    faults = [reason for reason in decision.reasons if reason.code in REFUSALS and reason.numbers.get("requested_at") == at]
    if faults or held.status == Registration.Status.REFUSED:
        request.refusal = to_json(faults or decision.reasons)
    request.save(force_insert=True)  # write
    numbers = {"registration": held.public_id, "refused": request.refusal is not None}
    record("customers.extension_requested", request, by=by, at=at, numbers=numbers)  # record
    return request
