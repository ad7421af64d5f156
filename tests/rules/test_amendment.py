"""Who may approve an amendment, and what must have been done before."""

from dataclasses import replace
from datetime import date

import pytest

from qudao.decide.sentences import sentence
from qudao.rules.amendment import Amendment, AmendmentTerms, Approver, decide

TERMS = AmendmentTerms(("channel_manager", "administrator"), 7, "5.1")
TODAY = date(2026, 3, 1)
GOOD = Amendment(
    authors=frozenset({"1"}),
    open_errors=0,
    open_warnings=0,
    backtest="seen",
    is_on_latest=True,
    starts_on=date(2026, 3, 8),
    not_before=date(2024, 1, 1),
    short_notice_explained=False,
)
MANAGER = Approver("2", "channel_manager", saw_this_content=True)


def codes(amendment: Amendment = GOOD, approver: Approver = MANAGER, terms: AmendmentTerms = TERMS) -> list[str]:
    decision = decide(terms, amendment=amendment, approver=approver, today=TODAY)
    assert decision.outcome == (decision.reasons[0].code == "amendment_approved")
    assert decision.clause == terms.clause
    return [reason.code for reason in decision.reasons]


@pytest.mark.rulebook("CL-03")
def test_the_prescribed_role_approves_what_another_wrote() -> None:
    assert codes() == ["amendment_approved"]
    assert codes(approver=replace(MANAGER, role="administrator")) == ["amendment_approved"]


@pytest.mark.rulebook("CL-03")
def test_without_the_prescribed_approver_it_cannot_be_published() -> None:
    assert codes(approver=replace(MANAGER, role="finance")) == ["amendment_wrong_role"]
    assert codes(approver=replace(MANAGER, role="rule_owner")) == ["amendment_wrong_role"]


def test_nobody_approves_what_he_wrote_or_submitted_even_with_the_right_role() -> None:
    assert codes(replace(GOOD, authors=frozenset({"1", "2"}))) == ["amendment_by_its_author"]


def test_what_was_not_looked_at_is_not_approved() -> None:
    assert codes(approver=replace(MANAGER, saw_this_content=False)) == ["amendment_changed_meanwhile"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"open_errors": 1}, "amendment_has_errors"),
        ({"open_warnings": 1}, "amendment_has_open_warnings"),
        ({"backtest": "unseen"}, "amendment_backtest_unseen"),
        ({"is_on_latest": False}, "amendment_on_older_version"),
    ],
)
def test_each_thing_that_is_missing_is_named(change: dict[str, object], code: str) -> None:
    assert codes(replace(GOOD, **change)) == [code]  # type: ignore[arg-type]


def test_everything_missing_is_named_at_once() -> None:
    bad = replace(GOOD, open_errors=2, open_warnings=3, backtest="unseen")
    assert codes(bad, replace(MANAGER, role="auditor")) == [
        "amendment_wrong_role",
        "amendment_has_errors",
        "amendment_has_open_warnings",
        "amendment_backtest_unseen",
    ]


@pytest.mark.rulebook("CO-30")
@pytest.mark.parametrize(("starts_on", "wanted"), [(7, "amendment_notice_short"), (8, "amendment_approved"), (9, "amendment_approved")])
def test_seven_days_notice_are_kept_to_the_day(starts_on: int, wanted: str) -> None:
    assert codes(replace(GOOD, starts_on=date(2026, 3, starts_on))) == [wanted]


@pytest.mark.rulebook("CO-30")
def test_shorter_notice_needs_a_reason() -> None:
    assert codes(replace(GOOD, starts_on=date(2026, 3, 4), short_notice_explained=True)) == ["amendment_approved"]


@pytest.mark.parametrize(("starts_on", "wanted"), [(date(2026, 2, 28), False), (date(2026, 3, 1), False), (date(2026, 3, 2), True)])
def test_it_starts_after_today_never_today_or_before(starts_on: date, wanted: bool) -> None:
    terms = replace(TERMS, notice_days=0)
    assert (codes(replace(GOOD, starts_on=starts_on), terms=terms) == ["amendment_approved"]) is wanted


@pytest.mark.parametrize(("starts_on", "wanted"), [(19, False), (20, True), (21, True)])
def test_it_never_starts_before_the_version_approved_last(starts_on: int, wanted: bool) -> None:
    late = replace(GOOD, not_before=date(2026, 3, 20), starts_on=date(2026, 3, starts_on))
    assert (codes(late) == ["amendment_approved"]) is wanted


def test_a_first_version_may_begin_in_the_past_because_nothing_was_decided_by_it() -> None:
    assert codes(replace(GOOD, not_before=None, starts_on=date(2020, 1, 1))) == ["amendment_approved"]


def test_every_reason_has_its_sentence_in_both_languages() -> None:
    worst = replace(GOOD, authors=frozenset({"2"}), open_errors=1, open_warnings=1, backtest="unseen", is_on_latest=False, starts_on=TODAY)
    decision = decide(
        TERMS, amendment=replace(worst, not_before=date(2026, 4, 1)), approver=replace(MANAGER, role="auditor", saw_this_content=False), today=TODAY
    )
    assert len(decision.reasons) == 10
    for reason in (*decision.reasons, decide(TERMS, amendment=GOOD, approver=MANAGER, today=TODAY).reasons[0]):
        for lang in ("zh", "en"):
            told = sentence(reason, lang)
            assert told != reason.code
            assert "(" not in told or "blank" not in told
