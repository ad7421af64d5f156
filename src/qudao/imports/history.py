"""Old facts as rows, as they were: times from the file, marked as history, each registration judged by its partner's facts."""

from collections import defaultdict
from datetime import datetime
from typing import Any

from qudao.customers.actions.relate_persons import RELATIONS, relate_persons
from qudao.customers.identity_columns import identity_columns
from qudao.customers.models import Extension, Registration, Visit
from qudao.customers.queries import OwnRecords
from qudao.customers.windows import columns, decide
from qudao.decide.problems import Problem
from qudao.imports.reading import Table
from qudao.imports.row_refused import RowRefused, refusal
from qudao.kit.refused import Refused
from qudao.orders.actions.book_deal import book_deal
from qudao.orders.details import BuyerDetails, DealDetails
from qudao.orders.models import Deal
from qudao.organization.events import record
from qudao.organization.models import User
from qudao.partners.models import Partner
from qudao.programmes.in_force import reporting
from qudao.programmes.models import Project

Groups = dict[tuple[int, int], OwnRecords]
INSTANTS = ("pre_subscribed_at", "subscribed_at", "contracted_at", "filed_at", "paid_at", "cancelled_at")
CHAIN = ("message_at", "desk_at", "office_passed_at", "leader_signed_at", "entered_at")


def bring_in(tables: dict[str, Table], *, by: User | None, at: datetime) -> list[dict[str, object]]:
    """Write the history in the caller's transaction and rule on it; results by row: number, status, clause."""
    projects = {project.code: project for project in Project.objects.select_related("programme")}
    partners = {partner.code: partner for partner in Partner.objects.all()}
    groups: Groups = defaultdict(lambda: OwnRecords([], [], []))
    registrations = [_registration(row, partners, projects, at) for row in tables.get("registrations", [])]
    visits = [_visit(row, partners, projects, at) for row in tables.get("visits", [])]
    for registration in registrations:
        groups[registration.partner.pk, registration.project.pk].registrations.append(registration)
    for visit in visits:
        if visit.partner is not None:
            groups[visit.partner.pk, visit.project.pk].visits.append(visit)
    extensions = _extensions(tables.get("extensions", []), registrations, groups, by=by, at=at)
    for (partner, project), own in groups.items():
        _judge(own, partner, project, at)
    Registration.objects.bulk_create(registrations, batch_size=500)
    Visit.objects.bulk_create(visits, batch_size=500)
    Extension.objects.bulk_create(extensions, batch_size=500)
    for registration in registrations:
        record("customers.history_brought_in", registration, by=by, at=at, numbers={"status": registration.status, "clause": registration.clause})
    for relation in tables.get("relations", []):
        if relation["relation"] not in RELATIONS:
            continue  # more distant kin: no clause weighs them, so no page records them
        relate_persons(person=str(relation["person"]), relative=str(relation["relative"]), relation=str(relation["relation"]), by=by, at=at)
    results = [_told(row, made) for row, made in zip(tables.get("registrations", []), registrations, strict=True)]
    return [*results, *_deals(tables, partners, projects, by=by, at=at)]


def _registration(row: dict[str, Any], partners: dict[str, Partner], projects: dict[str, Project], at: datetime) -> Registration:
    project, text = projects[str(row["project_id"])], _Text(row)
    return Registration(
        **identity_columns(
            project=project, name=text["customer_name"], phone=text["phone"], identity_no=text["identity_no"], company=text["company"]
        ),
        number=text["registration_id"],
        partner=partners[text["partner_id"]],
        project=project,
        stage=text["stage"],
        received_at=row["received_at"],
        recorded_at=at,
        corporate=bool(row["corporate"]),
        customer_city=text["customer_city"],
        local=row["local"] is not False,
        declared=row["declared"] is not False,
        planned_visit_on=row["planned_visit_on"],
        customer_signed=row["customer_signed"],
        manager_signed=row["manager_signed"],
        exception=text["exception"],
        origin=Registration.Origin.HISTORY,
    )


