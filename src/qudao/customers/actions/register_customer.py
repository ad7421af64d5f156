"""Take a partner's report of a customer."""

from datetime import datetime

from django.db import transaction

from qudao.customers.bursts import hold_bursts
from qudao.customers.identity_columns import identity_columns, keys_of
from qudao.customers.locks import lock_report
from qudao.customers.models import Registration
from qudao.customers.numbers import new_number
from qudao.customers.queries import KeySet, own_records
from qudao.customers.report import Report
from qudao.customers.windows import columns, decide, write
from qudao.kit.refused import Refused
from qudao.organization.events import record
from qudao.organization.models import User
from qudao.partners.models import Partner, Person
from qudao.programmes.in_force import reporting
from qudao.programmes.models import Project


@transaction.atomic
def register_customer(*, partner: Partner, project: Project, report: Report, by: User, at: datetime, origin: str) -> Registration:
    """Record a partner's report of a customer and answer with its window. Never tells, and never asks, whether anybody else holds the customer.

    Clauses 2.1 to 2.5 and 2.13 of 分销商客户管理制度; 2.2 to 2.5 of 客户归属认定及报备细则.
    A report that the regulation refuses is a row with its reasons.
    """
    if project.closed_at is not None and project.closed_at <= at:
        raise Refused("project_closed", numbers={"closed_at": project.closed_at}, where="project")
    governing = reporting(project.programme, at=at)  # load
    told = {"name": report.customer_name, "phone": report.phone, "identity_no": report.identity_no, "company": report.company}
    keys = keys_of(**told)
    lock_report(partner, project, keys)
    records = own_records(partner, project, KeySet.of(keys))
    registration = Registration(
        **identity_columns(project=project, **told),
        number=new_number(),
        partner=partner,
        project=project,
        stage=Registration.Stage.PRE if governing.policy.scheme == "intercompany" else Registration.Stage.FORMAL,
        received_at=at,
        recorded_at=at,
        corporate=report.corporate,
        bulk_proposed=report.bulk_proposed,
        customer_city=report.customer_city,
        local=report.local,
        declared=report.declared,
        planned_visit_on=report.planned_visit_on,
        filed_by=Person.objects.filter(user=by, partner=partner).first(),
        origin=origin,
        reported_by=by,
    )
    records.registrations.append(registration)
    known_at = records.known_at(at)
    decisions = decide(governing, partner, project, records, as_of=known_at)  # decide
    for name, value in columns(decisions[registration.number], governing, at=known_at).items():
        setattr(registration, name, value)
    registration.save(force_insert=True)  # write
    write(decisions, records.registrations[:-1], governing, at=known_at)  # of two sent at once the later may have been written first
    hold_bursts(registration, governing.policy, at=at)
    record(  # record
        "customers.customer_registered",
        registration,
        by=by,
        at=at,
        numbers={
            "status": registration.status,
            "clause": registration.clause,
            "partner": partner.public_id,
            "project": project.public_id,
            "origin": origin,
        },
    )
    return registration
