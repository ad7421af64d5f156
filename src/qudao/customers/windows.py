"""From one partner's own rows to the status and window on them: rows to facts, facts to the rule, its decision to columns."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from qudao.customers.facts import extension_fact, partner_fact, project_fact, registration_fact, staff_fact, visit_fact
from qudao.customers.models import Registration, Visit
from qudao.customers.queries import KeySet, OwnRecords, own_records
from qudao.customers.reasons import to_json
from qudao.partners.models import Partner, Person, Standing
from qudao.programmes.in_force import InForce, in_force
from qudao.programmes.models import Project
from qudao.rules import protection
from qudao.rules.decision import Decision
from qudao.rules.window import IntercompanyTerms, Own, Window

COLUMNS = ("status", "protected_from", "protected_until", "clause", "reasons", "policy", "decided_at")


def decide(governing: InForce, partner: Partner, project: Project, records: OwnRecords, *, as_of: datetime) -> dict[str, Decision[Window]]:
    """What the rule says of this partner's registrations among the records, by number."""
    standings = Standing.objects.filter(partner=partner)
    has_filers = isinstance(governing.policy.protection, IntercompanyTerms)
    filers = Person.objects.filter(partner=partner, is_designated_filer=True) if has_filers else ()
    own = Own(
        partner=partner_fact(partner, standings),
        project=project_fact(project),
        registrations=tuple(registration_fact(row) for row in records.registrations),
        visits=tuple(visit_fact(row) for row in records.visits),
        extensions=tuple(extension_fact(row) for row in records.extensions),
        filers=tuple(staff_fact(row, partner) for row in filers),
    )
    return protection.decide(governing.policy.protection, own=own, zone=governing.policy.timezone, as_of=as_of)


def columns(decision: Decision[Window], governing: InForce, *, at: datetime) -> dict[str, Any]:
    """The columns that a decision as of `at` fills."""
    return {
        "status": decision.outcome.status,
        "protected_from": decision.outcome.protected_from,
        "protected_until": decision.outcome.protected_until,
        "clause": decision.clause,
        "reasons": to_json(decision.reasons),
        "policy_id": governing.version.pk,
        "decided_at": at,
    }


def outlook(registration: Registration, at: datetime) -> Decision[Window]:
    """What the report would be if its customer stood at the desk now: in time, late, or past its window. Writes nothing."""
    governing = in_force(registration.project.programme, at=at)
    records = own_records(registration.partner, registration.project, KeySet.of_rows([registration]))
    arriving = Visit(number="", project=registration.project, partner=registration.partner, at=at, desk_at=at, source=Visit.Source.CHANNEL)
    for name in ("customer_name", "phone", "identity_no", "company"):
        setattr(arriving, name, getattr(registration, name))
    records.visits.append(arriving)
    return decide(governing, registration.partner, registration.project, records, as_of=at)[registration.number]


def rule_again(registration: Registration, at: datetime) -> Registration:
    """Judge the registration, and this partner's others of the same customer, from the facts as they are now; write what changed.

    The caller holds the transaction and has locked the registration. Returns it with its new status and window.
    """
    governing = in_force(registration.project.programme, at=at)
    records = own_records(registration.partner, registration.project, KeySet.of_rows([registration]))
    known_at = records.known_at(at)
    write(decide(governing, registration.partner, registration.project, records, as_of=known_at), records.registrations, governing, at=known_at)
    registration.refresh_from_db(fields=COLUMNS)
    return registration


def rule_visited(visit: Visit, governing: InForce, at: datetime) -> None:
    """Judge anew every report of the visit's partner that names the visitor. The caller holds the transaction and the partner's lock."""
    assert visit.partner is not None
    records = own_records(visit.partner, visit.project, KeySet.of_rows([visit]))
    if records.registrations:
        known_at = records.known_at(at)
        write(decide(governing, visit.partner, visit.project, records, as_of=known_at), records.registrations, governing, at=known_at)


def write(decisions: dict[str, Decision[Window]], rows: Iterable[Registration], governing: InForce, *, at: datetime) -> None:
    """Write decisions as of `at` on the rows they change, in the order of their keys so that two writers never wait for each other."""
    for row in sorted(rows, key=lambda row: row.pk):
        new = columns(decisions[row.number], governing, at=at)
        if any(getattr(row, name) != value for name, value in new.items() if name != "decided_at"):
            Registration.objects.filter(pk=row.pk).update(**new)
