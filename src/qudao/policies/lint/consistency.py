"""Whether a policy agrees with itself: ladders, dates, clauses, and what it leaves open. Numbers alone; the law is looked at in `legal`."""

from collections.abc import Iterable, Iterator
from typing import Any

from qudao.policies import ladders
from qudao.policies.lint.finding import Finding, Level
from qudao.policies.load import citations, left_open
from qudao.policies.policy import Policy
from qudao.policies.timelines import Timeline, timelines
from qudao.rules.decision import Dated

WHOLE_BP = 10_000


def consistency(policy: Policy) -> Iterator[Finding]:
    """Every inconsistency of a policy with itself."""
    lines = timelines(policy)
    yield from _ladders(policy)
    yield from _starts(policy, lines)
    yield from _twice(lines)
    yield from _shares(lines)
    yield from _kinds(policy)
    yield from _windows(policy)
    yield from _clauses(policy)
    yield from _open(policy)


def at_term(level: Level, code: str, line: Timeline, index: int, **numbers: Any) -> Finding:
    """A finding at one line of a section."""
    term = line.terms[[number for number, _ in line.terms].index(index)][1]
    return Finding(level, code, f"{line.section}.yaml", line.place(index), term.clause, {"term": line.path, **numbers}, clearable=level != "error")


def _ladders(policy: Policy) -> Iterator[Finding]:
    """Each defect of a ladder once, on the first day on which it stands."""
    told: set[tuple[str, str, Any, Any]] = set()
    for finding in _standings(policy):
        mark = (finding.code, finding.place, finding.numbers.get("lower"), finding.numbers.get("upper"))
        if mark not in told:
            told.add(mark)
            yield finding


def _standings(policy: Policy) -> Iterator[Finding]:
    for standing in ladders.standings(policy):
        ladder = standing.ladder
        about = {"term": standing.path, "on": standing.starts_on, **dict(standing.group)}
        if ladder.bottom is not None and standing.rungs[0].at > ladder.bottom:
            yield _at_rung("warning", "ladder_bottom", standing.rungs[0], {**about, "first": standing.rungs[0].at, "bottom": ladder.bottom})
        for code, level, pairs in (
            ("bands_overlap", "error", ladders.overlaps(standing)),
            ("bands_gap", "warning", ladders.gaps(standing)),
            ("step_falls", "warning", ladders.falls(standing)),
            ("step_easier", "warning", ladders.easier(standing)),
        ):
            for lower, upper in pairs:
                numbers = {**about, "lower": lower.at, "upper": upper.at}
                yield _at_rung("error" if level == "error" else "warning", code, upper, numbers)
        for rung in ladders.unreachable(standing):
            yield _at_rung("warning", "unreachable", rung, {**about, "lower": rung.at, "top": ladder.top})


def _at_rung(level: Level, code: str, rung: ladders.Rung, numbers: dict[str, Any]) -> Finding:
    section = rung.path.partition(".")[0]
    return Finding(level, code, f"{section}.yaml", rung.place, rung.term.clause, numbers, clearable=level != "error")


def _starts(policy: Policy, lines: Iterable[Timeline]) -> Iterator[Finding]:
    """A list that begins after the policy does, and lines from before it."""
    by_path: dict[str, list[Timeline]] = {}
    for line in lines:
        by_path.setdefault(line.path, []).append(line)
    for members in by_path.values():
        first = min(members, key=lambda line: line.terms[0][1].starts_on)
        index, term = first.terms[0]
        if term.starts_on > policy.starts_on:
            yield at_term("warning", "no_start", first, index, policy_on=policy.starts_on, starts_on=term.starts_on)
        for line in members:
            for index, term in line.terms:
                if term.starts_on < policy.starts_on:
                    yield at_term("warning", "starts_early", line, index, policy_on=policy.starts_on, starts_on=term.starts_on)


def _twice(lines: Iterable[Timeline]) -> Iterator[Finding]:
    """Two lines of one timeline with the same first day: the first of them never counts."""
    for line in lines:
        for (index, earlier), (_, later) in zip(line.terms, line.terms[1:], strict=False):
            if earlier.starts_on == later.starts_on:
                yield at_term("error", "never_counts", line, index, starts_on=earlier.starts_on)


def _shares(lines: Iterable[Timeline]) -> Iterator[Finding]:
    """Rates and shares beyond the whole."""
    for line in lines:
        for index, term in line.terms:
            for name in ("rate_bp", "share_bp"):
                value = getattr(term.value, name, None)
                if isinstance(value, int) and value > WHOLE_BP:
                    yield at_term("error", "beyond_whole", line, index, value_bp=value)


def _kinds(policy: Policy) -> Iterator[Finding]:
    """A kind of violation in two ladders of one subject: which of them counts would be chance."""
    lines = [line for line in timelines(policy) if line.path == "discipline.sanctions"]
    seen: dict[tuple[str, str], Any] = {}
    for line in lines:
        key = dict(line.key)
        for kind in key["kinds"]:
            first = seen.setdefault((key["subject"], kind), key["kinds"])
            if first != key["kinds"]:
                yield at_term("error", "kind_twice", line, line.terms[0][0], kind=kind, subject=key["subject"])


def _windows(policy: Policy) -> Iterator[Finding]:
    """A visit must not shorten the protection, and the cap must leave room for what it caps."""
    lines = {line.field: line for line in timelines(policy) if line.section == "protection"}
    if not {"before_visit", "after_visit", "bulk_extension", "total_after_visit"} <= set(lines):
        return
    after, before, extension, total = (lines[name] for name in ("after_visit", "before_visit", "bulk_extension", "total_after_visit"))
    for day in sorted({term.starts_on for line in (after, before, extension, total) for _, term in line.terms}):
        days = after.on(day).value.days
        if days < before.on(day).value.days:
            yield at_term(
                "warning", "visit_shortens", after, _index(after, after.on(day)), on=day, before_days=before.on(day).value.days, after_days=days
            )
        longest, cap = days + extension.on(day).value.days * extension.on(day).value.times, total.on(day).value.days
        if cap < longest:
            yield at_term("warning", "cap_cuts", total, _index(total, total.on(day)), on=day, cap_days=cap, longest_days=longest)


def _index(line: Timeline, term: Dated[Any]) -> int:
    return next(index for index, each in line.terms if each is term)


def _clauses(policy: Policy) -> Iterator[Finding]:
    """A clause said to be executed that nothing cites, and a cited one that is said to be none of the product's business."""
    cited: dict[str, str] = {}
    for path, number in citations(policy):
        cited.setdefault(number, path)
    for place, clause in enumerate(policy.clauses.values()):
        if clause.form == "executed" and clause.number not in cited:
            yield Finding("warning", "clause_idle", "clauses.yaml", f"{place}", clause.number)
        if clause.form == "out_of_scope" and clause.number in cited:
            yield Finding("warning", "clause_out_of_scope", "clauses.yaml", f"{place}.form", clause.number, {"place": cited[clause.number]})


def _open(policy: Policy) -> Iterator[Finding]:
    for path, state in left_open(policy):
        section, _, place = path.partition(".")
        yield Finding(
            "note", "not_set" if state == "not_set" else "product_default", f"{section}.yaml", place, "", {"term": ".".join(path.split(".")[:2])}
        )
