"""Who receives a patient, when a consultation may end, who gets a store lead."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from qudao.decide.sentences import sentence
from qudao.policies.load import load
from qudao.rules.decision import Dated
from qudao.rules.period import Span
from qudao.rules.reception import (
    Desk,
    Ending,
    ReceptionTerms,
    Report,
    Route,
    Sheet,
    end_consultation,
    handover,
    is_attended,
    is_early,
    propose,
    route,
    visit_type,
)

ZONE = ZoneInfo("Asia/Shanghai")
TERMS: ReceptionTerms = load("clinic-stores").reception
AT = datetime(2025, 3, 3, 10, tzinfo=ZONE)
ROTATION = ("Chen", "Li", "Wang")


def routed(store_class: str | None, maintained_by: str | None, next_: str = "Chen", absent: tuple[str, ...] = ()) -> Route:
    return route(TERMS, store_class=store_class, maintained_by=maintained_by, desk=Desk(ROTATION, next_, absent), at=AT).outcome


@pytest.mark.rulebook("CU-26")
def test_a_patient_of_an_a_class_store_goes_to_its_consultant_and_the_turn_stays() -> None:
    assert routed("A", "Wang") == Route("Wang", "Chen")


@pytest.mark.rulebook("CU-26")
def test_a_patient_of_another_store_goes_to_the_next_and_the_turn_moves() -> None:
    assert routed("B", "Wang") == Route("Chen", "Li")
    assert routed(None, None, "Wang") == Route("Wang", "Chen")


@pytest.mark.rulebook("CU-26")
def test_absent_consultants_are_passed_over() -> None:
    assert routed("B", None, "Chen", ("Chen",)) == Route("Li", "Wang")
    assert routed("B", None, "Li", ("Li", "Wang")) == Route("Chen", "Li")


def test_when_the_stores_own_consultant_is_absent_the_rotation_decides() -> None:
    assert routed("A", "Wang", "Chen", ("Wang",)) == Route("Chen", "Li")


def test_an_a_class_store_without_a_consultant_is_in_the_rotation() -> None:
    assert routed("A", None) == Route("Chen", "Li")


def test_when_all_are_absent_nobody_receives_and_the_turn_stays() -> None:
    assert routed("B", None, "Li", ROTATION) == Route(None, "Li")


def test_three_patients_go_around_once() -> None:
    turn, received = "Chen", []
    for _ in range(4):
        made = routed("B", None, turn)
        received.append(made.consultant)
        turn = made.next or ""
    assert received == ["Chen", "Li", "Wang", "Chen"]


def test_a_turn_of_nobody_is_refused() -> None:
    with pytest.raises(ValueError, match="Chen"):
        routed("B", None, "Zhao")


@pytest.mark.rulebook("PA-59")
def test_a_lead_is_proposed_to_who_holds_the_fewest_and_names_its_introducer() -> None:
    decided = propose(TERMS, leads={"W1": 4, "W2": 4, "W3": 3}, introducer="He", at=AT)
    assert decided.outcome == "W3"
    assert decided.clause == "2.11.1"
    assert dict(decided.reasons[0].numbers) == {"salesperson": "W3", "leads": 3, "introducer": "He", "salespeople": 3}
    assert "He" in sentence(decided.reasons[0], "zh")


def test_of_equals_the_smaller_id_is_proposed_whatever_their_order() -> None:
    assert propose(TERMS, leads={"W2": 3, "W1": 3}, introducer="He", at=AT).outcome == "W1"
    with pytest.raises(ValueError, match="at least one"):
        propose(TERMS, leads={}, introducer="He", at=AT)


@pytest.mark.rulebook("CU-27")
@pytest.mark.parametrize(
    ("closed", "reviewed", "ending", "code"),
    [
        (False, False, Ending(may_end=False, invite_again=False), "consultation_unreviewed"),
        (False, True, Ending(may_end=True, invite_again=True), "consultation_invited"),
        (True, False, Ending(may_end=True, invite_again=False), "consultation_closed"),
    ],
)
def test_without_a_deal_it_ends_only_after_the_supervisors_review(closed: bool, reviewed: bool, ending: Ending, code: str) -> None:
    decided = end_consultation(TERMS, closed=closed, reviewed=reviewed, at=AT)
    assert (decided.outcome, decided.reasons[0].code, decided.clause) == (ending, code, "1.5")


@pytest.mark.rulebook("CU-27")
def test_the_visit_after_a_consultation_is_a_repeat() -> None:
    assert [visit_type(count) for count in (0, 1, 2)] == ["first", "repeat", "repeat"]


@pytest.mark.rulebook("CU-25")
def test_five_of_seven_told_twelve_minutes_after_arrival() -> None:
    told = {"income": "稳定", "work": "教师", "family": "三口", "wishes": "眼部", "prepared": "已介绍", "marriage": " ", "hobby": "徒步"}
    decided = handover(TERMS, told=told, arrived_at=AT, handed_at=AT + timedelta(minutes=12, seconds=59))
    assert decided.outcome == Sheet(filled=5, of=7, minutes=12)
    assert sentence(decided.reasons[0], "en") == "5 of 7 told, 12 minutes after arrival"


def test_nothing_handed_over_has_no_minutes() -> None:
    assert handover(TERMS, told={}, arrived_at=AT, handed_at=None).outcome == Sheet(filled=0, of=7, minutes=None)


@pytest.mark.rulebook("CU-28")
@pytest.mark.parametrize(
    ("minutes", "purpose", "there"),
    [(-1, "plan", False), (0, "plan", True), (60, "closing_help", True), (61, "plan", False), (30, "store_share", True), (30, "lunch", False)],
)
def test_a_check_in_counts_during_the_consultation_and_for_its_purposes(minutes: int, purpose: str, there: bool) -> None:
    check_ins = {AT + timedelta(minutes=minutes): purpose}
    decided = is_attended(TERMS, opened_at=AT, closed_at=AT + timedelta(hours=1), check_ins=check_ins)
    assert (decided.outcome, decided.reasons[0].code) == (there, "salesperson_present" if there else "salesperson_absent")


@pytest.mark.parametrize(("seconds", "early"), [(-1, True), (0, False), (1, False)])
def test_without_a_lead_a_report_must_come_before_the_arrival(seconds: int, early: bool) -> None:
    assert is_early(None, AT + timedelta(seconds=seconds), AT, ZONE) is early


@pytest.mark.parametrize(("seconds", "early"), [(-3601, True), (-3600, True), (-3599, False)])
def test_a_company_may_ask_for_a_lead(seconds: int, early: bool) -> None:
    term = Dated(Report(("phone",), Span(hours=1)), AT.date(), "1.1")
    assert is_early(term.value.lead, AT + timedelta(seconds=seconds), AT, ZONE) is early