def _visit(row: dict[str, Any], partners: dict[str, Partner], projects: dict[str, Project], at: datetime) -> Visit:
    project, text = projects[str(row["project_id"])], _Text(row)
    partner = partners[text["partner_id"]] if text["partner_id"] else None
    return Visit(
        **identity_columns(
            project=project, name=text["customer_name"], phone=text["phone"], identity_no=text["identity_no"], company=text["company"]
        ),
        number=text["visit_id"],
        project=project,
        at=row["at"],
        recorded_at=at,
        partner=partner,
        source=text["source"] or (Visit.Source.CHANNEL if partner else Visit.Source.WALK_IN),
        bulk=row["bulk"],
        confirmed_at=row["at"] if row["confirmed"] else None,
        is_history=True,
        **{name: row[name] for name in CHAIN},
    )


def _extensions(rows: Table, registrations: list[Registration], groups: Groups, *, by: User | None, at: datetime) -> list[Extension]:
    by_number = {registration.number: registration for registration in registrations}
    made = []
    for row in rows:
        registration = by_number.get(str(row["registration_id"]))
        if registration is None:
            raise Refused("registration_unknown", where="extensions")
        decided_by = by if row["approved_at"] else None
        extension = Extension(
            registration=registration, requested_at=row["requested_at"], recorded_at=at, approved_at=row["approved_at"], decided_by=decided_by
        )
        groups[registration.partner.pk, registration.project.pk].extensions.append(extension)
        made.append(extension)
    return made


def _judge(own: OwnRecords, partner_id: int, project_id: int, at: datetime) -> None:
    """What is brought in together is judged together with what this partner has on record at this project."""
    if not own.registrations:
        return
    partner, project = own.registrations[0].partner, own.registrations[0].project
    on_record = {"partner_id": partner_id, "project_id": project_id}
    whole = OwnRecords(
        [*own.registrations, *Registration.objects.filter(**on_record).select_related("partner", "project", "filed_by")],
        [*own.visits, *Visit.objects.filter(**on_record).select_related("partner", "project")],
        [
            *own.extensions,
            *Extension.objects.filter(registration__partner_id=partner_id, registration__project_id=project_id).select_related("registration"),
        ],
    )
    governing = reporting(project.programme, at=at)
    known_at = whole.known_at(at)
    decisions = decide(governing, partner, project, whole, as_of=known_at)
    for registration in own.registrations:
        for name, value in columns(decisions[registration.number], governing, at=known_at).items():
            setattr(registration, name, value)


def _deals(
    tables: dict[str, Table], partners: dict[str, Partner], projects: dict[str, Project], *, by: User | None, at: datetime
) -> list[dict[str, object]]:
    buyers: dict[str, list[BuyerDetails]] = defaultdict(list)
    for row in tables.get("buyers", []):
        text = _Text(row)
        buyers[text["deal_id"]].append(BuyerDetails(name=text["name"], phone=text["phone"], identity_no=text["identity_no"]))
    results: list[dict[str, object]] = []
    for row in tables.get("deals", []):
        text = _Text(row)
        details = DealDetails(
            unit=text["unit"] or text["deal_id"],
            price_fen=_fen(row["price"]) or 0,
            list_price_fen=_fen(row["list_price"]),
            buyers=tuple(buyers[text["deal_id"]]),
            claimed_by=partners[text["partner_id"]] if text["partner_id"] else None,
            number=text["deal_id"],
            is_history=True,
            **{name: row[name] for name in INSTANTS},
        )
        deal = _booked(projects[text["project_id"]], details, row["_row"], by=by, at=at)
        results.append({"row": row["_row"], "table": "deals", "number": deal.number})
    return results


def _booked(project: Project, details: DealDetails, number: int, *, by: User | None, at: datetime) -> Deal:
    try:
        return book_deal(project=project, details=details, by=by, at=at)
    except Refused as error:
        raise RowRefused(Problem("import_refused", "deals", None, number, None, details.number, refusal(error))) from error


def _told(row: dict[str, Any], made: Registration) -> dict[str, object]:
    return {"row": row["_row"], "table": "registrations", "number": made.number, "status": made.status, "clause": made.clause}


def _fen(value: object) -> int | None:
    assert value is None or isinstance(value, int)
    return value


class _Text:
    """A row's values as text, blank when unknown."""

    def __init__(self, row: dict[str, Any]) -> None:
        self.row = row

    def __getitem__(self, name: str) -> str:
        value = self.row.get(name)
        return "" if value is None else str(value)
