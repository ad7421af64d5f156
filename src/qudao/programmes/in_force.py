"""The policy that governs a programme on a day, and the version that decisions point to."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import F

from qudao.kit.refused import Refused
from qudao.policies.load import load
from qudao.policies.policy import Policy
from qudao.programmes.actions.import_shipped import import_shipped
from qudao.programmes.content import policy_of
from qudao.programmes.models import Binding, PolicyVersion, Programme
from qudao.rules.period import day_of


@dataclass(frozen=True, slots=True)
class InForce:
    """A policy ready to judge and its row."""

    policy: Policy
    version: PolicyVersion


def in_force(programme: Programme, *, at: datetime) -> InForce:
    """The approved version, of the policy bound to the programme, that started last on or before the day of `at` (CO-29, CL-02).

    Before the first one started, the first: it may hold terms of earlier days. A programme that nobody bound is bound to its shipped pack.
    """
    version = version_at(programme, at=at)
    return InForce(policy_of(version), version)


def reporting(programme: Programme, *, at: datetime) -> InForce:
    """The same, for a report, a visit or a deal: refused in a programme whose policy knows no customers (it has no protection terms)."""
    governing = in_force(programme, at=at)
    if governing.policy.scheme is None:
        raise Refused("takes_no_reports", where="project")
    return governing


def version_at(programme: Programme, *, at: datetime) -> PolicyVersion:
    """The row of the version in force, in one query."""
    found = _governing([programme.pk], at).get(programme.pk)
    if found is None:
        import_shipped(programme=programme, by=None, at=at)
        found = _governing([programme.pk], at)[programme.pk]
    return found


def schemes_at(at: datetime) -> dict[int, str | None]:
    """For every programme (by its key) how its customers are reported on that day: distribution, intercompany, or None, not at all."""
    programmes = list(Programme.objects.all())
    governing = _governing([programme.pk for programme in programmes], at)
    return {programme.pk: policy_of(governing.get(programme.pk) or version_at(programme, at=at)).scheme for programme in programmes}


def programmes_of(*schemes: str, at: datetime) -> list[int]:
    """The keys of the programmes whose customers are reported in one of these ways."""
    return [programme for programme, scheme in schemes_at(at).items() if scheme in schemes]


def zone_of(programme: Programme) -> ZoneInfo:
    """The time zone of the policies that govern the programme; it never changes, because no policy of another zone can be bound."""
    return _zone(programme.pk)


@lru_cache(maxsize=1024)
def _zone(programme: int) -> ZoneInfo:
    bound = Binding.objects.filter(programme=programme).values_list("policy__timezone", flat=True).first()
    return ZoneInfo(bound) if bound else load(Programme.objects.get(pk=programme).pack).timezone


def _governing(programmes: Iterable[int], at: datetime) -> dict[int, PolicyVersion]:
    """Of bindings and versions the latest that have started, each day looked at in the policy's own zone; before any started, the first."""
    rows: Any = PolicyVersion.objects.filter(
        status=PolicyVersion.Status.APPROVED, text__isnull=False, policy__bindings__programme__in=list(programmes)
    ).annotate(programme=F("policy__bindings__programme"), bound_on=F("policy__bindings__starts_on"), zone=F("policy__timezone"))
    chosen: dict[int, PolicyVersion] = {}
    for row in rows.order_by("bound_on", "starts_on", "approved_at", "pk"):
        day = day_of(at, ZoneInfo(row.zone))
        if row.programme not in chosen or (row.bound_on <= day and row.starts_on <= day):
            chosen[row.programme] = row
    return chosen
