"""Reads a policy before it is published: does it agree with itself, with the version in force, and where does it touch the law (CO-32)."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from qudao.policies.lint.amendments import notice, retroactive, unsettled
from qudao.policies.lint.beside import words_behind
from qudao.policies.lint.consistency import consistency
from qudao.policies.lint.finding import Clearer, Finding, Level
from qudao.policies.lint.legal import legal
from qudao.policies.lint.words import Told, told
from qudao.policies.policy import Policy
from qudao.policies.reading import line_of

__all__ = ["Clearer", "Finding", "Level", "Told", "lint", "placed", "told", "words_behind"]

GRAVITY = {"error": 0, "warning": 1, "note": 2}


def lint(
    policy: Policy,
    *,
    against: Policy | None = None,
    starts_on: date | None = None,
    today: date | None = None,
    files: Mapping[str, str] | None = None,
) -> tuple[Finding, ...]:
    """Every finding of a policy, the gravest first.

    `against` is the version in force and `starts_on` the draft's first day (left out: the policy's own): nothing before it may change. `today`
    lets the notice be counted. `files` are the pack's texts, for the numbers of lines. Examples are run by `decide.check`.
    """
    found = [*consistency(policy), *legal(policy)]
    if against is not None:
        first = starts_on or policy.starts_on
        found = [finding for finding in found if finding.code != "starts_early"]  # old lines stay; a new one is looked at here:
        found += [*retroactive(policy, against, first), *unsettled(policy, against, first), *words_behind(policy, against)]
    if today is not None and (starts_on or against) is not None:
        found += notice(policy, starts_on or policy.starts_on, today)
    return placed(found, files or {})


def placed(found: Iterable[Finding], files: Mapping[str, str]) -> tuple[Finding, ...]:
    """The findings with the lines they stand on, the gravest first, then by file and place."""
    lined = (replace(finding, line=line_of(files[finding.file], finding.place)) if finding.file in files else finding for finding in found)
    return tuple(sorted(lined, key=lambda finding: (GRAVITY[finding.level], finding.file, finding.line or 0, finding.place, finding.code)))
