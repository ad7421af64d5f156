"""Everything on record that can weigh on a deal: a superset, found by the keyed hashes, of what the rules compare.

First whatever names a buyer or a buyer's relative, by number or by name; then whatever names the customers of those records. Further steps stay
within the partners found, whose own reports and visits decide their windows. The verdict on this bundle is the verdict on all facts.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from django.db.models import Q

from qudao.customers import facts as customer_facts
from qudao.customers.identity_columns import keys_of, person_key
from qudao.customers.models import Extension, Registration, Relation, Visit
from qudao.customers.queries import KeySet, named
from qudao.decide.known import Facts
from qudao.orders.facts import buyer_facts, deal_fact
from qudao.orders.models import Buyer, Deal
from qudao.partners.models import Partner, Person, Standing
from qudao.programmes.models import Project
from qudao.rules import facts
from qudao.rules.identity import looks_like_company

FREE_STEPS = 2
"""Steps in which records of any partner are looked for."""


Reported = TypeVar("Reported")
Came = TypeVar("Came")


Look = Callable[[KeySet, set[int] | None], tuple[Iterable[Reported], Iterable[Came]]]
"""Finds the records of one project that name any of the customers; of these partners only, where any are given."""


@dataclass
class Found(Generic[Reported, Came]):
    """Rows found, by primary key."""

    registrations: dict[int, Reported] = field(default_factory=dict)
    visits: dict[int, Came] = field(default_factory=dict)

    def partners(self) -> set[int]:
        """Whose they are."""
        rows: list[Any] = [*self.registrations.values(), *self.visits.values()]
        return {row.partner_id for row in rows if row.partner_id}


def outward(look: Look[Reported, Came], wanted: KeySet) -> Found[Reported, Came]:
    """Step by step outward from the customers wanted until nothing new is met."""
    found, seen, step = Found[Reported, Came](), KeySet(), 0
    while wanted:
        rows: tuple[Iterable[Any], Iterable[Any]] = look(wanted, None if step < FREE_STEPS else found.partners())
        new = {row.pk: row for row in rows[0] if row.pk not in found.registrations}
        arrived = {row.pk: row for row in rows[1] if row.pk not in found.visits}
        found.registrations |= new
        found.visits |= arrived
        seen |= wanted
        wanted, step = KeySet.of_rows([*new.values(), *arrived.values()]) - seen, step + 1
    return found


def gather(deal: Deal) -> Facts:
    """The facts on which the deal is ruled."""
    buyers = list(deal.buyers.order_by("pk"))
    relations, relatives = _relations(buyers)
    found = outward(_at(deal.project), buyer_keys(buyers, relatives))
    partners = found.partners()
    if deal.claimed_by_id:
        partners.add(deal.claimed_by_id)
    return Facts(
        partners=_partners(partners),
        projects=(customer_facts.project_fact(deal.project),),
        staff=tuple(
            customer_facts.staff_fact(row, row.partner)
            for row in Person.objects.filter(partner__in=partners).select_related("partner").order_by("pk")
        ),
        relations=tuple(map(customer_facts.relation_fact, relations)),
        registrations=tuple(map(customer_facts.registration_fact, found.registrations.values())),
        visits=tuple(map(customer_facts.visit_fact, found.visits.values())),
        extensions=tuple(
            customer_facts.extension_fact(row)
            for row in Extension.objects.filter(registration__in=found.registrations, refusal__isnull=True)
            .select_related("registration")
            .order_by("pk")
        ),
        deals=(deal_fact(deal),),
        buyers=buyer_facts(deal, buyers),
    )


def _relations(buyers: list[Buyer]) -> tuple[list[Relation], set[bytes]]:
    """The family relations of the buyers, and the keys of the relatives."""
    own = {person_key(value) for buyer in buyers for value in (buyer.phone, buyer.identity_no) if value}
    rows = list(Relation.objects.filter(Q(person_key__in=own) | Q(relative_key__in=own)).order_by("pk"))
    return rows, {bytes(key) for row in rows for key in (row.person_key, row.relative_key)}


def buyer_keys(buyers: Iterable[Buyer], relatives: set[bytes]) -> KeySet:
    """The keys of a deal's buyers and of their relatives; only a firm's name is looked for among firms, for that reads every row."""
    wanted = KeySet(numbers=set(relatives))
    for buyer in buyers:
        company = buyer.name if looks_like_company(buyer.name) else ""
        wanted |= KeySet.of(keys_of(name=buyer.name, phone=buyer.phone or "", identity_no=buyer.identity_no or "", company=company))
    return wanted


def _at(project: Project) -> Look[Registration, Visit]:
    def look(wanted: KeySet, partners: set[int] | None) -> tuple[Iterable[Registration], Iterable[Visit]]:
        within = Q(project=project) if partners is None else Q(project=project, partner__in=partners)
        reported = named(Registration.objects.filter(within), wanted).select_related("partner", "project", "filed_by")
        came = named(Visit.objects.filter(within), wanted).select_related("partner", "project")
        return reported.order_by("received_at", "number"), came.order_by("at", "number")

    return look


def _partners(ids: set[int]) -> tuple[facts.Partner, ...]:
    standings: dict[int, list[Standing]] = {}
    for standing in Standing.objects.filter(partner__in=ids):
        standings.setdefault(standing.partner_id, []).append(standing)
    return tuple(customer_facts.partner_fact(row, standings.get(row.pk, [])) for row in Partner.objects.filter(pk__in=ids).order_by("code"))
