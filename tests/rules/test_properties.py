"""Invariants W1 to W9 and of attribution, on generated worlds of three partners, four people and one project."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qudao.decide.ruling import Facts, known, latest, rule_deals, rule_registrations
from qudao.policies.cases import amended
from qudao.policies.load import load
from qudao.rules.facts import Buyer, Deal, Extension, Partner, Project, Registration, Relation, Visit
from qudao.rules.identity import normal_company, normal_identity, normal_name, normal_phone, same_company

ZONE = ZoneInfo("Asia/Shanghai")
PACKS = [load("property-distribution"), load("property-intercompany")]
FIRST = datetime(2025, 3, 1, tzinfo=ZONE)
# Few people, so that reports and visits meet: mostly one customer in several writings, his wife, and a namesake.
PHONES = ["13812345678", "13812345678", "13812345678", "138****5678", "+86 138-1234-5678", "13812345687", "13900000001", None]
NAMES = ["周敏", "周敏", "周敏", "周 敏女士", "王芳"]
STEPS = ["message_at", "desk_at", "office_passed_at", "leader_signed_at", "entered_at"]

# Close together, on the hours and the seconds around midnight where windows begin and end, and now and then weeks later.
instants = st.builds(
    lambda days, hours, seconds: FIRST + timedelta(days=days, hours=hours, seconds=seconds),
    st.one_of(st.integers(0, 9), st.integers(0, 3), st.sampled_from([15, 16, 44, 45, 46, 47, 90, 91, 92])),
    st.sampled_from([0, 0, 9, 10, 11]),
    st.sampled_from([-1, 0, 0, 0, 1, 1800]),
)
partners = st.sampled_from(["A", "B", "C"])
people = st.fixed_dictionaries({"customer_name": st.sampled_from(NAMES), "phone": st.sampled_from(PHONES)})


@st.composite
def visits(draw: st.DrawFn, number: int) -> Visit:
    at = draw(instants)
    steps = draw(st.sampled_from([0, 0, 2, 4, 5, 5]))
    chain: dict[str, Any] = {step: at + timedelta(minutes=draw(st.sampled_from([0, 10, 1500]))) for step in STEPS[:steps]}
    source = draw(st.sampled_from(["channel", "channel", "channel", None, "walk_in", "own"]))
    partner = draw(st.one_of(partners, st.none()))
    bulk = draw(st.sampled_from([True, False, None]))
    return Visit(f"V{number}", at, "P", partner_id=partner, source=source, bulk=bulk, **chain, **draw(people))


@st.composite
def worlds(draw: st.DrawFn) -> Facts:
    count = draw(st.integers(1, 7))
    registrations = tuple(
        Registration(
            f"R{number}", draw(instants), draw(partners), "P", draw(st.sampled_from(["formal", "formal", "pre"])), **draw(people),
            local=draw(st.sampled_from([None, True, False])), declared=draw(st.sampled_from([None, None, None, None, None, False])),
            customer_signed=True, manager_signed=draw(st.sampled_from([True, True, True, None])),
        )
        for number in range(count)
    )  # fmt: skip
    extensions = tuple(
        Extension(f"R{draw(st.integers(0, min(count, 2) - 1))}", draw(instants), draw(st.one_of(instants, instants, st.none())))
        for _ in range(draw(st.integers(0, 3)))
    )
    deals = tuple(
        Deal(f"D{number}", "P", subscribed_at=draw(st.one_of(instants, st.none())), contracted_at=draw(st.one_of(instants, st.none())))
        for number in range(draw(st.integers(0, 3)))
    )
    buyers = tuple(
        Buyer(deal.deal_id, person["customer_name"], person["phone"]) for deal in deals for person in draw(st.lists(people, min_size=1, max_size=2))
    )
    return Facts(
        partners=tuple(Partner(key, key) for key in "ABC"),
        projects=(Project("P", "云岭花园", opens_on=draw(st.sampled_from([None, date(2025, 3, 15)]))),),
        relations=draw(
            st.sampled_from([(), (Relation("13900000001", "13900000002", "spouse"),), (Relation("13900000001", "13812345678", "cousin"),)])
        ),
        registrations=registrations,
        visits=tuple(draw(visits(number)) for number in range(draw(st.integers(0, 6)))),
        extensions=extensions,
        deals=deals,
        buyers=buyers,
    )


packs = st.sampled_from(PACKS)
LAW = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a busy machine is no defect of the law
END = FIRST + timedelta(days=400)


def of_partner(facts: Facts, partner: str) -> Facts:
    """What one partner did, without its rivals and without the company's own records and deals."""
    own = tuple(row for row in facts.registrations if row.partner_id == partner)
    ids = {row.registration_id for row in own}
    return replace(
        facts,
        partners=tuple(row for row in facts.partners if row.partner_id == partner),
        registrations=own,
        visits=tuple(row for row in facts.visits if row.partner_id == partner),
        extensions=tuple(row for row in facts.extensions if row.registration_id in ids),
        relations=(),
        deals=(),
        buyers=(),
    )


