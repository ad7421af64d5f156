"""Ages on a day, the order of grounds, and the day that completes an upgrade."""

from datetime import date

import pytest

from qudao.policies.load import load
from qudao.rules.decision import Dated
from qudao.rules.membership import Application, MembershipTerms, Sold, Upgrade, admit, age_on, propose

TERMS = load("membership").membership
ASKED = MembershipTerms(TERMS.age, TERMS.agreement, TERMS.review, (Dated(Upgrade("ordinary", "advanced", 10_000_000, 6), date(2024, 1, 1), "2.2"),))


def application(birth_on: date | None = date(2000, 1, 1), **given: object) -> Application:
    found: dict[str, object] = {"agreement_signed": True, "qualification": "passed", "interview": "passed", **given}
    return Application(date(2025, 3, 1), birth_on, **found)  # type: ignore[arg-type]


@pytest.mark.rulebook("PA-25")
@pytest.mark.parametrize(("birth_on", "years"), [(date(2007, 2, 28), 18), (date(2007, 3, 1), 18), (date(2007, 3, 2), 17)])
def test_the_birthday_counts(birth_on: date, years: int) -> None:
    assert age_on(birth_on, date(2025, 3, 1)) == years


@pytest.mark.parametrize(("on", "years"), [(date(2026, 2, 28), 17), (date(2026, 3, 1), 18), (date(2028, 2, 29), 20)])
def test_a_leap_day_birth_completes_a_common_year_on_the_first_of_march(on: date, years: int) -> None:
    assert age_on(date(2008, 2, 29), on) == years


def test_a_ground_of_refusal_decides_before_what_is_missing() -> None:
    decision = admit(TERMS, application=application(date(2007, 3, 2), agreement_signed=None))
    assert decision.outcome == "refused"
    assert [reason.code for reason in decision.reasons] == ["member_too_young", "member_agreement_missing"]


@pytest.mark.parametrize("blank", ["agreement_signed", "qualification", "interview"])
def test_each_missing_paper_alone_makes_it_wait(blank: str) -> None:
    assert admit(TERMS, application=application(**{blank: None})).outcome == "pending"
    assert admit(TERMS, application=application()).outcome == "admitted"


def test_an_unknown_birth_date_waits() -> None:
    assert admit(TERMS, application=application(None)).outcome == "pending"


@pytest.mark.rulebook("PA-26")
@pytest.mark.parametrize(("amount_fen", "proposed"), [(9_999_999, False), (10_000_000, True), (10_000_001, True)])
def test_the_threshold_is_inclusive(amount_fen: int, proposed: bool) -> None:
    made = propose(ASKED, level="ordinary", since=date(2025, 1, 15), sold=[Sold(date(2025, 3, 1), amount_fen)], today=date(2025, 12, 31))
    assert (made is not None) is proposed


def test_it_is_reached_on_the_later_of_the_two_days() -> None:
    early, late = Sold(date(2025, 3, 1), 10_000_000), Sold(date(2025, 9, 2), 10_000_000)
    for sold, day in ((early, date(2025, 7, 15)), (late, date(2025, 9, 2))):
        made = propose(ASKED, level="ordinary", since=date(2025, 1, 15), sold=[sold], today=date(2025, 12, 31))
        assert made is not None
        assert made.outcome.reached_on == day


@pytest.mark.parametrize("level", [None, "advanced"])
def test_nobody_is_proposed_from_another_level(level: str | None) -> None:
    sold = [Sold(date(2025, 3, 1), 10_000_000)]
    assert propose(ASKED, level=level, since=date(2024, 1, 1), sold=sold, today=date(2025, 12, 31)) is None
