"""A channel department after its template, and the outsourced teams it works with.

Sentences 2.1, 3.1.7 and 3.2.4 of 渠道管理制度(房地产营销部).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from qudao.rules.decision import Dated, Number, Reason
from qudao.rules.period import in_force
from qudao.rules.posts import Post, Unit, ids
from qudao.rules.staffing import BELOW, SPECIALIST, SPECIALISTS, Contract, Department, Finding, Judged, StaffingTerms, against, judged

TEAM = "outsourced_team"


@dataclass(frozen=True, slots=True)
class Team:
    """An outsourced team: its members on the day, the last day of its contract, and who supervises it."""

    partner_id: str
    members: int
    ends_on: date | None
    supervisor: str = ""


def apart(terms: StaffingTerms, posts: Iterable[Post], on: date) -> tuple[tuple[Post, ...], Mapping[Unit, tuple[Post, ...]]]:
    """The posts of regions, cities and projects, and those of every channel department by its unit."""
    named = set(in_force(terms.department, on).value.named) if terms.department else set()
    elsewhere: list[Post] = []
    departments: dict[Unit, tuple[Post, ...]] = {}
    for post in posts:
        place = next((number for number, part in enumerate(post.unit, start=1) if part in named), 0)
        if place:
            unit = post.unit[:place]
            departments[unit] = (*departments.get(unit, ()), post)
        else:
            elsewhere.append(post)
    return tuple(elsewhere), departments


def department(terms: StaffingTerms, *, departments: Mapping[Unit, Sequence[Post]], on: date) -> tuple[Judged, ...]:
    """Manager, supervisors and the lines of every channel department; people below a line need its specialist. Sentence 2.1."""
    if not terms.department:
        return ()
    term = in_force(terms.department, on)
    rows: list[Judged] = []
    for unit, there in sorted(departments.items()):
        for role, quota in (("channel_manager", term.value.managers), ("channel_supervisor", term.value.supervisors)):
            holders = [post for post in there if post.role == role]
            rows.append(judged(unit, role, len(holders), [against(quota, holders, term.clause, least=quota)]))
        rows += [_line(term, unit, line, there) for line in term.value.lines]
    return tuple(rows)


def _line(term: Dated[Department], unit: Unit, line: str, there: Sequence[Post]) -> Judged:
    roles = SPECIALISTS if line == SPECIALIST else (line,)
    holders = [post for post in there if post.role in roles]
    below = [post for post in there if BELOW.get(post.role) == line]
    numbers: dict[str, Number] = {"headcount": len(holders), "below": len(below)}
    findings: list[Finding] = []
    if below and not holders:
        findings.append(("refused", Reason("staffing_nobody_above", term.clause, {**numbers, "staff_ids": ids(below)})))
    elif holders:
        findings.append(("ok", Reason("staffing_line_filled", term.clause, numbers)))
    else:
        findings.append(("vacant", Reason("staffing_line_vacant", term.clause, numbers)))
    return judged(unit, line, len(holders), findings)


def outsourced(terms: StaffingTerms, *, teams: Iterable[Team], on: date) -> tuple[Judged, ...]:
    """Whether each outsourced team may be given work: until the last day of its contract. Sentence 3.2.4."""
    if not terms.outsourced:
        return ()
    term = in_force(terms.outsourced, on)
    return tuple(judged(team.partner_id, TEAM, team.members, [_contract(term, team, on)]) for team in sorted(teams, key=lambda team: team.partner_id))


def _contract(term: Dated[Contract], team: Team, on: date) -> Finding:
    if team.ends_on is None:
        return "notice", Reason("staffing_contract_unknown", term.clause, {"partner_id": team.partner_id})
    past = (on - team.ends_on).days
    numbers: dict[str, Number] = {"ends_on": team.ends_on}
    if past <= term.value.days_after_end:
        return "ok", Reason("staffing_contract_runs", term.clause, numbers)
    if team.supervisor:
        return "refused", Reason("staffing_contract_ended", term.clause, {**numbers, "days": past, "supervisor": team.supervisor})
    return "refused", Reason("staffing_contract_ended_nobody", term.clause, {**numbers, "days": past})
