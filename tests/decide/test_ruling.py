"""Facts in, decisions out: what the file command and the application both rely on."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from qudao.decide.ruling import Facts, known, latest, rule_all, rule_deals, rule_registrations
from qudao.policies.load import load
from qudao.rules.facts import Buyer, Deal, Extension, Partner, Project, Redetermination, Registration, Violation, Visit
from tests.support.calls import calls_of

ZONE = ZoneInfo("Asia/Shanghai")
POLICY = load("property-distribution")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


FACTS = Facts(
    partners=(Partner("A", "甲"), Partner("B", "乙")),
    projects=(Project("P", "云岭花园"),),
    registrations=(
        Registration("R1", at("2025-03-03 09:00"), "A", "P", "pre", "周敏", "13812345678"),
        Registration("R2", at("2025-03-04 09:00"), "B", "P", "pre", "周敏", "13812345678"),
    ),
    visits=(Visit("V1", at("2025-03-03 11:00"), "P", "周敏", "13812345678", partner_id="A", bulk=True),),
    extensions=(Extension("R1", at("2025-04-10 09:00"), at("2025-04-12 09:00")),),
    deals=(Deal("D1", "P", subscribed_at=at("2025-03-20 10:00"), contracted_at=at("2025-03-25 10:00"), price_fen=240_000_000),),
    buyers=(Buyer("D1", "周敏", "13812345678"),),
    redeterminations=(Redetermination("D1", "B", at("2025-04-20 10:00"), "customer_complaint"),),
)


def test_every_table_comes_out_sorted_with_reasons_and_version() -> None:
    made = rule_all(POLICY, FACTS, as_of=at("2025-05-01 00:00"))
    assert [row.registration_id for row in made.registrations] == ["R1", "R2"]
    assert [(row.deal_id, row.partner_id, row.registration_id, row.share_bp, row.clause) for row in made.attributions] == [
        ("D1", "B", "R2", 10_000, "3.4")
    ]
    assert all(row.reasons and row.policy_version == "2024-01-01" for row in (*made.registrations, *made.attributions, *made.commissions))
    assert made.rulings["D1"].partner_id == "B"


@pytest.mark.parametrize(
    ("as_of", "status", "owner"),
    [
        ("2025-03-03 08:59:59", None, None),
        ("2025-03-03 09:00:00", "registered", None),
        ("2025-03-03 11:00:00", "visited", None),
        ("2025-03-20 10:00:00", "visited", "A"),
        ("2025-04-12 08:59:59", "visited", "A"),
        ("2025-04-12 09:00:00", "extended", "A"),
        ("2025-04-20 10:00:00", "extended", "B"),
    ],
)
def test_facts_later_than_the_instant_are_blank(as_of: str, status: str | None, owner: str | None) -> None:
    moment = at(as_of)
    windows = rule_registrations(POLICY, FACTS, as_of=moment)
    assert (windows["R1"].outcome.status if "R1" in windows else None) == status
    assert rule_deals(POLICY, FACTS, as_of=moment)["D1"].partner_id == owner


def test_a_fact_that_stays_is_the_same_object() -> None:
    assert known(FACTS, at("2026-01-01 00:00")).visits[0] is FACTS.visits[0]


def test_the_latest_instant_leaves_plans_out() -> None:
    planned = replace(FACTS, redeterminations=(), extensions=())
    assert latest(planned) == at("2025-03-25 10:00")
    assert latest(Facts()) is None


def test_no_facts_no_decisions() -> None:
    made = rule_all(POLICY, Facts(), as_of=at("2025-05-01 00:00"))
    assert (made.registrations, made.attributions, made.commissions, made.penalties) == ((), (), (), ())


@pytest.mark.rulebook("CU-01")
def test_each_partner_gets_the_answer_it_would_get_alone() -> None:
    alone = replace(FACTS, registrations=FACTS.registrations[1:], visits=(), extensions=(), deals=())
    together = rule_registrations(POLICY, FACTS, as_of=at("2025-03-05 00:00"))
    assert together["R2"] == rule_registrations(POLICY, alone, as_of=at("2025-03-05 00:00"))["R2"]


def test_a_claims_own_reasons_never_name_a_rival() -> None:
    ruling = rule_deals(POLICY, replace(FACTS, redeterminations=()), as_of=at("2025-05-01 00:00"))["D1"]
    for claim in ruling.claims:
        others = {value for other in ruling.claims if other is not claim for value in (other.partner_id, other.registration_id, other.received_at)}
        assert not others & {value for reason in claim.reasons for value in reason.numbers.values()}


@pytest.mark.parametrize(("received", "status"), [("2025-03-09 23:59:59", "registered"), ("2025-03-10 00:00:00", "refused")])
def test_a_blacklisting_among_the_facts_closes_the_door_from_the_instant_of_proof(received: str, status: str) -> None:
    violations = tuple(Violation(f"X{number}", at(f"2025-03-{day} 00:00"), "poaching", "A") for number, day in ((1, "05"), (2, "10")))
    facts = replace(
        FACTS, registrations=(replace(FACTS.registrations[0], received_at=at(received)),), visits=(), extensions=(), violations=violations
    )
    assert rule_registrations(POLICY, facts, as_of=at("2025-03-11 00:00"))["R1"].outcome.status == status


def test_the_work_grows_with_the_rows_and_not_with_their_square() -> None:
    def calls(count: int) -> int:
        start = at("2025-01-01 08:00")
        registrations = tuple(
            Registration(
                f"R{n:06}", start + timedelta(minutes=n % 9000), f"A{n % 40}", f"P{n % 6}", "pre", f"客{n % 3000}", f"138{n % (count - 7):08}"
            )
            for n in range(count)
        )
        visits = tuple(
            Visit(
                f"V{row.registration_id}",
                row.received_at + timedelta(hours=2),
                row.project_id,
                row.customer_name,
                row.phone,
                partner_id=row.partner_id,
            )
            for row in registrations[::2]
        )
        deals = tuple(Deal(f"D{n}", row.project_id, subscribed_at=row.at + timedelta(days=9)) for n, row in enumerate(visits[::3]))
        buyers = tuple(Buyer(f"D{n}", row.customer_name, row.phone) for n, row in enumerate(visits[::3]))
        facts = Facts(registrations=registrations, visits=visits, deals=deals, buyers=buyers)
        rulings, counted = calls_of(lambda: rule_deals(POLICY, facts, as_of=start + timedelta(days=90)))
        assert sum(ruling.partner_id is not None for ruling in rulings.values()) > len(rulings) * 0.9
        return counted

    assert calls(8_000) < calls(2_000) * 6


def test_one_report_repeated_thousands_of_times_stays_cheap_and_wins_once() -> None:
    first = FACTS.registrations[0]
    repeated = tuple(replace(first, registration_id=f"R{n:05}", received_at=first.received_at + timedelta(seconds=n)) for n in range(5_000))
    visits = tuple(replace(FACTS.visits[0], visit_id=f"V{n}", at=at("2025-03-04 11:00") + timedelta(minutes=n)) for n in range(20))
    facts = replace(FACTS, registrations=repeated, visits=visits, redeterminations=())
    rulings, counted = calls_of(lambda: rule_deals(POLICY, facts, as_of=at("2025-05-01 00:00")))
    ruling = rulings["D1"]
    assert counted < len(repeated) * 400
    assert (ruling.registration_id, [claim.verdict for claim in ruling.claims].count("won")) == ("R00000", 1)
