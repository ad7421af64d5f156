"""Stored rows as the facts they were at an instant, for a whole project at once.

A fact is known from `recorded_at` on. What is overwritten later (a finding, a source, an exception, a stage, a filer) is undone with the help of
the event log, which tells when it changed; `docs/algorithms/replay.md` lists every fact and how it is known as of an instant.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Generic, TypeVar

from qudao.customers import facts as customer_facts
from qudao.customers.identity_columns import person_key
from qudao.customers.models import Extension, Registration, Relation, Visit
from qudao.customers.queries import KeySet
from qudao.decide.known import Facts
from qudao.orders.candidates import Found, outward
from qudao.orders.facts import buyer_facts, deal_fact
from qudao.orders.models import Buyer, Deal
from qudao.partners.models import Partner, Person, Standing
from qudao.programmes.models import Project
from qudao.replay.changes import Changes, Undo, as_it_was
from qudao.rules import facts

F = TypeVar("F", facts.Registration, facts.Visit, facts.Deal)


@dataclass(slots=True)
class Known(Generic[F]):
    """A fact, who it is about, since when it is known, and what it was before its changes."""

    pk: int
    partner_id: int | None
    name_key: str
    phone_key: bytes | None
    identity_key: bytes | None
    company_key: str
    fact: F
    recorded_at: datetime
    undo: Undo = ()

    def as_of(self, at: datetime) -> F | None:
        """The fact as it was known at an instant; None before it was known."""
        return None if self.recorded_at > at else as_it_was(self.fact, self.undo, at)


Reported = Known[facts.Registration]
Came = Known[facts.Visit]


@dataclass(slots=True)
class Index(Generic[F]):
    """Known facts by what names their customers: the same keys that `customers.queries.named` compares in the database."""

    by_name: dict[str, list[Known[F]]] = field(default_factory=lambda: defaultdict(list))
    by_number: dict[bytes, list[Known[F]]] = field(default_factory=lambda: defaultdict(list))
    by_company: dict[str, list[Known[F]]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def of(cls, rows: Iterable[Known[F]]) -> "Index[F]":
        """The index of these rows."""
        index = cls()
        for row in rows:
            for table, key in ((index.by_name, row.name_key), (index.by_company, row.company_key)):
                if key:
                    table[key].append(row)
            for number in {row.phone_key, row.identity_key} - {None}:
                index.by_number[number].append(row)  # type: ignore[index]
        return index

    def named(self, wanted: KeySet, partners: set[int] | None) -> Iterator[Known[F]]:
        """The rows that name any of these customers; of these partners only, where any are given."""
        tables: list[list[Known[F]]] = [self.by_name.get(name, []) for name in wanted.names]
        tables += [self.by_number.get(number, []) for number in wanted.numbers]
        for company in wanted.companies:
            tables += [rows for known, rows in self.by_company.items() if company in known or known in company]
        for rows in tables:
            yield from rows if partners is None else (row for row in rows if row.partner_id in partners)


class People:
    """Partners with their people and standings, as of any instant; read once for all projects."""

    def __init__(self, changes: Changes) -> None:
        self.partners = {row.pk: row for row in Partner.objects.all()}
        self.persons: dict[int, list[tuple[facts.Staff, Undo]]] = defaultdict(list)
        self.person_ids: dict[int, str] = {}
        for row in Person.objects.order_by("pk"):
            fact = customer_facts.staff_fact(row, self.partners[row.partner_id])
            self.persons[row.partner_id].append((fact, changes.persons(fact)))
            self.person_ids[row.pk] = fact.staff_id
        self.standings: dict[int, list[Standing]] = defaultdict(list)
        for standing in Standing.objects.order_by("pk"):
            self.standings[standing.partner_id].append(standing)

    def partner(self, pk: int, at: datetime) -> facts.Partner:
        """A partner with the standings that were known."""
        return customer_facts.partner_fact(self.partners[pk], filter(None, (_standing(row, at) for row in self.standings[pk])))

    def staff(self, pk: int, at: datetime) -> tuple[facts.Staff, ...]:
        """A partner's people as they were."""
        return tuple(as_it_was(fact, undo, at) for fact, undo in self.persons[pk])


def _standing(row: Standing, at: datetime) -> Standing | None:
    if row.recorded_at > at:
        return None
    if row.lifted_at is None or row.lifted_at <= at:
        return row
    return Standing(from_at=row.from_at, until_at=row.until_at)


