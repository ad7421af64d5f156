"""Everything stored about some programmes as one set of facts, as it was known at an instant."""

from collections.abc import Callable, Iterable
from datetime import datetime

from qudao.customers import facts as customer_facts
from qudao.customers.models import Relation
from qudao.decide.known import Facts
from qudao.programmes.models import Programme, Project
from qudao.replay.changes import Changes
from qudao.replay.facts import Family, Ledger, People
from qudao.rules import facts

Tick = Callable[[int, int], object]
"""How many projects of how many are read."""


def stored_facts(programmes: Iterable[Programme], *, at: datetime, tick: Tick) -> Facts:
    """The reports, visits, deals, partners and families on record; what was recorded after `at` is left out, what was changed later is undone."""
    changes = Changes()
    people, family = People(changes), Family()
    projects = list(Project.objects.filter(programme__in=programmes).order_by("pk"))
    registrations: list[facts.Registration] = []
    visits: list[facts.Visit] = []
    extensions: list[facts.Extension] = []
    deals: list[facts.Deal] = []
    buyers: list[facts.Buyer] = []
    for number, project in enumerate(projects):
        tick(number, len(projects))
        ledger = Ledger(project, changes, people, family)
        registrations += (fact for row in ledger.registrations if (fact := row.as_of(at)) is not None)
        visits += (came for row in ledger.visits if (came := row.as_of(at)) is not None)
        asked = (row for rows in ledger.extensions.values() for row in rows if row.recorded_at <= at)
        extensions += (customer_facts.extension_fact(row) for row in asked)
        for pk, (deal, _undo) in ledger.deals.items():
            if deal.recorded_at <= at:
                sold, whose = ledger.deal_facts(pk, at)
                deals.append(sold)
                buyers += whose
    tick(len(projects), len(projects))
    known = Relation.objects.filter(recorded_at__lte=at).order_by("pk")
    return Facts(
        partners=tuple(people.partner(pk, at) for pk in sorted(people.partners)),
        projects=tuple(customer_facts.project_fact(project) for project in projects),
        staff=tuple(person for pk in sorted(people.partners) for person in people.staff(pk, at)),
        relations=tuple(map(customer_facts.relation_fact, known)),
        registrations=tuple(registrations),
        visits=tuple(visits),
        extensions=tuple(extensions),
        deals=tuple(deals),
        buyers=tuple(buyers),
    )
