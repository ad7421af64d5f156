"""Rows as the facts that rules judge. Ids are those of files: numbers of registrations and visits, codes of partners and projects."""

from collections.abc import Iterable
from datetime import datetime

from qudao.customers.models import Extension, Registration, Relation, Visit
from qudao.partners.models import Partner, Person, Standing
from qudao.programmes.models import Project
from qudao.rules import facts


def partner_fact(partner: Partner, standings: Iterable[Standing]) -> facts.Partner:
    """A partner and the periods in which it may not register."""
    suspended: tuple[tuple[datetime, datetime | None], ...] = tuple(
        sorted(((row.from_at, min(filter(None, (row.until_at, row.lifted_at)), default=None)) for row in standings), key=lambda period: period[0])
    )
    return facts.Partner(partner.code, partner.name, partner.kind, partner.grade or None, partner.joined_on, suspended)


def staff_fact(person: Person, partner: Partner) -> facts.Staff:
    """One of a partner's people."""
    role = "designated_filer" if person.is_designated_filer else None
    return facts.Staff(str(person.public_id), "", role, partner.code, None, person.joined_on, person.left_on)


def project_fact(project: Project) -> facts.Project:
    """A site."""
    return facts.Project(project.code, project.name, project.city, project.opens_on, tuple(project.promotion_area), project.interception_radius_m)


def registration_fact(row: Registration) -> facts.Registration:
    """A report, with the partner, the project and the filer at hand (select_related)."""
    return facts.Registration(
        registration_id=row.number,
        received_at=row.received_at,
        partner_id=row.partner.code,
        project_id=row.project.code,
        stage=row.stage,
        customer_name=row.customer_name,
        phone=row.phone,
        identity_no=row.identity_no,
        company=row.company or None,
        corporate=row.corporate,
        customer_city=row.customer_city or None,
        local=row.local,
        declared=row.declared,
        planned_visit_on=row.planned_visit_on,
        customer_signed=row.customer_signed,
        manager_signed=row.manager_signed,
        filed_by=str(row.filed_by.public_id) if row.filed_by else None,
        exception=row.exception or None,
    )


def visit_fact(row: Visit) -> facts.Visit:
    """An arrival, with the partner and the project at hand (select_related)."""
    return facts.Visit(
        visit_id=row.number,
        at=row.at,
        project_id=row.project.code,
        customer_name=row.customer_name,
        phone=row.phone,
        identity_no=row.identity_no,
        company=row.company or None,
        partner_id=row.partner.code if row.partner else None,
        source=row.source,
        bulk=row.bulk,
        message_at=row.message_at,
        desk_at=row.desk_at,
        office_passed_at=row.office_passed_at,
        leader_signed_at=row.leader_signed_at,
        entered_at=row.entered_at,
        confirmed=row.confirmed_at is not None,
    )


def extension_fact(row: Extension) -> facts.Extension:
    """A request to protect longer, with the registration at hand (select_related)."""
    return facts.Extension(row.registration.number, row.requested_at, row.approved_at)


def relation_fact(row: Relation) -> facts.Relation:
    """Two persons of one family."""
    return facts.Relation(row.person, row.relative, row.relation)
