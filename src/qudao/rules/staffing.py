"""Staffing: which posts are filled, vacant, over quota or not allowed on a day.

Article 5 of 《渠道管理办法》 (5.1 to 5.6); sentence 2.1 of 渠道管理制度(房地产营销部) for a channel department (`department`). The first
reason of a row decides, the gravest first: refused, over, vacant, notice, ok.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from qudao.rules.decision import Dated, Decision, Number, Reason
from qudao.rules.defect import Defect
from qudao.rules.period import in_force
from qudao.rules.posts import CITY, GROUP, PROJECT, REGION, Post, Unit, ids, path, seniority

Status = Literal["ok", "notice", "vacant", "over", "refused"]
GRAVITY: tuple[Status, ...] = ("refused", "over", "vacant", "notice", "ok")

SPECIALIST = "specialist"
GRADES = ("high", "middle", "junior")
SPECIALISTS = (SPECIALIST, *(f"{SPECIALIST}_{grade}" for grade in GRADES))
LEADS = ("channel_manager", "channel_supervisor")
GROUP_LEADER, KEY_ACCOUNT, REGION_HEAD, CITY_HEAD = "group_leader", "key_account", "region_head", "city_head"
LEVELS = {REGION_HEAD: REGION, CITY_HEAD: CITY}
APPROVED = {SPECIALIST: "approved_specialist", KEY_ACCOUNT: "approved_key_account"}
"""An approved post (编制) is a row of staff of its own: this role, the unit, and the days from which and until which it is approved."""
LINES = ("specialist", "extension_specialist", "call_specialist", "enterprise_specialist")
BELOW = {"extender": "extension_specialist", "caller": "call_specialist"}
POSTS = frozenset({*SPECIALISTS, *LEADS, GROUP_LEADER, KEY_ACCOUNT, REGION_HEAD, CITY_HEAD, *APPROVED.values(), *LINES, *BELOW})


@dataclass(frozen=True, slots=True)
class Head:
    """So many heads of a region or a city; full-time means no other post."""

    headcount: int
    full_time: bool


@dataclass(frozen=True, slots=True)
class Lead:
    """So many leads of a project, of any of the ranks together."""

    headcount: int
    ranks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Leader:
    """Group leaders only while a project has more specialists than this number."""

    specialists_above: int


@dataclass(frozen=True, slots=True)
class GroupSize:
    """A group's least size and the recommended one."""

    least: int
    recommended: int


@dataclass(frozen=True, slots=True)
class LeaderInGroup:
    """Whether the leader is one of the group's number."""

    counts: bool


@dataclass(frozen=True, slots=True)
class Approval:
    """Where posts need an approved number. `unstated`: what holds while none is approved: `notice` or `refused`."""

    unstated: Literal["notice", "refused"]


@dataclass(frozen=True, slots=True)
class Department:
    """The template of a channel department: units of these names, and their posts."""

    named: tuple[str, ...]
    managers: int
    supervisors: int
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Contract:
    """An outsourced team works so many days beyond the end of its contract."""

    days_after_end: int


@dataclass(frozen=True, slots=True)
class Insurance:
    """Whose contributions must be proven for the month before: people of these posts."""

    posts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StaffingTerms:
    """In YAML every item carries its fields, `starts_on` and `clause`. What is not set is not judged."""

    region_head: tuple[Dated[Head], ...] = ()
    city_head: tuple[Dated[Head], ...] = ()
    project_lead: tuple[Dated[Lead], ...] = ()
    group_leader: tuple[Dated[Leader], ...] = ()
    group_size: tuple[Dated[GroupSize], ...] = ()
    leader_in_group: tuple[Dated[LeaderInGroup], ...] = ()
    specialists: tuple[Dated[Approval], ...] = ()
    key_accounts: tuple[Dated[Approval], ...] = ()
    insurance: tuple[Dated[Insurance], ...] = ()
    department: tuple[Dated[Department], ...] = ()
    outsourced: tuple[Dated[Contract], ...] = ()

    def defects(self) -> Iterator[Defect]:
        """A group that is recommended smaller than its least size."""
        for index, size in enumerate(self.group_size):
            if size.value.recommended < size.value.least:
                yield Defect("below_least", f"group_size.{index}.recommended", str(size.value.recommended), {"least": str(size.value.least)})


@dataclass(frozen=True, slots=True)
class Staffing:
    """One post of one unit: how many hold it and how that stands."""

    unit: str
    post: str
    headcount: int
    status: Status


Judged = Decision[Staffing]
Finding = tuple[Status, Reason]


def judged(unit: Unit | str, post: str, headcount: int, findings: Iterable[Finding]) -> Judged:
    """A row from what was found about it, the gravest first."""
    ordered = sorted(findings, key=lambda finding: GRAVITY.index(finding[0]))
    row = Staffing(unit if isinstance(unit, str) else path(unit), post, headcount, ordered[0][0])
    return Decision(row, tuple(reason for _, reason in ordered))


