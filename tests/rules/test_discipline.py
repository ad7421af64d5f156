"""Violations: the radius, the ladder, false registrations, collusion, and the claims that follow."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from qudao.policies.load import load
from qudao.rules.decision import Dated, Decision
from qudao.rules.discipline import Claims, DisciplineTerms, Offset, Penalty, Radius, Sanction, Surroundings, blacklisted, claims, offset, penalties
from qudao.rules.facts import Violation

ZONE = ZoneInfo("Asia/Shanghai")
TERMS = load("property-distribution").discipline
SILENT = load("property-intercompany").discipline


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def around(**given: object) -> Surroundings:
    found: dict[str, object] = {"radius_by_project": {}, "partner_by_staff": {}, "project_by_deal": {}, **given}
    return Surroundings(zone=ZONE, **found)  # type: ignore[arg-type]


def judged(*violations: Violation, terms: DisciplineTerms = TERMS, **given: object) -> list[Penalty]:
    return [decision.outcome for decision in penalties(terms, violations=violations, around=around(**given))]


def interception(number: int, *, distance_m: int | None = None, partner: str = "A", project: str = "P", when: str = "2025-03-01 10:00") -> Violation:
    proven = at(when) + timedelta(days=number)
    return Violation(f"V{number}", proven, "interception", partner_id=partner, project_id=project, distance_m=distance_m)


@pytest.mark.rulebook("CO-01")
@pytest.mark.parametrize(
    ("distance_m", "action", "fine_fen"), [(250, "fine", 5_000_000), (299, "fine", 5_000_000), (300, "fine", 5_000_000), (301, "none", 0)]
)
def test_the_radius_is_inclusive(distance_m: int, action: str, fine_fen: int) -> None:
    (penalty,) = judged(interception(1, distance_m=distance_m))
    assert (penalty.action, penalty.fine_fen) == (action, fine_fen)


@pytest.mark.rulebook("CO-01")
@pytest.mark.parametrize(
    ("occurred", "distance_m", "action"),
    [("2025-03-31 23:59", 400, "none"), ("2025-04-01 00:00", 400, "fine"), ("2025-04-01 00:00", 500, "fine"), ("2025-04-01 00:00", 501, "none")],
)
def test_a_radius_set_to_500_from_april_judges_acts_of_april_only(occurred: str, distance_m: int, action: str) -> None:
    wider = Dated(Radius(("interception",), 500), date(2025, 4, 1), "2.9")
    terms = replace(TERMS, radius=(*TERMS.radius, wider))
    act = replace(interception(1, distance_m=distance_m, when="2025-04-20 09:00"), occurred_at=at(occurred))
    (penalty,) = judged(act, terms=terms)
    assert penalty.action == action


def test_the_day_of_proof_counts_where_the_day_of_the_act_is_unknown() -> None:
    wider = Dated(Radius(("interception",), 500), date(2025, 4, 1), "2.9")
    terms = replace(TERMS, radius=(*TERMS.radius, wider))
    (penalty,) = judged(interception(0, distance_m=400, when="2025-04-01 00:00"), terms=terms)
    assert penalty.action == "fine"


@pytest.mark.parametrize(("distance_m", "action"), [(149, "fine"), (150, "fine"), (151, "none")])
def test_a_project_may_set_its_own_radius(distance_m: int, action: str) -> None:
    (penalty,) = judged(interception(1, distance_m=distance_m), radius_by_project={"P": 150})
    assert penalty.action == action


def test_an_interception_without_a_distance_counts() -> None:
    (penalty,) = judged(interception(1))
    assert (penalty.action, penalty.step) == ("fine", 1)


@pytest.mark.rulebook("CO-02")
def test_poaching_counts_at_any_distance_and_together_with_interception_over_all_projects() -> None:
    poaching = Violation("V2", at("2025-05-01 10:00"), "poaching", partner_id="A", project_id="Q", distance_m=2_000)
    decided = judged(poaching, interception(1, distance_m=300))
    assert [(row.violation_id, row.step, row.action, row.fine_fen) for row in decided] == [("V1", 1, "fine", 5_000_000), ("V2", 2, "blacklist", 0)]


def test_the_third_case_is_counted_and_stays_a_blacklisting() -> None:
    assert [(row.step, row.action) for row in judged(*(interception(number) for number in (1, 2, 3)))] == [
        (1, "fine"),
        (2, "blacklist"),
        (3, "blacklist"),
    ]


def test_an_act_beyond_the_radius_is_not_counted() -> None:
    decided = judged(interception(1, distance_m=301), interception(2, distance_m=300))
    assert [(row.step, row.action) for row in decided] == [(None, "none"), (1, "fine")]


def test_each_partner_has_its_own_ladder() -> None:
    assert [row.step for row in judged(interception(1), interception(2, partner="B"), interception(3))] == [1, 1, 2]


def test_cases_proven_at_one_instant_are_counted_by_their_ids() -> None:
    first, second = interception(1), replace(interception(2), at=interception(1).at)
    assert [row.violation_id for row in judged(second, first) if row.action == "fine"] == ["V1"]


def test_what_an_agent_did_counts_for_his_partner() -> None:
    agent = Violation("V2", at("2025-05-01 10:00"), "interception", staff_id="S1", project_id="P")
    assert [(row.subject_id, row.step) for row in judged(interception(1), agent, partner_by_staff={"S1": "A"})] == [("A", 1), ("A", 2)]


def test_a_blacklisting_holds_from_the_instant_of_the_second_proof() -> None:
    decided = penalties(TERMS, violations=[interception(1), interception(2), interception(3)], around=around())
    assert blacklisted(decided) == {"A": interception(2).at}


def test_each_false_registration_costs_damages_and_names_the_separate_decision_on_the_agreement() -> None:
    cases = [Violation(f"F{number}", at(f"2025-06-0{number} 10:00"), "false_registration", partner_id="A", deal_id="D1") for number in (1, 2)]
    decided = penalties(TERMS, violations=cases, around=around())
    assert [(row.outcome.action, row.outcome.fine_fen) for row in decided] == [("fine", 10_000_000)] * 2
    assert [reason.code for reason in decided[0].reasons] == ["penalty_fine", "agreement_may_end"]
    assert {row.clause for row in decided} == {"2.17"}


@pytest.mark.rulebook("CO-09")
def test_collusion_dismisses_the_employee_and_warns_then_transfers_the_projects_management() -> None:
    first = Violation("C1", at("2025-03-01 10:00"), "collusion", staff_id="S1", deal_id="D1")
    second = Violation("C2", at("2025-04-01 10:00"), "collusion", staff_id="S2", project_id="P")
    decided = penalties(TERMS, violations=[second, first], around=around(project_by_deal={"D1": "P"}))
    assert [(row.outcome.subject_id, row.outcome.action) for row in decided] == [
        ("S1", "dismiss"),
        ("P", "warn"),
        ("S2", "dismiss"),
        ("P", "transfer"),
    ]
    assert [reason.code for reason in decided[0].reasons] == ["penalty_dismiss", "referral_possible"]
    assert [reason.code for reason in decided[1].reasons] == ["penalty_warn", "group_informed"]
    assert [reason.code for reason in decided[3].reasons] == ["penalty_transfer", "competence_reviewed"]


def test_a_kind_without_a_sanction_says_that_the_regulation_is_silent() -> None:
    (decision,) = penalties(TERMS, violations=[Violation("V1", at("2025-03-01 10:00"), "diversion", partner_id="A")], around=around())
    assert (decision.outcome.action, decision.outcome.subject_id, decision.outcome.step) == ("none", "A", None)
    assert decision.reasons[0].code == "penalty_silent"


@pytest.mark.parametrize("kind", ["interception", "poaching", "false_registration", "collusion"])
def test_the_intercompany_regulation_sanctions_nothing(kind: str) -> None:
    violation = Violation("V1", at("2025-03-01 10:00"), kind, partner_id="A", staff_id="S1", project_id="P", distance_m=10)
    (decision,) = penalties(SILENT, violations=[violation], around=around())
    assert (decision.outcome.action, decision.outcome.fine_fen, decision.clause) == ("none", 0, "1.3")


def test_a_case_that_names_nobody_who_answers_for_it_says_so() -> None:
    (decision,) = penalties(TERMS, violations=[Violation("V1", at("2025-03-01 10:00"), "poaching", project_id="P")], around=around())
    assert (decision.outcome.action, decision.reasons[0].code) == ("none", "penalty_subject_missing")


def test_a_heavier_fine_of_a_later_version_leaves_earlier_acts_alone() -> None:
    heavier = Dated(Sanction(("interception", "poaching"), "partner", 1, "fine", 8_000_000), date(2025, 4, 1), "2.9")
    terms = replace(TERMS, sanctions=(*TERMS.sanctions, heavier))
    assert [row.fine_fen for row in judged(interception(1), interception(60, partner="B"), terms=terms)] == [5_000_000, 8_000_000]


def claimed(received: str, *, fine_fen: int = 0, damages_fen: int = 10_000_000, clawback_fen: int = 3_600_000) -> Decision[Claims]:
    return claims(TERMS, fine_fen=fine_fen, damages_fen=damages_fen, clawback_fen=clawback_fen, received_at=at(received), zone=ZONE)


@pytest.mark.rulebook("CO-08", "IN-17")
def test_a_false_report_after_payment_claims_the_commission_and_the_damages_by_the_third_day() -> None:
    claim = claimed("2025-06-10 15:00").outcome
    assert claim.total_fen == 13_600_000
    assert claim.overdue_from == at("2025-06-14 00:00")


@pytest.mark.rulebook("CO-08", "IN-17")
@pytest.mark.parametrize(("as_of", "overdue"), [("2025-06-13 23:59:59", False), ("2025-06-14 00:00", True), ("2025-06-14 00:01", True)])
def test_a_claim_is_overdue_from_24_00_of_the_third_day(as_of: str, overdue: bool) -> None:
    assert claimed("2025-06-10 15:00").outcome.is_overdue(at(as_of)) is overdue


@pytest.mark.parametrize(
    ("received", "overdue_from"),
    [("2025-02-26 00:00", "2025-03-02 00:00"), ("2024-02-26 23:59", "2024-03-01 00:00"), ("2025-12-31 12:00", "2026-01-04 00:00")],
)
def test_days_of_return_cross_month_and_year_ends(received: str, overdue_from: str) -> None:
    assert claimed(received).outcome.overdue_from == at(overdue_from)


def test_a_notice_received_in_another_zone_is_dated_in_the_policys() -> None:
    received = datetime(2025, 6, 9, 16, 30, tzinfo=UTC)
    claim = claims(TERMS, fine_fen=0, damages_fen=0, clawback_fen=1, received_at=received, zone=ZONE).outcome
    assert claim.overdue_from == at("2025-06-14 00:00")


@pytest.mark.rulebook("CO-08", "IN-17")
def test_an_overdue_claim_is_set_off_against_later_commission() -> None:
    assert offset(13_600_000, commission_fen=4_000_000) == Offset(taken_fen=4_000_000, open_fen=9_600_000, payable_fen=0)


@pytest.mark.rulebook("IN-18")
def test_fine_damages_and_clawback_less_an_offset_leave_the_rest_open() -> None:
    claim = claimed("2025-06-10 15:00", fine_fen=5_000_000).outcome
    assert claim.total_fen == 18_600_000
    assert offset(claim.total_fen, commission_fen=4_000_000).open_fen == 14_600_000


@pytest.mark.parametrize(("commission_fen", "left"), [(3_599_999, (1, 0)), (3_600_000, (0, 0)), (3_600_001, (0, 1))])
def test_an_offset_never_takes_more_than_is_open(commission_fen: int, left: tuple[int, int]) -> None:
    result = offset(3_600_000, commission_fen=commission_fen)
    assert (result.open_fen, result.payable_fen) == left
    assert result.taken_fen + result.payable_fen == commission_fen


def test_waived_damages_are_simply_not_claimed() -> None:
    assert claimed("2025-06-10 15:00", damages_fen=0).outcome.total_fen == 3_600_000


def test_a_negative_claim_is_refused() -> None:
    with pytest.raises(ValueError, match="damages_fen"):
        claimed("2025-06-10 15:00", damages_fen=-1)


def test_a_regulation_without_a_return_period_has_no_claims() -> None:
    with pytest.raises(ValueError, match="return_period"):
        claims(SILENT, fine_fen=0, damages_fen=0, clawback_fen=1, received_at=at("2025-06-10 15:00"), zone=ZONE)