@LAW
@given(facts=worlds(), pack=packs, as_of=instants)
def test_w1_a_window_depends_on_the_partners_own_facts_only(facts: Facts, pack: Any, as_of: datetime) -> None:
    together = rule_registrations(pack, facts, as_of=as_of)
    apart = {key: one for partner in "ABC" for key, one in rule_registrations(pack, of_partner(facts, partner), as_of=as_of).items()}
    assert together == apart


@LAW
@given(facts=worlds(), pack=packs)
def test_w2_a_window_ends_after_it_begins_and_within_the_policys_days(facts: Facts, pack: Any) -> None:
    papers = max([row.entered_at - row.at for row in facts.visits if row.entered_at is not None], default=timedelta(0))
    for decision in rule_registrations(pack, facts, as_of=END).values():
        window = decision.outcome
        if window.protected_from is None or window.protected_until is None:
            assert (window.protected_from, window.protected_until) == (None, None)
            continue
        length = window.protected_until - window.protected_from
        codes = [reason.code for reason in decision.reasons]
        days = 8 + (90 if "protected_extended" in codes else 45 if "protected_after_visit" in codes else 0)
        opening = timedelta(days=16) if "protected_until_opening" in codes else timedelta(0)
        assert timedelta(0) < length <= timedelta(days=days) + papers + timedelta(days=1) + opening


@LAW
@given(facts=worlds(), pack=packs)
def test_w3_a_deal_has_one_owner_with_the_whole_share_or_none(facts: Facts, pack: Any) -> None:
    for ruling in rule_deals(pack, facts, as_of=END).values():
        won = [claim for claim in ruling.claims if claim.verdict == "won"]
        assert (ruling.share_bp, len(won)) == ((10_000, 1) if ruling.partner_id else (0, 0))
        if won:
            assert (won[0].partner_id, won[0].registration_id) == (ruling.partner_id, ruling.registration_id)


@LAW
@given(facts=worlds(), pack=packs, as_of=instants)
def test_w3_what_happens_later_never_changes_the_answer_for_a_past_instant(facts: Facts, pack: Any, as_of: datetime) -> None:
    assert rule_registrations(pack, known(facts, as_of), as_of=as_of) == rule_registrations(pack, facts, as_of=as_of)
    assert rule_deals(pack, known(facts, as_of), as_of=as_of) == rule_deals(pack, facts, as_of=as_of)
    seen = latest(known(facts, as_of))
    assert seen is None or seen <= as_of


@LAW
@given(facts=worlds(), pack=packs)
def test_w4_priority_is_the_instant_of_receipt(facts: Facts, pack: Any) -> None:
    received = {row.registration_id: row.received_at for row in facts.registrations}
    for key, decision in rule_registrations(pack, facts, as_of=END).items():
        first = decision.reasons[0].numbers.get("registration_id", key) if decision.reasons[0].code == "repeated" else key
        assert decision.outcome.protected_from in {None, received[str(first)]}
        assert received[str(first)] <= received[key]


@LAW
@given(facts=worlds(), pack=packs, as_of=instants)
def test_w5_a_window_past_its_end_is_lapsed_and_wins_nothing(facts: Facts, pack: Any, as_of: datetime) -> None:
    decided = rule_registrations(pack, facts, as_of=as_of)
    for decision in decided.values():
        window = decision.outcome
        if window.protected_until is not None:
            assert (window.status == "lapsed") == (as_of >= window.protected_until)
    for end in {one.outcome.protected_until for one in decided.values() if one.outcome.protected_until is not None}:
        for moment in (end - timedelta(microseconds=1), end):
            for decision in rule_registrations(pack, facts, as_of=moment).values():
                until = decision.outcome.protected_until
                assert until is None or (decision.outcome.status == "lapsed") == (moment >= until)
    for ruling in rule_deals(pack, facts, as_of=as_of).values():
        for claim in ruling.claims:
            if claim.verdict == "won":
                assert ruling.moment is not None
                assert claim.received_at <= ruling.moment
                assert claim.protected_until is not None
                assert ruling.moment < claim.protected_until


