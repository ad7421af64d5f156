"""Staffing: rows of staff to posts, and the posts of regions, cities, projects, departments and outsourced teams to rows of decisions."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from itertools import chain
from zoneinfo import ZoneInfo

from qudao.decide.attributes import typed
from qudao.decide.known import Facts
from qudao.decide.rows import Decided, StaffingRow
from qudao.decide.tables import ROLES
from qudao.policies.load import Policy
from qudao.rules import department, staffing
from qudao.rules.department import Team
from qudao.rules.period import day_of
from qudao.rules.posts import Post, is_present, posts

WORDS: Mapping[str, str] = {written: role for role, spellings in ROLES for written in spellings}
"""A role as written in Chinese, to ours; a cell with several roles is not translated by the reader."""

INSURED = "social_insurance"
"""The measure of `results` that says a person's contributions of a month were paid."""


def rows(policy: Policy, seen: Facts, as_of: datetime) -> Mapping[str, Sequence[Decided]]:
    """One row for each post of each unit on the day of `as_of`."""
    if not policy.has("staffing"):
        return {}
    terms, today = policy.staffing, day_of(as_of, policy.timezone)

    @cache
    def elsewhere(day: date) -> tuple[Post, ...]:
        return department.apart(terms, posts(seen.staff, day, WORDS), day)[0]

    holding, departments = department.apart(terms, posts(seen.staff, today, WORDS), today)
    beside = tuple(chain.from_iterable(departments.values()))
    cities = sorted({row.city for row in seen.projects if row.city})
    made = [
        *staffing.decide(terms, posts_on=elsewhere, beside=beside, cities=cities, on=today),
        *staffing.uninsured(terms, holding=holding, proven=_proven(seen), on=today),
        *department.department(terms, departments=departments, on=today),
        *department.outsourced(terms, teams=_teams(seen, today, policy.timezone), on=today),
    ]
    return {
        "staffing": [
            StaffingRow(
                unit=each.outcome.unit,
                post=each.outcome.post,
                headcount=each.outcome.headcount,
                status=each.outcome.status,
                reasons=each.reasons,
                policy_version=policy.version,
            )
            for each in made
        ]
    }


def _proven(seen: Facts) -> dict[str, date]:
    """The latest month for which each person's contributions are recorded as paid."""
    found: dict[str, date] = {}
    for row in seen.results:
        if row.measure == INSURED and row.value > 0:
            found[row.subject_id] = max(row.month, found.get(row.subject_id, date.min))
    return found


def _teams(seen: Facts, on: date, zone: ZoneInfo) -> Iterable[Team]:
    """Partners of the kind `outsourced_team`; `contract_ends_on` and `supervisor` stand among their attributes."""
    for partner in seen.partners:
        if partner.kind == department.TEAM:
            members = sum(row.partner_id == partner.partner_id and is_present(row, on) for row in seen.staff)
            said = typed("partners", partner.attributes, zone)
            yield Team(partner.partner_id, members, said.get("contract_ends_on"), said.get("supervisor", ""))
