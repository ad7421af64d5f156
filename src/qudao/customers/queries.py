"""Reads that span tables: what one partner did with one customer at one project, found by keyed hashes; and who else reported him."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from django.db.models import F, Model, Q, QuerySet, TextField, Value
from django.db.models.functions import StrIndex

from qudao.customers.identity_columns import Keys
from qudao.customers.models import Extension, Registration, Visit
from qudao.customers.numbers import typed_number
from qudao.kit.encrypted import last_four
from qudao.partners.models import Partner
from qudao.programmes.models import Project

Row = TypeVar("Row", bound=Model)


@dataclass(slots=True)
class KeySet:
    """Keys of customers to look for. A masked phone counts with its name only, so the name finds it."""

    names: set[str] = field(default_factory=set)
    numbers: set[bytes] = field(default_factory=set)
    companies: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, keys: Keys) -> "KeySet":
        """The keys of one customer as told."""
        return cls({keys.name} - {""}, {key for key in (keys.phone, keys.identity_no) if key}, {keys.company} - {""})

    @classmethod
    def of_rows(cls, rows: Iterable[Any]) -> "KeySet":
        """The keys of customers on record."""
        found = cls()
        for row in rows:
            found.names |= {row.name_key} - {""}
            found.numbers |= {bytes(key) for key in (row.phone_key, row.identity_key) if key is not None}
            found.companies |= {row.company_key} - {""}
        return found

    def __sub__(self, other: "KeySet") -> "KeySet":
        return KeySet(self.names - other.names, self.numbers - other.numbers, self.companies - other.companies)

    def __or__(self, other: "KeySet") -> "KeySet":
        return KeySet(self.names | other.names, self.numbers | other.numbers, self.companies | other.companies)

    def __bool__(self) -> bool:
        return bool(self.names or self.numbers or self.companies)


def named(rows: QuerySet[Any], keys: KeySet) -> QuerySet[Any]:
    """The rows that name a customer by any of the keys; companies by a name within the other."""
    either = Q(name_key__in=keys.names) | Q(phone_key__in=keys.numbers) | Q(identity_key__in=keys.numbers)
    for position, company in enumerate(sorted(keys.companies)):
        within = f"within_{position}"
        rows = rows.annotate(**{within: StrIndex(Value(company, output_field=TextField()), F("company_key"))})
        either |= ~Q(company_key="") & (Q(company_key__contains=company) | Q(**{f"{within}__gt": 0}))
    return rows.filter(either)


@dataclass(slots=True)
class OwnRecords:
    """What one partner did with one customer (and whoever shares a key with him) at one project."""

    registrations: list[Registration]
    visits: list[Visit]
    extensions: list[Extension]

    def known_at(self, at: datetime) -> datetime:
        """The instant at which all of them are known: `at`, or a moment later when somebody else wrote while we waited for our turn."""
        recorded = [row.recorded_at for row in self.registrations]
        recorded += [row.recorded_at for row in self.visits]
        recorded += [row.recorded_at for row in self.extensions]
        return max([at, *recorded])


def own_records(partner: Partner, project: Project, wanted: KeySet) -> OwnRecords:
    """This partner's records of the customer, step by step until no new key is met. Never reads another partner's rows."""
    registrations: dict[int, Registration] = {}
    visits: dict[int, Visit] = {}
    seen = KeySet()
    while wanted:
        reported = named(Registration.objects.filter(partner=partner, project=project), wanted).select_related("partner", "project", "filed_by")
        came = named(Visit.objects.filter(partner=partner, project=project), wanted).select_related("partner", "project")
        new = [row for row in reported if row.pk not in registrations]
        arrived = [row for row in came if row.pk not in visits]
        registrations |= {row.pk: row for row in new}
        visits |= {row.pk: row for row in arrived}
        seen = seen | wanted
        wanted = KeySet.of_rows([*new, *arrived]) - seen
    extensions = (
        list(Extension.objects.filter(registration__in=registrations, refusal__isnull=True).select_related("registration")) if registrations else []
    )
    return OwnRecords(list(registrations.values()), list(visits.values()), extensions)


def others_who_reported(registration: Registration) -> QuerySet[Registration]:
    """Registrations of the same customer at the same project by other partners. For the company's eyes only; each look is recorded."""
    keys = KeySet.of_rows([registration])
    keys.names = set()
    same: QuerySet[Registration] = named(Registration.objects.filter(project=registration.project), keys)
    masked = Q(name_key=registration.name_key, phone_masked_key=registration.phone_masked_key) if registration.phone_masked_key else Q(pk=None)
    by_mask = Registration.objects.filter(masked, project=registration.project)
    ids = Q(pk__in=same.values("pk")) | Q(pk__in=by_mask.values("pk"))
    return (
        Registration.objects.filter(ids).exclude(partner=registration.partner).select_related("partner", "project").order_by("received_at", "number")
    )


def is_waived(visit: Visit, scheme: str | None) -> bool:
    """Whether a partner entered with a customer and filed no formal report for this visit. Clause 2.9 of 客户归属认定及报备细则."""
    if scheme != "intercompany" or visit.partner_id is None:
        return False
    return visit.registration is None or visit.registration.stage != Registration.Stage.FORMAL


def candidates(projects: Iterable[Project], typed: str) -> QuerySet[Registration]:
    """Registrations that the desk may mean: by the last four digits within its projects, or by the receipt's number."""
    if len(typed) == 4 and typed.isdecimal():
        keys = [last_four(project.pk, typed) for project in projects]
        found = Registration.objects.filter(project__in=projects, phone_last_key__in=keys)
    else:
        found = Registration.objects.filter(project__in=projects, number=typed_number(typed))
    return found.select_related("partner", "project__programme", "reported_by").order_by("-received_at", "number")
