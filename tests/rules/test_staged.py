"""Staged measures: a deadline for correction, the step that follows when it is missed, and no fine for staff."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from qudao.policies.load import load
from qudao.rules.decision import Cited, Dated
from qudao.rules.discipline import Correction, DisciplineTerms, Penalty, Sanction, Surroundings, penalties
from qudao.rules.facts import Violation

ZONE = ZoneInfo("Asia/Shanghai")
TERMS = load("social-commerce").discipline
FIRST = date(2024, 1, 1)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def judged(
    *violations: Violation, as_of: str | None = None, corrected: dict[str, date] | None = None, terms: DisciplineTerms = TERMS
) -> list[Penalty]:
    around = Surroundings({}, {}, {}, ZONE, corrected or {}, at(as_of) if as_of else None)
    return [decision.outcome for decision in penalties(terms, violations=violations, around=around)]


def breach(number: int, when: str = "2025-03-01 10:00", **who: str) -> Violation:
    return Violation(f"X{number}", at(when), "brand", **(who or {"partner_id": "A"}))  # type: ignore[arg-type]


@pytest.mark.rulebook("CO-13")
@pytest.mark.parametrize(
    ("as_of", "steps"), [("2025-03-08 23:59:59", [1]), ("2025-03-09 00:00", [1, 2]), ("2025-03-09 00:00:01", [1, 2]), (None, [1])]
)
def test_the_next_step_follows_when_the_eighth_day_begins(as_of: str | None, steps: list[int]) -> None:
    assert [penalty.step for penalty in judged(breach(1), as_of=as_of)] == steps


@pytest.mark.parametrize(("accepted_on", "rows"), [(date(2025, 3, 7), 1), (date(2025, 3, 8), 1), (date(2025, 3, 9), 2)])
def test_a_correction_counts_to_the_end_of_the_last_day(accepted_on: date, rows: int) -> None:
    assert len(judged(breach(1), as_of="2025-03-31 00:00", corrected={"X1": accepted_on})) == rows


def test_steps_are_counted_in_the_order_of_their_instants() -> None:
    made = judged(breach(1), breach(2, "2025-03-05 10:00"), as_of="2025-03-31 00:00")
    assert [(penalty.violation_id, penalty.step, penalty.action) for penalty in made] == [("X1", 1, "warn"), ("X2", 2, "fine"), ("X1", 3, "demote")]
    assert made[2].at == at("2025-03-09 00:00")


def test_staff_have_a_deadline_and_no_step_that_follows_by_itself() -> None:
    (penalty,) = judged(breach(1, staff_id="W1"), as_of="2025-03-31 00:00")
    assert (penalty.subject, penalty.action, penalty.until) == ("staff", "warn", at("2025-03-09 00:00"))


def test_a_penalty_without_a_sum_claims_nothing_and_says_so() -> None:
    decided = penalties(TERMS, violations=[breach(1), breach(2, "2025-03-02 10:00")], around=Surroundings({}, {}, {}, ZONE))
    assert (decided[1].outcome.fine_fen, decided[1].reasons[0].code) == (0, "penalty_fine_not_set")


@pytest.mark.rulebook("CO-13")
@pytest.mark.parametrize(("action", "fine_fen"), [("fine", 50_000), ("fine", None), ("warn", 1), ("fine", 0)])
def test_a_fine_for_staff_is_a_defect(action: str, fine_fen: int | None) -> None:
    terms = terms_of(Sanction(("brand",), "staff", 1, action, fine_fen))  # type: ignore[arg-type]
    assert [defect.code for defect in terms.defects()] == ["staff_fine"]


@pytest.mark.parametrize("sanction", [Sanction(("brand",), "staff", 1, "warn", 0), Sanction(("brand",), "partner", 1, "fine", 50_000)])
def test_a_warning_for_staff_and_a_penalty_for_a_partner_are_none(sanction: Sanction) -> None:
    assert list(terms_of(sanction).defects()) == []


@pytest.mark.parametrize(("days", "codes"), [(-1, ["below_one"]), (0, ["below_one"]), (1, [])])
def test_a_deadline_is_at_least_a_day(days: int, codes: list[str]) -> None:
    terms = terms_of(Sanction(("brand",), "partner", 1, "warn", 0), Correction(("warn",), days))
    assert [defect.code for defect in terms.defects()] == codes


def terms_of(sanction: Sanction, *corrections: Correction) -> DisciplineTerms:
    return DisciplineTerms(
        radius=(),
        sanctions=(Dated(sanction, FIRST, "9.4"),),
        return_period=(),
        silence=(Dated(Cited(), FIRST, "9.1"),),
        correction=tuple(Dated(one, FIRST, "9.4") for one in corrections),
    )
