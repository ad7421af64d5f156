"""Numbers of a new version whose clause still has the words of the old one: forty-five days in the sentence, thirty beside it (PL-01, CL-03)."""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import Any

from qudao.policies.diff_words import Move, moves
from qudao.policies.lint.finding import Finding
from qudao.policies.policy import Policy
from qudao.policies.timelines import Timeline, timelines

Moved = dict[str, Any]
"""What one term says otherwise: `term`, the `key` of its line, `starts_on` (None: from the beginning), and `moves`."""


def words_behind(policy: Policy, against: Policy) -> Iterator[Finding]:
    """One finding for each clause that a changed term cites, while neither our words of it nor the company's own text changed.

    The same value from another day is no change; nor is what takes the place of our default or of nothing: no sentence ever said that.
    """
    by_clause: dict[str, list[Moved]] = {}
    for number, moved in (*_header(policy, against), *_terms(policy, against)):
        by_clause.setdefault(number, []).append(moved)
    for place, clause in enumerate(policy.clauses.values()):
        before = against.clauses.get(clause.number)
        if clause.number in by_clause and before is not None and (before.text, before.wording) == (clause.text, clause.wording):
            yield Finding("warning", "words_behind", "clauses.yaml", f"{place}.text", clause.number, {"changes": by_clause[clause.number]})


def _header(policy: Policy, against: Policy) -> Iterator[tuple[str, Moved]]:
    """What policy.yaml sets by a clause: notices, and how the policy is amended."""
    for name in ("notices", "amendment"):
        old, new = getattr(against.header, name), getattr(policy.header, name)
        if old is not None and new is not None and new.clause and (found := moves(old, new, ("clause",))):
            yield new.clause, {"term": f"policy.{name}", "key": {}, "starts_on": None, "moves": found}


def _terms(policy: Policy, against: Policy) -> Iterator[tuple[str, Moved]]:
    before, after = ({line.name: line for line in timelines(one)} for one in (against, policy))
    known = {line.path for line in before.values()} & {line.path for line in after.values()}
    for name in dict.fromkeys([*after, *before]):
        old, new = before.get(name), after.get(name)
        if old is not None and new is not None:
            yield from _line(old, new)
        elif (one := new or old) is not None and one.path in known:  # a line more or less beside its like
            term = one.terms[-1][1]
            value, keys = term.value, _keys(one)
            yield term.clause, _moved(one, term.starts_on, moves(None, value, keys)) if new else _moved(one, None, moves(value, None, keys))


def _line(old: Timeline, new: Timeline) -> Iterator[tuple[str, Moved]]:
    """From which value to which, on the first day of each change."""
    if _values(old) == _values(new):
        return
    told: list[Move] = []
    for day in sorted({term.starts_on for line in (old, new) for _, term in line.terms}):
        was, now = old.on(day), new.on(day)
        found = [] if was.set_by == "product" else moves(was.value, now.value, _keys(new))
        if found and found != told:
            yield now.clause, _moved(new, day, found)
        told = found


def _values(line: Timeline) -> list[Any]:
    """What a line says in the course of time, whatever the days."""
    values = [term.value for _, term in line.terms]
    return [*values[:1], *(after for before, after in pairwise(values) if before != after)]


def _keys(line: Timeline) -> tuple[str, ...]:
    return tuple(name for name, _ in line.key)


def _moved(line: Timeline, starts_on: date | None, found: list[Move]) -> Moved:
    return {"term": line.path, "key": dict(line.key), "starts_on": starts_on, "moves": found}