def against(quota: int, holders: Sequence[Post], clause: str, *, least: int) -> Finding:
    """Too many, too few, or as it should be."""
    numbers: dict[str, Number] = {"headcount": len(holders), "quota": quota}
    if len(holders) > quota:
        return "over", Reason("staffing_over", clause, {**numbers, "staff_ids": ids(sorted(holders, key=seniority)[quota:])})
    if len(holders) < least:
        return "vacant", Reason("staffing_vacant", clause, numbers)
    return "ok", Reason("staffing_within", clause, numbers)


PostsOn = Callable[[date], Sequence[Post]]
"""The posts of any day: a group leader is judged on the day he began as well."""


def decide(terms: StaffingTerms, *, posts_on: PostsOn, beside: Sequence[Post] = (), cities: Iterable[str] = (), on: date) -> tuple[Judged, ...]:
    """Every post of regions, cities, projects and groups on a day. Articles 5.1 to 5.6.

    `beside` are the posts of channel departments, which are judged elsewhere and still are second posts; `cities` are known from elsewhere,
    so that one without anybody is seen to be vacant.
    """
    holding = [post for post in posts_on(on) if post.role in POSTS]
    if not holding:
        return ()
    everything = (*posts_on(on), *beside)
    rows = [*_heads(terms.region_head, REGION_HEAD, everything, on), *_heads(terms.city_head, CITY_HEAD, everything, on, cities)]
    rows += _misplaced(terms, holding, on)
    for unit, there in sorted(_by_unit(holding, PROJECT).items()):
        rows += _project(terms, unit, there, posts_on, on)
    for unit, there in sorted(_by_unit(holding, GROUP).items()):
        rows += _group(terms, unit, there, on)
    return tuple(rows)


def _by_unit(holding: Iterable[Post], level: int) -> dict[Unit, list[Post]]:
    found: dict[Unit, list[Post]] = {}
    for post in holding:
        if len(post.unit) >= level:
            found.setdefault(post.unit[:level], []).append(post)
    return found


def _heads(dated: Sequence[Dated[Head]], role: str, everything: Sequence[Post], on: date, cities: Iterable[str] = ()) -> list[Judged]:
    """One full-time head for each unit of a level. Clauses 5.1 and 5.2."""
    if not dated:
        return []
    term = in_force(dated, on)
    units = _by_unit((post for post in everything if post.role in POSTS), LEVELS[role])
    named = {unit[-1] for unit in units}
    rows = []
    for unit in sorted({*units, *((city,) for city in cities if city not in named)}):
        heads = [post for post in units.get(unit, ()) if post.role == role]
        findings = [against(term.value.headcount, heads, term.clause, least=term.value.headcount)]
        for head in heads if term.value.full_time else ():
            others = [post for post in everything if post.staff_id == head.staff_id and post != head]
            if others:
                also = {
                    "staff_id": head.staff_id,
                    "posts": ";".join(post.role for post in others),
                    "units": ";".join(path(post.unit) for post in others),
                }
                findings.append(("refused", Reason("staffing_second_post", term.clause, also)))
        rows.append(judged(unit, role, len(heads), findings))
    return rows


def _misplaced(terms: StaffingTerms, holding: Sequence[Post], on: date) -> list[Judged]:
    """People whose unit is not named down to the level of their post: they are counted nowhere, and that is said."""
    cited: dict[str, Sequence[Dated[Any]]] = {REGION_HEAD: terms.region_head, CITY_HEAD: terms.city_head, GROUP_LEADER: terms.group_leader}
    cited |= {KEY_ACCOUNT: terms.key_accounts, **dict.fromkeys(LEADS, terms.project_lead), **dict.fromkeys(SPECIALISTS, terms.specialists)}
    found: dict[tuple[Unit, str], list[Post]] = {}
    for post in holding:
        if cited.get(post.role) and len(post.unit) < LEVELS.get(post.role, PROJECT):
            found.setdefault((post.unit, post.role), []).append(post)
    rows = []
    for (unit, role), there in sorted(found.items()):
        reason = Reason("staffing_unit_missing", in_force(cited[role], on).clause, {"staff_ids": ids(there)})
        rows.append(judged(unit, role, len(there), [("notice", reason)]))
    return rows