class Family:
    """Relations of persons by their keys, as of any instant; read once for all projects."""

    def __init__(self) -> None:
        self.by_key: dict[bytes, list[Relation]] = defaultdict(list)
        for row in Relation.objects.order_by("pk"):
            for key in {bytes(row.person_key), bytes(row.relative_key)}:
                self.by_key[key].append(row)

    def of(self, buyers: Iterable[Buyer], at: datetime) -> list[Relation]:
        """The relations of these buyers that were known."""
        keys = {person_key(value) for buyer in buyers for value in (buyer.phone, buyer.identity_no) if value}
        found = {row.pk: row for key in keys for row in self.by_key.get(key, ()) if row.recorded_at <= at}
        return [found[pk] for pk in sorted(found)]


class Ledger:
    """Everything recorded at one project."""

    def __init__(self, project: Project, changes: Changes, people: People, family: Family) -> None:
        self.project, self.people, self.family = project, people, family
        self.project_fact = customer_facts.project_fact(project)
        self.registrations = [self._reported(row, changes) for row in _in_order(Registration.objects.filter(project=project))]
        self.visits = [self._came(row, changes) for row in _in_order(Visit.objects.filter(project=project))]
        self.extensions: dict[str, list[Extension]] = defaultdict(list)
        for extension in Extension.objects.filter(registration__project=project, refusal__isnull=True).select_related("registration").order_by("pk"):
            self.extensions[extension.registration.number].append(extension)
        self.deals = {row.pk: (row, changes.deals(row)) for row in Deal.objects.filter(project=project).select_related("claimed_by").order_by("pk")}
        self.buyers: dict[int, list[Buyer]] = defaultdict(list)
        for buyer in Buyer.objects.filter(deal__project=project).order_by("pk"):
            self.buyers[buyer.deal_id].append(buyer)
        self._index: tuple[Index[facts.Registration], Index[facts.Visit]] | None = None

    def _reported(self, row: Registration, changes: Changes) -> Reported:
        row.project, row.partner = self.project, self.people.partners[row.partner_id]
        filed_by, row.filed_by_id = row.filed_by_id, None  # named by its public id below, without fetching the person
        fact = customer_facts.registration_fact(row)
        if filed_by is not None:
            fact = replace(fact, filed_by=self.people.person_ids[filed_by])
        return _known(row, fact, changes.registrations(row))

    def _came(self, row: Visit, changes: Changes) -> Came:
        row.project, row.partner = self.project, self.people.partners[row.partner_id] if row.partner_id else None
        return _known(row, customer_facts.visit_fact(row), changes.visits(row))

    def found(self, wanted: KeySet, *, of: int | None = None) -> Found[Reported, Came]:
        """Everything connected with these customers, as `orders.candidates` finds it; of one partner only, where one is given."""
        if self._index is None:
            self._index = Index.of(self.registrations), Index.of(self.visits)
        registrations, visits = self._index

        def look(keys: KeySet, partners: set[int] | None) -> tuple[Iterable[Reported], Iterable[Came]]:
            within = partners if of is None else {of}
            return registrations.named(keys, within), visits.named(keys, within)

        return outward(look, wanted)

    def known(self, registrations: Sequence[Reported], visits: Sequence[Came], partners: Iterable[int], at: datetime) -> Facts:
        """These records, their extensions and their partners, as they were known at an instant."""
        reported = tuple(fact for row in registrations if (fact := row.as_of(at)) is not None)
        whose = sorted(partners)
        return Facts(
            partners=tuple(self.people.partner(pk, at) for pk in whose),
            projects=(self.project_fact,),
            staff=tuple(person for pk in whose for person in self.people.staff(pk, at)),
            registrations=reported,
            visits=tuple(visit for row in visits if (visit := row.as_of(at)) is not None),
            extensions=tuple(
                customer_facts.extension_fact(row)
                for report in reported
                for row in self.extensions.get(report.registration_id, ())
                if row.recorded_at <= at
            ),
        )

    def deal_facts(self, deal_id: int, at: datetime) -> tuple[facts.Deal, tuple[facts.Buyer, ...]]:
        """A deal with its buyers as it was."""
        deal, undo = self.deals[deal_id]
        deal.project = self.project
        return as_it_was(deal_fact(deal), undo, at), buyer_facts(deal, self.buyers[deal_id])


def _known(row: Registration | Visit, fact: F, undo: Undo) -> Known[F]:
    phone, identity = _key(row.phone_key), _key(row.identity_key)
    return Known(row.pk, row.partner_id, row.name_key, phone, identity, row.company_key, fact, row.recorded_at, undo)


def _key(value: bytes | memoryview | None) -> bytes | None:
    return None if value is None else bytes(value)


def _in_order(rows: Any) -> Iterator[Any]:
    return iter(rows.order_by("pk").iterator(chunk_size=2000))
