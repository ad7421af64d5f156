"""Grading stays as it is for as long as the policy says; a draft that changes it sooner needs a named person's reason (PA-37)."""

from datetime import date

import pytest

from qudao.policies.lint import Finding, lint, told
from qudao.policies.load import PACKS, parse, texts
from qudao.policies.policy import Policy

FILES = texts(PACKS / "internet-channel")
YEAR = 'revision:\n- {months: 12, starts_on: 2024-01-01, clause: "T2.2", set_by: company}\n'
TOP = '- {scheme: abc, grade: A, from_score: %s, starts_on: %s, clause: "5.1", set_by: company}\n'


def pack(*lines: str, revision: str = YEAR) -> Policy:
    """The pack with an interval of twelve months and more bands, in force since 2024-01-01."""
    grading = FILES["grading.yaml"].replace("revision: []\n", revision) + "".join(lines)
    return parse({**FILES, "grading.yaml": grading}, name="mine")


def unsettled(draft: Policy, first: str, against: Policy | None = None) -> list[Finding]:
    found = lint(draft, against=against or pack(), starts_on=date.fromisoformat(first))
    return [finding for finding in found if finding.code == "grading_unsettled"]


@pytest.mark.rulebook("PA-37")
@pytest.mark.parametrize(("first", "blocked"), [("2024-05-01", True), ("2024-12-31", True), ("2025-01-01", False), ("2025-01-02", False)])
def test_within_twelve_months_a_change_of_the_bands_is_stopped(first: str, blocked: bool) -> None:
    assert bool(unsettled(pack(TOP % (90, first)), first)) is blocked


@pytest.mark.rulebook("PA-37")
def test_a_named_persons_reason_lets_it_stand() -> None:
    (finding,) = unsettled(pack(TOP % (90, "2024-05-01")), "2024-05-01")
    assert (finding.level, finding.clearable, finding.file, finding.clause) == ("error", True, "grading.yaml", "T2.2")
    assert finding.numbers["allowed_on"] == date(2025, 1, 1)
    assert "12" in told(finding, "en").what
    assert "2025-01-01" in told(finding, "zh").do


def test_the_interval_counts_from_the_last_change() -> None:
    since = pack(TOP % (90, "2025-03-01"))
    assert unsettled(pack(TOP % (90, "2025-03-01"), TOP % (95, "2026-02-28")), "2026-02-28", since)
    assert not unsettled(pack(TOP % (90, "2025-03-01"), TOP % (95, "2026-03-01")), "2026-03-01", since)


def test_two_changes_of_one_draft_are_looked_at_each() -> None:
    (finding,) = unsettled(pack(TOP % (90, "2025-01-01"), TOP % (95, "2025-12-31")), "2025-01-01")
    assert (finding.numbers["changed_on"], finding.numbers["starts_on"]) == (date(2025, 1, 1), date(2025, 12, 31))


def test_a_draft_that_leaves_grading_alone_or_a_policy_without_an_interval_is_not_stopped() -> None:
    assert not unsettled(pack(), "2024-05-01")
    free = pack(revision="revision: []\n")
    assert not unsettled(pack(TOP % (90, "2024-05-01"), revision="revision: []\n"), "2024-05-01", free)


def test_the_interval_of_the_version_in_force_counts_not_that_of_the_draft() -> None:
    shorter = YEAR + '- {months: 1, starts_on: 2024-05-01, clause: "T2.2", set_by: company}\n'
    assert unsettled(pack(TOP % (90, "2024-05-01"), revision=shorter), "2024-05-01")
