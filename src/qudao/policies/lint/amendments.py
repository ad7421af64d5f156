"""A new version beside the one in force: nothing before its first day may change, the promised notice must be kept, and grading stays as it is for
as long as the policy says (PL-01, CL-03, PA-37)."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from qudao.policies.lint.consistency import at_term
from qudao.policies.lint.finding import Finding
from qudao.policies.policy import Policy
from qudao.policies.timelines import Timeline, timelines
from qudao.rules.period import in_force, months_later


def retroactive(policy: Policy, against: Policy, starts_on: date) -> Iterator[Finding]:
    """Terms by which a day before `starts_on` would be judged otherwise than by the version in force."""
    for field in ("scheme", "timezone"):
        if getattr(policy.header, field) != getattr(against.header, field):
            yield Finding(
                "error", "retroactive_header", "policy.yaml", field, "", {"field": f"policy.{field}", "starts_on": starts_on}, clearable=False
            )
    old = {line.name: line for line in timelines(against)}
    new = {line.name: line for line in timelines(policy)}
    for name, line in new.items():
        if name in old:
            yield from _changed(old[name], line, starts_on)
        else:
            yield from (
                at_term("error", "retroactive_added", line, index, starts_on=starts_on, term_on=term.starts_on)
                for index, term in line.terms
                if term.starts_on < starts_on
            )
    for name, line in old.items():
        if name not in new and line.terms[0][1].starts_on < starts_on:
            numbers = {"term": line.path, "starts_on": starts_on, **dict(line.key)}
            clause = line.terms[0][1].clause
            yield Finding("error", "retroactive_removed", f"{line.section}.yaml", line.field, clause, numbers, clearable=True, cleared_by="legal")


def _changed(old: Timeline, new: Timeline, starts_on: date) -> Iterator[Finding]:
    breaks = sorted({term.starts_on for line in (old, new) for _, term in line.terms if term.starts_on < starts_on})
    for day in (None, *breaks):
        before, after = old.on(day), new.on(day)
        if (before.value, before.clause) != (after.value, after.clause):
            index = next(index for index, term in new.terms if term is after)
            yield at_term("error", "retroactive", new, index, starts_on=starts_on, **_said(day))
            return


def _said(day: date | None) -> dict[str, Any]:
    return {} if day is None else {"term_on": day}


def unsettled(policy: Policy, against: Policy, starts_on: date) -> Iterator[Finding]:
    """Changes of schemes or bands sooner after the last one than the version in force allows; a named person's reason is the exception (PA-37)."""
    if not (policy.has("grading") and against.has("grading") and against.grading.revision):
        return
    old, new = _grading(against), _grading(policy)
    changed_on = max((day for day, _, _ in old if day < starts_on), default=against.starts_on)
    for day in sorted({max(day, starts_on) for day, _, _ in old ^ new}):
        term = in_force(against.grading.revision, day)
        allowed_on = months_later(changed_on, term.value.months)
        if day < allowed_on:
            numbers = {"changed_on": changed_on, "starts_on": day, "months": term.value.months, "allowed_on": allowed_on}
            yield Finding("error", "grading_unsettled", "grading.yaml", "schemes", term.clause, numbers, clearable=True)
        changed_on = day


def _grading(policy: Policy) -> set[tuple[date, str, Any]]:
    """Every line of schemes and bands with its first day."""
    terms = policy.grading
    return {(term.starts_on, term.clause, term.value) for lines in (terms.schemes, terms.bands) for term in lines}


FAR_DAYS = 366
"""A first day further away is more likely a slip of the pen than a plan; and nothing may start before it once it is approved."""


def notice(policy: Policy, starts_on: date, today: date) -> Iterator[Finding]:
    """Fewer days from today to the first day than the amendment clause promises, or more than anybody plans ahead."""
    promised = policy.header.amendment
    left = (starts_on - today).days
    if left > FAR_DAYS:
        yield Finding("warning", "starts_far", "policy.yaml", "starts_on", "", {"left_days": left, "starts_on": starts_on})
    if promised is not None and left < promised.notice_days:
        numbers = {"notice_days": promised.notice_days, "left_days": left, "starts_on": starts_on}
        yield Finding("warning", "notice_short", "policy.yaml", "amendment.notice_days", promised.clause or "", numbers)
