"""Disputes: three days after each event, three sources, and what keeps one open."""

from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from qudao.policies.load import load
from qudao.rules.conflict import DisputeTerms, DisputeWindow, Verdict, decide, is_open, windows
from qudao.rules.decision import Dated, Decision
from qudao.rules.facts import Deal, Dispute, Redetermination

ZONE = ZoneInfo("Asia/Shanghai")
TERMS = load("property-distribution").disputes
SILENT = load("property-intercompany").disputes


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


DEAL = Deal("D1", "P", subscribed_at=at("2025-04-10 15:00"))


def raised(text: str, *, deal: Deal = DEAL, terms: DisputeTerms = TERMS, missing: tuple[str, ...] = ()) -> Decision[Verdict]:
    return decide(terms, dispute=Dispute("S1", "D1", "B", at(text)), deal=deal, owner="A", missing=missing, zone=ZONE)


@pytest.mark.rulebook("CU-44")
@pytest.mark.parametrize(
    ("text", "accepted"),
    [
        ("2025-04-10 14:59:59", False),
        ("2025-04-10 15:00", True),
        ("2025-04-13 23:59:59", True),
        ("2025-04-14 00:00", False),
        ("2025-04-14 00:00:01", False),
    ],
)
def test_a_dispute_is_accepted_from_the_event_to_24_00_of_the_third_day(text: str, accepted: bool) -> None:
    assert raised(text).outcome == Verdict(accepted=accepted, winner="A")


@pytest.mark.rulebook("CU-44")
@pytest.mark.parametrize(("text", "accepted"), [("2025-04-27 23:59", False), ("2025-05-01 23:59:59", True), ("2025-05-02 00:00", False)])
def test_a_contract_opens_a_window_of_its_own_across_the_months_end(text: str, accepted: bool) -> None:
    deal = replace(DEAL, contracted_at=at("2025-04-28 10:00"))
    assert raised(text, deal=deal).outcome.accepted is accepted


@pytest.mark.parametrize(("text", "accepted"), [("2025-04-12 23:59:59", True), ("2025-04-13 00:00", False), ("2025-04-13 00:01", False)])
def test_a_policy_may_count_the_events_day_as_day_one(text: str, accepted: bool) -> None:
    terms = replace(TERMS, window=(Dated(DisputeWindow(3, "same_day"), date(2024, 1, 1), "3.1"),))
    assert raised(text, terms=terms).outcome.accepted is accepted


def test_each_window_follows_the_terms_of_its_own_event() -> None:
    longer = Dated(DisputeWindow(5, "next_day"), date(2025, 4, 28), "3.1")
    terms = replace(TERMS, window=(*TERMS.window, longer))
    deal = replace(DEAL, contracted_at=at("2025-04-28 00:00"))
    assert [opening.closes_at for opening in windows(terms, deal, ZONE)] == [at("2025-04-14 00:00"), at("2025-05-04 00:00")]


def test_a_late_dispute_names_the_end_and_leaves_the_owner_unchanged() -> None:
    decision = raised("2025-04-14 00:00")
    assert [reason.code for reason in decision.reasons] == ["dispute_late", "dispute_owner_unchanged"]
    assert decision.reasons[0].numbers["until"] == at("2025-04-14 00:00")


def test_a_dispute_before_any_event_is_not_accepted() -> None:
    decision = raised("2025-04-01 10:00", deal=Deal("D1", "P"))
    assert (decision.outcome.accepted, decision.reasons[0].code) == (False, "dispute_before_event")


def test_an_event_recorded_in_another_zone_opens_the_window_of_its_day_here() -> None:
    deal = Deal("D1", "P", subscribed_at=datetime(2025, 4, 9, 16, 0, tzinfo=UTC))
    assert raised("2025-04-13 23:59", deal=deal).outcome.accepted is True
    assert raised("2025-04-14 00:00", deal=deal).outcome.accepted is False


@pytest.mark.rulebook("CU-45")
def test_only_three_sources_weigh_and_a_missing_form_is_a_deficiency_that_keeps_the_winner() -> None:
    decision = raised("2025-04-11 10:00", missing=("confirmation",))
    assert decision.outcome == Verdict(accepted=True, winner="A")
    assert [reason.code for reason in decision.reasons] == ["dispute_in_time", "dispute_sources", "dispute_confirmation_missing"]
    assert TERMS.sources[0].value.sources == ("registration", "confirmation", "system")


def test_the_intercompany_regulation_knows_no_dispute() -> None:
    decision = raised("2025-04-11 10:00", terms=SILENT)
    assert (decision.outcome, decision.reasons[0].code, decision.clause) == (Verdict(accepted=False, winner="A"), "dispute_unknown", "1.3")


@pytest.mark.parametrize(("approved", "still_open"), [("2025-04-11 09:59", True), ("2025-04-11 10:00", True), ("2025-04-11 10:01", False)])
def test_a_dispute_is_open_until_a_new_determination_approved_after_it(approved: str, still_open: bool) -> None:
    dispute = Dispute("S1", "D1", "B", at("2025-04-11 10:00"))
    settled = [Redetermination("D1", "B", at(approved), "customer_complaint")]
    assert is_open(dispute, Verdict(accepted=True, winner="A"), settled) is still_open


def test_a_determination_of_another_deal_and_a_refused_dispute_hold_nothing() -> None:
    dispute = Dispute("S1", "D1", "B", at("2025-04-11 10:00"))
    assert is_open(dispute, Verdict(accepted=True, winner="A"), [Redetermination("D2", "B", at("2025-04-12 10:00"), "customer_complaint")])
    assert not is_open(dispute, Verdict(accepted=False, winner="A"), [])