def _project(terms: StaffingTerms, unit: Unit, there: Sequence[Post], posts_on: PostsOn, on: date) -> list[Judged]:
    rows = []
    if terms.project_lead:
        lead = in_force(terms.project_lead, on)
        holders = [post for post in there if post.role in lead.value.ranks]
        rows.append(judged(unit, "project_lead", len(holders), [against(lead.value.headcount, holders, lead.clause, least=0)]))
    leaders = [post for post in there if post.role == GROUP_LEADER]
    if terms.group_leader and leaders:
        rows.append(_leaders(in_force(terms.group_leader, on), unit, leaders, posts_on, on))
    specialists = [post for post in there if post.role in SPECIALISTS]
    if terms.specialists and specialists:
        term = in_force(terms.specialists, on)
        ungraded = [post for post in specialists if post.role == SPECIALIST]
        findings = [_approved(term, SPECIALIST, specialists, there)]
        if ungraded:
            findings.append(("notice", Reason("staffing_grade_missing", term.clause, {"staff_ids": ids(ungraded)})))
        rows.append(judged(unit, SPECIALIST, len(specialists), findings))
    accounts = [post for post in there if post.role == KEY_ACCOUNT]
    if terms.key_accounts and accounts:
        finding = _approved(in_force(terms.key_accounts, on), KEY_ACCOUNT, accounts, there)
        rows.append(judged(unit, KEY_ACCOUNT, len(accounts), [finding]))
    return rows


def _approved(term: Dated[Approval], post: str, holders: Sequence[Post], there: Sequence[Post]) -> Finding:
    """Holders against the approved posts of the unit; those who came last are beyond it. Clauses 5.5 and 5.6."""
    approved = sum(each.role == APPROVED[post] for each in there)
    numbers: dict[str, Number] = {"headcount": len(holders), "approved": approved}
    if len(holders) <= approved:
        return "ok", Reason("staffing_approved", term.clause, numbers)
    beyond: dict[str, Number] = {**numbers, "staff_ids": ids(sorted(holders, key=seniority)[approved:])}
    if approved:
        return "over", Reason("staffing_approval_needed", term.clause, beyond)
    return term.value.unstated, Reason("staffing_nothing_approved", term.clause, beyond)


def _leaders(term: Dated[Leader], unit: Unit, leaders: Sequence[Post], posts_on: PostsOn, on: date) -> Judged:
    """Leaders need more specialists than the number; one who began rightly stays with a warning when it is no longer so. Clause 5.4."""
    above = term.value.specialists_above

    def specialists(day: date) -> int:
        return sum(post.role in SPECIALISTS and post.unit[:PROJECT] == unit for post in posts_on(day))

    now = specialists(on)
    numbers: dict[str, Number] = {"specialists": now, "above": above}
    if now > above:
        return judged(unit, GROUP_LEADER, len(leaders), [("ok", Reason("staffing_leader_allowed", term.clause, numbers))])
    early = [post for post in leaders if post.since is None or specialists(post.since) <= above]
    findings: list[Finding] = []
    if early:
        findings.append(("refused", Reason("staffing_leader_refused", term.clause, {**numbers, "staff_ids": ids(early)})))
    if kept := [post for post in leaders if post not in early]:
        findings.append(("notice", Reason("staffing_leader_remains", term.clause, {**numbers, "staff_ids": ids(kept)})))
    return judged(unit, GROUP_LEADER, len(leaders), findings)


def _group(terms: StaffingTerms, unit: Unit, there: Sequence[Post], on: date) -> list[Judged]:
    """The size of a group. Clause 5.4."""
    if not terms.group_size:
        return []
    term = in_force(terms.group_size, on)
    leader_counts = bool(terms.leader_in_group) and in_force(terms.leader_in_group, on).value.counts
    size = sum(post.role in SPECIALISTS or (leader_counts and post.role == GROUP_LEADER) for post in there)
    numbers: dict[str, Number] = {"headcount": size, "least": term.value.least, "recommended": term.value.recommended}
    if size < term.value.least:
        return [judged(unit, "group", size, [("refused", Reason("staffing_group_too_small", term.clause, numbers))])]
    if size < term.value.recommended:
        return [judged(unit, "group", size, [("notice", Reason("staffing_group_below_recommended", term.clause, numbers))])]
    return [judged(unit, "group", size, [("ok", Reason("staffing_group_large_enough", term.clause, numbers))])]


def uninsured(terms: StaffingTerms, *, holding: Sequence[Post], proven: Mapping[str, date], on: date) -> tuple[Judged, ...]:
    """People of a project whose contributions are not proven for the month before, with the days since they joined. Clause 5.5.

    `proven`: the latest month proven for each person. Nothing is said while nobody's contributions are recorded at all.
    """
    if not terms.insurance or not proven:
        return ()
    term = in_force(terms.insurance, on)
    before = date(on.year - (on.month == 1), (on.month - 2) % 12 + 1, 1)
    rows = []
    for unit, there in sorted(_by_unit([post for post in holding if post.role in term.value.posts], PROJECT).items()):
        missing = [post for post in there if proven.get(post.staff_id, date.min) < before]
        if missing:
            rows.append(judged(unit, "social_insurance", len(missing), [("notice", _unproven(term.clause, post, on)) for post in missing]))
    return tuple(rows)


def _unproven(clause: str, post: Post, on: date) -> Reason:
    if post.since is None:
        return Reason("staffing_uninsured", clause, {"staff_id": post.staff_id})
    return Reason("staffing_uninsured_since", clause, {"staff_id": post.staff_id, "joined_on": post.since, "days": (on - post.since).days})