@LAW
@given(facts=worlds(), pack=packs)
def test_w6_every_answer_names_clauses_that_exist(facts: Facts, pack: Any) -> None:
    reasons = [reason for one in rule_registrations(pack, facts, as_of=END).values() for reason in one.reasons]
    for ruling in rule_deals(pack, facts, as_of=END).values():
        assert ruling.reasons
        reasons += [*ruling.reasons, *(reason for claim in ruling.claims for reason in claim.reasons)]
        assert all(claim.reasons for claim in ruling.claims)
    assert {reason.clause for reason in reasons} <= set(pack.clauses)


@LAW
@given(facts=worlds(), pack=packs, data=st.data())
def test_w7_the_order_of_the_rows_changes_nothing(facts: Facts, pack: Any, data: st.DataObject) -> None:
    tables = ("registrations", "visits", "extensions", "deals", "buyers", "relations")
    shuffled = replace(facts, **{name: tuple(data.draw(st.permutations(getattr(facts, name)))) for name in tables if name != "buyers"})
    assert rule_registrations(pack, shuffled, as_of=END) == rule_registrations(pack, facts, as_of=END)
    assert rule_deals(pack, shuffled, as_of=END) == rule_deals(pack, facts, as_of=END)


@LAW
@given(facts=worlds(), pack=packs, data=st.data())
def test_w7_the_order_of_a_deals_buyers_never_changes_the_owner(facts: Facts, pack: Any, data: st.DataObject) -> None:
    shuffled = replace(facts, buyers=tuple(data.draw(st.permutations(facts.buyers))))
    owners = [{key: one.partner_id for key, one in rule_deals(pack, each, as_of=END).items()} for each in (facts, shuffled)]
    assert owners[0] == owners[1]


titled = st.lists(st.sampled_from(["周", "敏", "女士", "先生", "小姐", " "]), max_size=6).map("".join)
texts = st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), max_size=14)
companies = st.lists(
    st.sampled_from(["杭州", "浙江省", "云岭", "科技", "贸易", "集团", "有限公司", "有限责任公司", "分公司", "市", "（杭州）", " "]), max_size=6
).map("".join)
numbers = st.lists(st.sampled_from(["+86", "0086", "86", "138", "1234", "5678", "*", "-", " ", "０", "0571", "x"]), max_size=7).map("".join)


@settings(LAW, max_examples=400)
@given(text=st.one_of(texts, companies, numbers, titled))
def test_w8_normal_forms_are_stable(text: str) -> None:
    for normal in (normal_name, normal_phone, normal_identity, normal_company):
        assert normal(normal(text)) == normal(text)


@LAW
@given(one=companies, other=companies)
def test_w8_sameness_of_companies_is_symmetric_and_survives_normalising(one: str, other: str) -> None:
    assert same_company(one, other) == same_company(other, one)
    assert same_company(normal_company(one), normal_company(other)) == same_company(one, other)


@LAW
@given(facts=worlds(), as_of=instants)
def test_w9_a_new_term_leaves_earlier_facts_alone(facts: Facts, as_of: datetime) -> None:
    old = PACKS[0]
    changed = [
        {"days": 7, "counted_from": "next_day", "starts_on": "2024-01-01", "clause": "2.5"},
        {"days": 30, "counted_from": "next_day", "clause": "2.5"},
    ]
    changed[1]["starts_on"] = (as_of + timedelta(days=1)).date().isoformat()
    new = amended(old, {"protection": {"before_visit": changed}})
    assert rule_registrations(new, facts, as_of=as_of) == rule_registrations(old, facts, as_of=as_of)


@LAW
@given(facts=worlds(), pack=packs)
def test_the_owner_is_the_earliest_of_those_who_stand(facts: Facts, pack: Any) -> None:
    for ruling in rule_deals(pack, facts, as_of=END).values():
        standing = [claim for claim in ruling.claims if claim.verdict in {"won", "later"} and claim.reasons[0].code != "claim_same_partner"]
        order = [(claim.received_at, claim.registration_id) for claim in standing]
        assert order == sorted(order)
        assert not standing or standing[0].verdict == "won"


@LAW
@given(facts=worlds(), pack=packs)
def test_a_rival_can_only_take_a_deal_away_and_never_gives_one(facts: Facts, pack: Any) -> None:
    alone = replace(of_partner(facts, "A"), deals=facts.deals, buyers=facts.buyers, relations=facts.relations)
    before = rule_deals(pack, alone, as_of=END)
    for key, ruling in rule_deals(pack, facts, as_of=END).items():
        if ruling.partner_id == "A":
            assert before[key].partner_id == "A"
