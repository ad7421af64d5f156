"""The check (lint) of a version, with what has been answered of it; and the terms under which it may be approved."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from qudao.decide.check import examples_checked
from qudao.policies.lint import Finding, lint, words_behind
from qudao.policies.policy import Policy
from qudao.programmes.content import files_of, policy_of
from qudao.programmes.models import FindingAnswer, PolicyVersion
from qudao.rules.amendment import AmendmentTerms
from qudao.rules.period import day_of

DEFAULT = AmendmentTerms(("administrator",), 0, "")
"""Who approves where a policy does not say: ours, for the company to replace."""

MOST = 64
"""So many contents whose examples were judged are remembered."""

AT_APPROVAL = ("notice_short",)
"""Warnings that depend on the day of the approval: the approver himself gives the reason then (`rules.amendment`)."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A finding, and the latest answer to it."""

    finding: Finding
    answer: FindingAnswer | None

    @property
    def key(self) -> str:
        """What answers refer to."""
        return self.finding.key

    @property
    def code(self) -> str:
        """What was found."""
        return self.finding.code

    @property
    def can_be_answered(self) -> bool:
        """Whether a named person's reason lets it stand."""
        return self.is_open_warning or (self.finding.level == "error" and self.finding.clearable)

    @property
    def is_open_error(self) -> bool:
        """An error that nobody mended, nor cleared where it can be."""
        return self.finding.level == "error" and not (self.finding.clearable and self.answer is not None)

    @property
    def is_open_warning(self) -> bool:
        """A warning without a reason."""
        return self.finding.level == "warning" and self.answer is None and self.code not in AT_APPROVAL

    @property
    def is_open(self) -> bool:
        """Whether it stands in the way of an approval."""
        return self.is_open_error or self.is_open_warning


def findings_of(version: PolicyVersion, *, at: datetime) -> list[Checked]:
    """Everything that the check finds in a version against the one it stands on. CL-03, CO-32 to CO-40."""
    policy, files = policy_of(version), files_of(version)
    base = version.based_on
    answers = {answer.finding: answer for answer in version.answers.select_related("by").order_by("at", "pk")}
    found = lint(
        policy,
        against=policy_of(base) if base is not None else None,
        starts_on=version.starts_on,
        today=day_of(at, policy.timezone),
        files=files,
    )
    return [Checked(finding, answers.get(finding.key)) for finding in (*found, *_examples(policy, files))]


def words_left_behind(version: PolicyVersion) -> dict[str, Finding]:
    """By their numbers, the clauses of a draft that say the old number while what executes them says a new one. PL-01."""
    base = version.based_on
    found = words_behind(policy_of(version), policy_of(base)) if base is not None else ()
    return {finding.clause: finding for finding in found}


_examples_found: dict[str, tuple[Finding, ...]] = {}


def _examples(policy: Policy, files: Mapping[str, str]) -> tuple[Finding, ...]:
    """The version's own examples that no longer hold, each for a person to say why; judged once for each content, because that takes a second."""
    key = sha256(json.dumps(files, sort_keys=True).encode()).hexdigest()
    if key not in _examples_found:
        if len(_examples_found) >= MOST:
            _examples_found.clear()
        found = examples_checked(policy, files)
        _examples_found[key] = tuple(replace(one, level="warning", clearable=True) if one.code == "case_failed" else one for one in found)
    return _examples_found[key]


def open_errors(found: Iterable[Checked]) -> int:
    """How many errors stand in the way."""
    return sum(1 for one in found if one.is_open_error)


def open_warnings(found: Iterable[Checked]) -> int:
    """How many warnings nobody has answered."""
    return sum(1 for one in found if one.is_open_warning)


def terms_of(policy: Policy) -> AmendmentTerms:
    """Who may approve an amendment of the policy, as the policy itself says."""
    amendment = policy.header.amendment
    if amendment is None:
        return DEFAULT
    return AmendmentTerms(amendment.approved_by, amendment.notice_days, amendment.clause or "")
