"""Appraisal of the channel team: visits by their source, results against their targets, to rows of grades."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from qudao.decide.known import Facts, is_over
from qudao.decide.rows import Decided, GradeRow
from qudao.policies.load import Policy
from qudao.rules import attainment, channel_share
from qudao.rules.attainment import Values
from qudao.rules.channel_share import Grade
from qudao.rules.decision import Decision
from qudao.rules.period import day_of
from qudao.rules.posts import PROJECT, path, units


def rows(policy: Policy, seen: Facts, as_of: datetime) -> Mapping[str, Sequence[Decided]]:
    """The channel's share of each project's month, and the attainment of each person and team."""
    made: list[GradeRow] = []
    if policy.has("channel_share"):
        made += _shares(policy, seen, as_of)
    if policy.has("attainment"):
        made += _attained(policy, seen)
    return {"grades": made} if made else {}


def _shares(policy: Policy, seen: Facts, as_of: datetime) -> list[GradeRow]:
    """One row for each project and month with visits."""
    months: dict[tuple[str, date], list[str | None]] = defaultdict(list)
    for visit in seen.visits:
        months[visit.project_id, day_of(visit.at, policy.timezone).replace(day=1)].append(visit.source)
    today = day_of(as_of, policy.timezone)
    made = []
    for (project_id, month), sources in sorted(months.items()):
        visitors = channel_share.counted(sources)
        decided = channel_share.decide(policy.channel_share, visitors=visitors, month=month, is_over=is_over(month, today))
        if decided is not None:
            made.append(_row(policy, project_id, month, decided))
    return made


def _attained(policy: Policy, seen: Facts) -> list[GradeRow]:
    """Rows for each person and, added up, for the project that his unit names."""
    values: dict[tuple[str, date], dict[str, Decimal]] = defaultdict(dict)
    for row in seen.results:
        values[row.subject_id, row.month][row.measure] = row.value
    team_of = {row.staff_id: path(units(row.unit)[0][:PROJECT]) for row in seen.staff}
    teams: dict[tuple[str, date], list[Values]] = defaultdict(list)
    made = []
    for (subject_id, month), measured in sorted(values.items()):
        made += [_row(policy, subject_id, month, each) for each in attainment.decide(policy.attainment, values=measured, month=month)]
        if team := team_of.get(subject_id):
            teams[team, month].append(measured)
    for (team, month), members in sorted(teams.items()):
        made += [_row(policy, team, month, each) for each in attainment.team(policy.attainment, members=members, month=month)]
    return made


def _row(policy: Policy, subject_id: str, month: date, decided: Decision[Grade]) -> GradeRow:
    return GradeRow(
        subject_id=subject_id,
        period=f"{month:%Y-%m}",
        score=decided.outcome.score,
        grade=decided.outcome.grade,
        reasons=decided.reasons,
        policy_version=policy.version,
    )
