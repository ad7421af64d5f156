"""Record an arrival at the front desk."""

from datetime import datetime

from django.db import transaction

from qudao.customers.chains import open_chain
from qudao.customers.identity_columns import identity_columns
from qudao.customers.locks import locked
from qudao.customers.models import Registration, Visit
from qudao.customers.notices import tell_sole_party
from qudao.customers.numbers import new_number
from qudao.customers.queries import KeySet, named
from qudao.customers.visit_details import VisitDetails, completed
from qudao.customers.windows import rule_again
from qudao.kit.refused import Refused
from qudao.organization.events import record
from qudao.organization.models import User
from qudao.policies.load import Policy
from qudao.programmes.in_force import reporting
from qudao.programmes.models import Project
from qudao.rules.identity import Match, compare, normal_name, person


@transaction.atomic
def record_visit(
    *, project: Project, details: VisitDetails, registration: Registration | None, source: str, learned_from: str, by: User, at: datetime
) -> Visit:
    """Record that a customer came, under the report that the desk picked, and judge that report anew.

    Clauses 2.1, 2.5 and 2.10 of 分销商客户管理制度 (late or missing: a walk-in); 2.9 of 客户归属认定及报备细则 (who comes alone).
    A visit under a late report keeps its partner for the chain of evidence, but its source is `walk_in` and it protects nobody.
    """
    if not learned_from.strip():
        raise Refused("learned_from_missing", where="learned_from")
    governing = reporting(project.programme, at=at)  # load
    held = _held(project, registration, governing.policy, at)
    seen = _who(details, held)
    partner = held.partner if held else details.brought_by
    has_chain = governing.policy.scheme == "distribution" and partner is not None
    visit = Visit(
        **identity_columns(project=project, name=seen.customer_name, phone=seen.phone, identity_no=seen.identity_no, company=seen.company),
        number=new_number(),
        project=project,
        at=at,
        recorded_at=at,
        partner=partner,
        registration=held,
        source=_source(source, partner is not None, unreported=has_chain and held is None),
        learned_from=learned_from.strip(),
        desk_at=at if has_chain and held is not None and not _has_visited(held, at) else None,
        recorded_by=by,
    )
    visit.is_repeat = named(Visit.objects.filter(project=project), KeySet(set(), KeySet.of_rows([visit]).numbers, set())).exists()
    visit.save(force_insert=True)  # write
    if held is not None:
        _judge(visit, rule_again(held, at), governing.policy.scheme, at)  # decide
    if partner is None:
        tell_sole_party(visit, governing.policy, at=at)
    numbers = {"source": visit.source, "project": project.public_id, "repeat": visit.is_repeat}
    record("customers.visit_recorded", visit, by=by, at=at, numbers=numbers | ({"registration": held.public_id} if held else {}))  # record
    return visit


def _held(project: Project, registration: Registration | None, policy: Policy, at: datetime) -> Registration | None:
    """The picked report, locked, if it may carry a visit now."""
    if registration is None:
        return None
    held = locked(registration)
    if held.project_id != project.pk:
        raise Refused("registration_of_other_project", where="registration")
    if held.received_at > at:
        raise Refused("visit_before_report", numbers={"received_at": held.received_at}, where="registration")
    unfinished = open_chain(held, policy, at=at)
    if unfinished is not None:
        raise Refused("chain_open", clause="2.10", numbers={"visited_at": unfinished.at}, where="registration")
    return held


def _who(details: VisitDetails, held: Registration | None) -> VisitDetails:
    """The visitor, completed from the report; Refused when the two name different people."""
    if held is None:
        if not normal_name(details.customer_name):
            raise Refused("visitor_name_missing", where="customer_name")
        return details
    seen = completed(details, held)
    reported = person(held.customer_name, held.phone, held.identity_no, held.company)
    if compare(reported, person(seen.customer_name, seen.phone, seen.identity_no, seen.company)) is Match.NONE:
        raise Refused("visitor_not_reported", where="customer_name")
    return seen


def _source(source: str, is_brought: bool, *, unreported: bool) -> str:
    """A visit without a report is a walk-in by rule, whoever brought it; one brought under a report came by the channel."""
    if unreported:
        return Visit.Source.WALK_IN
    if is_brought:
        return Visit.Source.CHANNEL
    return Visit.Source.WALK_IN if source == Visit.Source.CHANNEL else Visit.Source(source)


def _has_visited(held: Registration, at: datetime) -> bool:
    return held.status_at(at) in (Registration.Status.VISITED, Registration.Status.EXTENDED)


def _judge(visit: Visit, ruled: Registration, scheme: str | None, at: datetime) -> None:
    """A visit under a report that is refused, or no longer holds, is a walk-in by rule (分销商客户管理制度 2.1, 2.5)."""
    if scheme == "distribution" and (ruled.status == Registration.Status.REFUSED or ruled.status_at(at) == Registration.Status.LAPSED):
        visit.source = Visit.Source.WALK_IN
        visit.save(update_fields=["source"])
        rule_again(ruled, at)  # for this partner's other reports of the customer the walk-in is no visit of his either
