"""Take a partner's formal report at the site, on the form that the customer signs."""

from datetime import datetime

from django.db import transaction

from qudao.customers.identity_columns import identity_columns, keys_of
from qudao.customers.locks import lock_partner
from qudao.customers.models import Registration, Visit
from qudao.customers.numbers import new_number
from qudao.customers.queries import KeySet, own_records
from qudao.customers.report import Report
from qudao.customers.windows import columns, decide, rule_visited, write
from qudao.kit.refused import Refused
from qudao.organization.events import record
from qudao.organization.models import User
from qudao.partners.models import Partner
from qudao.programmes.in_force import InForce, reporting
from qudao.programmes.models import Project
from qudao.rules.identity import Match, compare, person
from qudao.rules.period import day_of


@transaction.atomic
def file_formal_registration(
    *, project: Project, partner: Partner, report: Report, visit: Visit | None, customer_signed: bool, by: User, at: datetime
) -> Registration:
    """Register a formal report for a customer who is at the site today; the manager's signature is that of who signed in.

    Clauses 1.5 and 2.6 to 2.9 of 客户归属认定及报备细则. Nothing about other parties is asked or told.
    Without the customer's signature: a refused row.
    """
    governing = reporting(project.programme, at=at)  # load
    if governing.policy.scheme != "intercompany":
        raise Refused("formal_not_here", where="project")
    if project.closed_at is not None and project.closed_at <= at:
        raise Refused("project_closed", numbers={"closed_at": project.closed_at}, where="project")
    lock_partner(partner, project)
    held = _held(project, partner, report, visit=visit, governing=governing, at=at)
    told = {"name": report.customer_name, "phone": report.phone, "identity_no": report.identity_no, "company": report.company}
    records = own_records(partner, project, KeySet.of(keys_of(**told)))
    registration = Registration(
        **identity_columns(project=project, **told),
        number=new_number(),
        partner=partner,
        project=project,
        stage=Registration.Stage.FORMAL,
        received_at=at,
        recorded_at=at,
        corporate=report.corporate,
        customer_city=report.customer_city,
        local=report.local,
        declared=report.declared,
        customer_signed=customer_signed,
        manager_signed=True,
        origin=Registration.Origin.DESK,
        reported_by=_reporter(records.registrations, by),
    )
    records.registrations.append(registration)
    known_at = records.known_at(at)
    decisions = decide(governing, partner, project, records, as_of=known_at)  # decide
    for name, value in columns(decisions[registration.number], governing, at=known_at).items():
        setattr(registration, name, value)
    registration.save(force_insert=True)  # write
    write(decisions, records.registrations[:-1], governing, at=known_at)
    brought_by = held.partner
    if registration.status != Registration.Status.REFUSED:
        held.partner, held.registration = partner, registration
        held.save(update_fields=["partner", "registration"])
        rule_visited(held, governing, at)  # the visit is now this partner's own: its pre-reports of the customer are measured by it
    numbers = {
        "status": registration.status,
        "clause": registration.clause,
        "visit": held.public_id,
        "partner": partner.public_id,
        "came_alone": brought_by is None,
    }
    record("customers.formal_registration_filed", registration, by=by, at=at, numbers=numbers)  # record
    return registration


def _held(project: Project, partner: Partner, report: Report, *, visit: Visit | None, governing: InForce, at: datetime) -> Visit:
    """The visit of today that the form is about, locked; Refused when the customer did not come."""
    if visit is None or visit.project_id != project.pk:
        raise Refused("formal_needs_visit", clause="2.7", where="visit")
    held = Visit.objects.select_related("registration").select_for_update(of=("self",)).get(pk=visit.pk)
    zone = governing.policy.timezone
    if day_of(held.at, zone) != day_of(at, zone):
        raise Refused("formal_visit_other_day", clause="2.6", numbers={"visited_at": held.at}, where="visit")
    if held.partner_id is not None and held.partner_id != partner.pk:
        raise Refused("formal_visit_of_another", clause="2.6", where="visit")
    if held.registration is not None and held.registration.stage == Registration.Stage.FORMAL:
        raise Refused("formal_visit_taken", clause="2.6", where="visit")
    came = person(held.customer_name, held.phone, held.identity_no, held.company)
    if compare(came, person(report.customer_name, report.phone, report.identity_no, report.company)) is Match.NONE:
        raise Refused("visitor_not_reported", clause="2.7", where="customer_name")
    return held


def _reporter(earlier: list[Registration], by: User) -> User:
    """The agent who pre-reported the customer sees the formal report among his own; else whoever signed in."""
    found = [row.reported_by for row in sorted(earlier, key=lambda row: (row.received_at, row.number)) if row.reported_by is not None]
    return found[-1] if found else by
