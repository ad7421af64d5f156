"""One step of the chain of a first visit: refused out of order, written once, and the report judged anew after it."""

from datetime import datetime
from typing import Literal

from qudao.customers.chains import waits_for
from qudao.customers.locks import lock_partner
from qudao.customers.models import Visit
from qudao.customers.windows import rule_visited
from qudao.kit.refused import Refused
from qudao.organization.events import record
from qudao.organization.models import User
from qudao.programmes.in_force import in_force

Step = Literal["message_at", "office_passed_at", "leader_signed_at", "entered_at"]
EVENTS: dict[Step, str] = {
    "message_at": "customers.visit_message_sent",
    "office_passed_at": "customers.office_review_passed",
    "leader_signed_at": "customers.leader_signed",
    "entered_at": "customers.customer_entered",
}
CLAUSE = "2.10"


def take_step(visit: Visit, step: Step, *, by: User, at: datetime) -> Visit:
    """Write the instant of a step if it is the one the chain waits for; Refused with the clause otherwise. The caller holds the transaction."""
    if visit.partner is None:
        raise Refused("chain_none", clause=CLAUSE)
    lock_partner(visit.partner, visit.project)  # load
    held = Visit.objects.select_related("partner", "project__programme", "registration").select_for_update(of=("self",)).get(pk=visit.pk)
    governing = in_force(held.project.programme, at=at)
    done = getattr(held, step)
    if done is not None:
        raise Refused("chain_done", clause=CLAUSE, numbers={"done_at": done, "step": step})
    if step != "message_at" and held.source == Visit.Source.WALK_IN:
        raise Refused("walk_in_no_chain", clause=CLAUSE)
    waiting = waits_for(held, governing.policy, at=at)  # decide
    if waiting == "none":
        raise Refused("chain_none", clause=CLAUSE)
    if waiting == "broken":
        raise Refused("chain_broken", clause=CLAUSE, numbers={"step": "message_at"})
    if waiting != step:
        raise Refused("chain_not_yet", clause=CLAUSE, numbers={"step": waiting})
    setattr(held, step, at)  # write
    held.save(update_fields=[step])
    rule_visited(held, governing, at)
    record(EVENTS[step], held, by=by, at=at, numbers={"step": step, "clause": CLAUSE})  # record
    return held
