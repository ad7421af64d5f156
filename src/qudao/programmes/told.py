"""Which versions those affected are told of, and for how long a confirmation of one holds."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from qudao.programmes.content import policy_of
from qudao.programmes.models import Binding, PolicyVersion
from qudao.programmes.standing import Standing, standings
from qudao.rules.confirmation import due_again_on, is_open
from qudao.rules.period import day_of


@dataclass(frozen=True, slots=True)
class Current:
    """A version that holds or is to come."""

    version: PolicyVersion
    standing: Standing


def current_versions(*, at: datetime) -> list[Current]:
    """The versions in force and approved to come, of every policy that governs a programme now or will; in order of policy and day."""
    rows = PolicyVersion.objects.filter(status=PolicyVersion.Status.APPROVED, text__isnull=False, policy__in=_governing(at))
    found = []
    for _, group in groupby(rows.select_related("policy").order_by("policy__code", "starts_on", "approved_at", "pk"), lambda row: row.policy_id):
        versions = list(group)
        known = standings(versions, day_of(at, ZoneInfo(versions[0].policy.timezone)))
        found += [Current(row, known[row.pk]) for row in versions if known[row.pk] in ("in_force", "scheduled")]
    return found


def _governing(at: datetime) -> set[int]:
    """The policies bound to a programme by its last binding that has started, or by a later one."""
    rows = Binding.objects.select_related("policy").order_by("programme", "starts_on")
    return {policy for _, group in groupby(rows, lambda row: row.programme_id) for policy in _last_and_later(group, at)}


def _last_and_later(bindings: Iterable[Binding], at: datetime) -> Iterable[int]:
    kept: list[int] = []
    for binding in bindings:
        if binding.starts_on <= day_of(at, ZoneInfo(binding.policy.timezone)):
            kept.clear()
        kept.append(binding.policy_id)
    return kept


def every_months(version: PolicyVersion) -> int:
    """For how many months a confirmation of it holds, as the version itself says; 0: for good."""
    amendment = policy_of(version).header.amendment
    return amendment.confirm_every_months if amendment is not None else 0


def is_open_at(version: PolicyVersion, confirmed_at: datetime | None, *, at: datetime) -> bool:
    """Whether it is to be confirmed, by who confirmed it last at `confirmed_at` (None: never)."""
    if confirmed_at is None:
        return True
    zone = ZoneInfo(version.policy.timezone)
    return is_open(day_of(confirmed_at, zone), every_months=every_months(version), today=day_of(at, zone))


def due_again(version: PolicyVersion, confirmed_at: datetime) -> date | None:
    """The day from which it is to be confirmed again; None where once is enough."""
    return due_again_on(day_of(confirmed_at, ZoneInfo(version.policy.timezone)), every_months(version))
