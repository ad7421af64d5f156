"""Everything on record that can weigh on a deal: a superset, found by the keyed hashes, of what the rules compare.

First whatever names a buyer or a buyer's relative, by number or by name; then whatever names the customers of those records. Further steps stay
within the partners found, whose own reports and visits decide their windows. The verdict on this bundle is the verdict on all facts.
"""

from dataclasses import dataclass, field

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

FREE_STEPS = 2
"""Steps in which records of any partner are looked for."""


@dataclass
class Found:
    """Rows found, by primary key."""

    registrations: dict[int, Registration] = field(default_factory=dict)
    visits: dict[int, Visit] = field(default_factory=dict)

    def partners(self) -> set[int]:
        """Whose they are."""
        return {row.partner_id for rows in (self.registrations, self.visits) for row in rows.values() if row.partner_id}


def gather(deal: Deal) -> Facts:
    """The facts on which the deal is ruled."""
    buyers = list(deal.buyers.order_by("pk"))
    relations, relatives = _relations(buyers)
    found = _found(deal.project, _buyer_keys(buyers, relatives))
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


def _buyer_keys(buyers: list[Buyer], relatives: set[bytes]) -> KeySet:
    wanted = KeySet(numbers=set(relatives))
    for buyer in buyers:
        wanted |= KeySet.of(keys_of(name=buyer.name, phone=buyer.phone or "", identity_no=buyer.identity_no or "", company=buyer.name))
    return wanted


def _found(project: Project, wanted: KeySet) -> Found:
    """Step by step outward from the buyers until nothing new is met."""
    found, seen, step = Found(), KeySet(), 0
    while wanted:
        within = Q(project=project) if step < FREE_STEPS else Q(project=project, partner__in=found.partners())
        reported = (
            named(Registration.objects.filter(within), wanted).select_related("partner", "project", "filed_by").order_by("received_at", "number")
        )
        came = named(Visit.objects.filter(within), wanted).select_related("partner", "project").order_by("at", "number")
        new: list[Registration | Visit] = [row for row in reported if row.pk not in found.registrations]
        found.registrations |= {row.pk: row for row in new if isinstance(row, Registration)}
        arrived = [row for row in came if row.pk not in found.visits]
        found.visits |= {row.pk: row for row in arrived}
        seen |= wanted
        wanted, step = KeySet.of_rows([*new, *arrived]) - seen, step + 1
    return found


def _partners(ids: set[int]) -> tuple[facts.Partner, ...]:
    standings: dict[int, list[Standing]] = {}
    for standing in Standing.objects.filter(partner__in=ids):
        standings.setdefault(standing.partner_id, []).append(standing)
    return tuple(customer_facts.partner_fact(row, standings.get(row.pk, [])) for row in Partner.objects.filter(pk__in=ids).order_by("code"))
