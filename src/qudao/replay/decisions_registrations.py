"""Decide stored registrations again: status, window, clause and reasons, each as of the instant at which it was decided."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from qudao.customers.models import Registration
from qudao.customers.reasons import to_json
from qudao.decide.ruling import rule_registrations
from qudao.replay.difference import Difference, compare
from qudao.replay.facts import Came, Ledger, Reported
from qudao.replay.versions import Versions
from qudao.rules.decision import Decision
from qudao.rules.window import Window

KIND = "registration"
STORED = ("status", "protected_from", "protected_until", "clause", "reasons")
FETCHED = 2000


@dataclass(frozen=True, slots=True)
class Group:
    """What one partner recorded of people who are connected by a name, a number or a company: none of it concerns anybody else."""

    partner: int
    registrations: list[Reported]
    visits: list[Came]


def again(ledger: Ledger, versions: Versions) -> Iterator[list[Difference]]:
    """For each registration of the project what differs; clauses 2.1 to 2.12 of 分销商客户管理制度, 1.5 to 2.13 of 客户归属认定及报备细则."""
    for groups in _batches(_groups(ledger)):
        pks = [row.pk for group in groups for row in group.registrations]
        stored = {row["pk"]: row for row in Registration.objects.filter(pk__in=pks).values("pk", "number", "policy_id", "decided_at", *STORED)}
        for group in groups:
            yield from _group_again(ledger, versions, group, stored)


def _group_again(ledger: Ledger, versions: Versions, group: Group, stored: dict[int, dict[str, Any]]) -> Iterator[list[Difference]]:
    decided: dict[tuple[int, datetime], dict[str, Decision[Window]]] = {}
    for row in (stored[one.pk] for one in group.registrations):
        key = row["policy_id"], row["decided_at"]
        policy = versions.policy(row["policy_id"])
        if policy is None:
            continue
        if key not in decided:
            at = row["decided_at"]
            decided[key] = rule_registrations(policy, ledger.known(group.registrations, group.visits, [group.partner], at), as_of=at)
        yield list(_compared(row, decided[key].get(row["number"])))


def _compared(row: dict[str, Any], decision: Decision[Window] | None) -> Iterator[Difference]:
    if decision is None:  # decided before it was received
        yield Difference(KIND, row["number"], "decided_at", row["decided_at"].isoformat(), "", row["clause"])
        return
    window = decision.outcome
    values = (window.status, window.protected_from, window.protected_until, decision.clause, to_json(decision.reasons))
    yield from compare(KIND, row["number"], row, dict(zip(STORED, values, strict=True)), clause=decision.clause)


def _batches(groups: Iterable[Group]) -> Iterator[list[Group]]:
    batch: list[Group] = []
    count = 0
    for group in groups:
        batch.append(group)
        count += len(group.registrations)
        if count >= FETCHED:
            yield batch
            batch, count = [], 0
    if batch:
        yield batch


def _groups(ledger: Ledger) -> Iterator[Group]:
    by_partner: dict[int, tuple[list[Reported], list[Came]]] = defaultdict(lambda: ([], []))
    for registration in ledger.registrations:
        assert registration.partner_id is not None
        by_partner[registration.partner_id][0].append(registration)
    for visit in ledger.visits:
        if visit.partner_id is not None:
            by_partner[visit.partner_id][1].append(visit)
    for partner in sorted(by_partner):
        for registrations, visits in _connected(*by_partner[partner]):
            if registrations:
                yield Group(partner, registrations, visits)


def _connected(registrations: list[Reported], visits: list[Came]) -> Iterable[tuple[list[Reported], list[Came]]]:
    """Rows that share a key, directly or by way of others, together."""
    rows: list[Reported | Came] = [*registrations, *visits]
    root = list(range(len(rows)))

    def find(place: int) -> int:
        while root[place] != place:
            root[place] = root[root[place]]
            place = root[place]
        return place

    first: dict[Hashable, int] = {}
    for place, row in enumerate(rows):
        for key in _keys(row):
            root[find(place)] = find(first.setdefault(key, place))
    companies = sorted({row.company_key for row in rows if row.company_key})
    for shorter, longer in _within(companies):
        root[find(first["company", shorter])] = find(first["company", longer])
    groups: dict[int, tuple[list[Reported], list[Came]]] = defaultdict(lambda: ([], []))
    for place, registration in enumerate(registrations):
        groups[find(place)][0].append(registration)
    for place, visit in enumerate(visits, len(registrations)):
        groups[find(place)][1].append(visit)
    return groups.values()


def _keys(row: Reported | Came) -> Iterator[Hashable]:
    if row.name_key:
        yield "name", row.name_key
    for number in (row.phone_key, row.identity_key):
        if number is not None:
            yield "number", number
    if row.company_key:
        yield "company", row.company_key


def _within(companies: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Pairs of names of which one contains the other."""
    names = list(companies)
    for one in names:
        yield from ((one, other) for other in names if one != other and one in other)
