"""Where a policy touches the law: every topic, every cautious word, what the product itself would execute, and what the shipped packs show."""

from dataclasses import replace
from typing import get_args

import pytest

from qudao.policies.lint import Finding, lint, told
from qudao.policies.lint.keywords import PATTERNS, hints
from qudao.policies.lint.legal import ROWS
from qudao.policies.load import PACKS, load, names, parse, texts
from qudao.policies.policy import Clause, Policy, Text
from qudao.policies.topics import Topic

TOPICS = get_args(Topic)
MEMBERSHIP = texts(PACKS / "membership")
REFUSED_UNTIL_CLEARED = {"pay_by_headcount", "entry_fee", "team_pay"}


def clause(*topics: str, text: str = "一句中性的话。", wording: str | None = None, form: str = "shown") -> Clause:
    return Clause("9.9", Text(text, "A sentence."), form, Text("说明", "Note"), topics, wording)  # type: ignore[arg-type]


def saying(one: Clause, **header: object) -> Policy:
    """A pack of a company's own with one more clause."""
    policy = load("property-distribution")
    return replace(policy, clauses={one.number: one}, header=replace(policy.header, **header))  # type: ignore[arg-type]


def of_clause(one: Clause, **header: object) -> dict[str, Finding]:
    return {finding.code: finding for finding in lint(saying(one, **header)) if finding.clause == "9.9" and finding.code in {*ROWS}}


def test_every_topic_has_its_law_in_both_languages() -> None:
    assert set(ROWS) == {*TOPICS, "platform_amendment"}
    for row in ROWS.values():
        for text in (row.law, row.what, row.why, row.do):
            assert all(part.strip() for part in text)
            assert text[0] != text[1]


@pytest.mark.parametrize("topic", TOPICS)
@pytest.mark.rulebook("CO-32")
def test_a_tagged_clause_is_told_with_clause_law_counsel_and_a_proposal(topic: str) -> None:
    finding = of_clause(clause(topic))[topic]
    assert (finding.level, finding.clearable, finding.file) == ("warning", True, "clauses.yaml")
    for lang, counsel, number in (("zh", "请法务确认", "条款 9.9"), ("en", "have counsel confirm", "Clause 9.9")):
        said = told(finding, lang)
        assert number in said.what
        assert counsel in said.law
        assert ROWS[topic].law[lang == "en"] in said.law
        assert said.do == ROWS[topic].do[lang == "en"]


@pytest.mark.parametrize("topic", TOPICS)
@pytest.mark.rulebook("CO-35")
def test_pay_by_heads_entry_fees_and_pay_from_lower_levels_are_refused_until_legal_clears_them(topic: str) -> None:
    finding = of_clause(clause(topic, form="executed"))[topic]
    assert finding.level == ("error" if topic in REFUSED_UNTIL_CLEARED else "warning")
    assert finding.clearable
    assert finding.cleared_by == ROWS[topic].cleared_by
    assert ROWS[topic].cleared_by == "legal" or topic not in REFUSED_UNTIL_CLEARED


HITS = [
    ("resale_price_minimum", "代理商销售时不得低于公司规定的价格。", "结算价不低于成本价。"),
    ("resale_price_minimum", "每台不得低于 100 元出售。", "每月不得低于三次到访。"),
    ("resale_price_fixed", "经销商不得擅自调整价格。", "经销商不得擅自调整陈列。"),
    ("resale_price_fixed", "全国统一零售价。", "全国统一服装。"),
    ("price_control", "严格控制渠道价格体系。", "严格控制库存。"),
    ("supply_cut", "连续两季不达标的减少供货。", "缺货时及时补充供货。"),
    ("supply_cut", "不达标的降低代理费率。", "降低差旅费。"),
    ("exclusive_territory", "授予乙方独家代理。", "乙方独立代理。"),
    ("exclusive_territory", "经销商不得跨区销售。", "经销商可以跨区销售。"),
    ("pyramid_levels", "设一级代理、二级代理。", "设代理部。"),
    ("pay_by_headcount", "按发展代理的人数计算奖励。", "不得按发展代理的人数计算奖励。"),
    ("pay_by_headcount", "每推荐一名会员奖励五十元。", "每推荐一套房源登记一次。"),
    ("entry_fee", "加入须缴纳加盟费。", "不收取加盟费。"),
    ("entry_fee", "首次进货满三千元方可成为代理。", "首次进货由仓库送达。"),
    ("team_pay", "按下级销售额的百分之五提成。", "下级销售情况每月报告。"),
    ("employee_fine", "对迟到的员工每次罚款五十元。", "对迟到的员工不得罚款。"),
    ("employee_fine", "扣发当月工资。", "核发当月工资。"),
    ("demotion_or_dismissal", "连续两月不达标的降职或辞退。", "连续两月不达标的安排培训。"),
    ("unilateral_amendment", "本办法最终解释权归公司所有。", "本办法由双方共同解释。"),
    ("early_termination", "公司有权随时终止合作。", "合作到期后终止。"),
    ("identity_proof", "申请人须提交身份证复印件。", "申请人须提交营业执照。"),
    ("cross_border", "资料存放在境外服务器。", "资料存放在境内机房。"),
    ("profiling", "按客户画像推送优惠。", "按客户要求推送优惠。"),
    ("committee_arbitration", "争议由仲裁委员会裁决。", "争议由双方协商。"),
    ("private_collection", "货款可由代理代收货款后转交。", "不得代收货款。"),
    ("individual_partner", "自然人均可申请代理。", "自然人的信息依法保护。"),
    ("direct_sales_term", "渠道分为代理与直销。", "渠道分为代理与直营。"),
    ("social_insurance", "专员享有五险一金。", "专员享有年假。"),
    ("customer_source", "向物业购买业主名单。", "向物业购买服务。"),
    ("paid_referral", "开展全民营销。", "开展全员培训。"),
    ("family_data", "每月将业绩致家人一封信。", "每月将业绩致客户一封信。"),
    ("advertising", "鼓励好评返现。", "鼓励如实评价。"),
    ("rebate", "季度返利以现金发放。", "季度奖金以现金发放。"),
    ("rebate", "给予采购人员回扣。", "不得收受回扣。"),
    ("employee_fine", "对落后的员工进行处罚。", "对落后的员工进行培训。"),
    ("unilateral_amendment", "公司保留随时变更的权利。", "公司保留结算的凭证。"),
    ("advertising", "以口碑营销扩大影响。", "以口碑评选先进。"),
    ("profiling", "提供个性化服务。", "提供上门服务。"),
    ("family_data", "与员工家属沟通其表现。", "与客户家属核对到访。"),
    ("early_termination", "违反本办法的，公司有权终止合作。", "违反本办法的，双方协商。"),
    ("pyramid_levels", "可以发展下级代理。", "可以发展客户。"),
    ("resale_price_minimum", "不得低于公司规定的⾦额或售价,违者处理。", "不得低于三天,售价另定。"),
]


@pytest.mark.parametrize(("topic", "hit", "miss"), HITS)
def test_words_suggest_a_topic_and_near_words_do_not(topic: str, hit: str, miss: str) -> None:
    assert topic in dict(hints(clause(text=hit)))
    assert topic in dict(hints(clause(wording=hit)))
    assert topic not in dict(hints(clause(text=miss)))
    assert topic not in dict(hints(clause(topic, text=hit)))


def test_every_pattern_has_an_example() -> None:
    assert {topic for topic, _ in PATTERNS} == {topic for topic, *_ in HITS}
    assert {topic for topic, _ in PATTERNS} <= set(TOPICS)


def test_a_hint_shows_the_words_and_only_ever_warns() -> None:
    finding = of_clause(clause(text="按发展代理的人数计算奖励。", form="executed"))["pay_by_headcount"]
    assert finding.level == "warning"
    assert "按发展代理的人数" in told(finding, "zh").what
    assert "似乎" in told(finding, "zh").what
    assert "it seems" in told(finding, "en").what


def test_one_topic_of_one_clause_is_told_once() -> None:
    one = clause("rebate", "rebate", text="季度返利以现金发放。")
    assert [finding.code for finding in lint(saying(one)) if finding.clause == "9.9"] == ["rebate"]


def test_an_answer_lapses_when_the_words_of_the_clause_change() -> None:
    one, other = (of_clause(clause("rebate", text=text))["rebate"] for text in ("返一成。", "返三成。"))
    assert one.key != other.key
    assert one.key == of_clause(clause("rebate", text="返一成。"))["rebate"].key


@pytest.mark.parametrize(("contract", "named"), [("reseller", "经销（买断）"), ("agency", "代理"), (None, "无")])
@pytest.mark.parametrize("topic", ["resale_price_minimum", "resale_price_fixed", "price_control"])
def test_a_finding_on_prices_names_the_kind_of_contract_and_asks_legal(contract: str | None, named: str, topic: str) -> None:
    finding = of_clause(clause(topic), contract=contract)[topic]
    assert finding.cleared_by == "legal"
    assert f"合同性质：{named}" in told(finding, "zh").why


def test_an_answer_lapses_when_the_kind_of_contract_changes() -> None:
    one, other = (of_clause(clause("resale_price_fixed"), contract=contract)["resale_price_fixed"] for contract in ("agency", "reseller"))
    assert one.key != other.key


@pytest.mark.parametrize(("days", "is_told"), [(6, True), (7, False), (8, False)])
def test_a_platform_that_amends_its_rules_gives_seven_days(days: int, is_told: bool) -> None:
    amendment = replace(load("suppliers").header.amendment, notice_days=days)
    told_of = of_clause(clause("unilateral_amendment"), audience=("partners", "platform"), amendment=amendment)
    assert ("platform_amendment" in told_of) is is_told
    assert "unilateral_amendment" in told_of
    assert "platform_amendment" not in of_clause(clause("unilateral_amendment"), audience=("partners",), amendment=amendment)


def test_rules_for_staff_need_consultation_whether_or_not_a_clause_says_so() -> None:
    def places(one: Clause, *audience: str) -> list[str]:
        return [finding.place for finding in lint(saying(one, audience=audience)) if finding.code == "staff_rule"]

    assert places(clause(), "staff") == ["audience"]
    assert places(clause("staff_rule"), "staff") == ["0.topics"]
    assert places(clause(), "partners") == []


def test_a_term_that_dismisses_staff_is_told_and_one_that_blacklists_a_partner_is_not() -> None:
    findings = [finding for finding in lint(load("property-distribution")) if finding.code == "demotion_or_dismissal"]
    assert [(finding.file, finding.place, finding.clause) for finding in findings] == [("discipline.yaml", "sanctions.3.action", "2.19")]


@pytest.mark.parametrize(("levels", "level"), [(2, None), (3, "error"), (4, "error")])
@pytest.mark.rulebook("CO-35")
def test_a_third_paid_level_waits_for_legal(levels: int, level: str | None) -> None:
    policy = load("membership")
    terms = policy.hierarchy
    paid = replace(terms.paid[0], value=replace(terms.paid[0].value, paid_levels=levels))
    findings = [
        one for one in lint(policy.with_section("hierarchy", replace(terms, paid=(paid,)))) if one.file == "hierarchy.yaml" and one.level != "note"
    ]
    assert [(one.code, one.level, one.clearable, one.cleared_by) for one in findings] == ([("pyramid_levels", level, True, "legal")] if level else [])


def test_a_third_paid_level_with_its_approval_on_record_is_a_warning() -> None:
    policy = load("membership")
    terms = policy.hierarchy
    value = replace(terms.paid[0].value, paid_levels=3, legal_approval="法务，2026-01-01")
    findings = lint(policy.with_section("hierarchy", replace(terms, paid=(replace(terms.paid[0], value=value),))))
    assert [one.level for one in findings if one.file == "hierarchy.yaml" and one.level != "note"] == ["warning"]


@pytest.mark.parametrize(("rate_bp", "is_told"), [(0, False), (1, True)])
@pytest.mark.rulebook("CO-35")
def test_a_share_of_lower_levels_sales_is_refused_until_legal_clears_it(rate_bp: int, is_told: bool) -> None:
    upline = f'upline:\n- {{distance: 1, rate_bp: {rate_bp}, starts_on: 2024-01-01, clause: "4.1"}}'
    policy = parse({**MEMBERSHIP, "earning.yaml": MEMBERSHIP["earning.yaml"].replace("upline: none", upline)}, name="mine")
    findings = [finding for finding in lint(policy) if finding.code == "team_pay"]
    assert [(one.level, one.clearable, one.file, one.place) for one in findings] == ([("error", True, "earning.yaml", "upline.0")] if is_told else [])


# What the shipped packs show: the rows of legal.md that are theirs, and the entries CO-34, CO-36 and CO-37 where it has none. No errors.
EXPECTED: dict[str, set[tuple[str, str]]] = {
    "property-distribution": {("demotion_or_dismissal", "2.19"), ("personal_data", "3.3"), ("family_data", "3.7")},
    "property-intercompany": {("exclusive_territory", "2.1"), ("personal_data", "2.2")},
    "clinic-stores": {("personal_data", "1.1"), ("personal_data", "1.2"), ("family_data", "1.2"), ("rebate", "2.7"), ("staff_rule", "")},
    "telesales-careers": {("family_data", "3.4"), ("staff_rule", "")},
    "internet-channel": {("individual_partner", "4.1"), ("direct_sales_term", "4.4"), ("rebate", "8.1"), ("supply_cut", "T3.5")},
    "membership": {("pyramid_levels", "1.3"), ("pyramid_levels", "2.2"), ("individual_partner", "3.1"), ("personal_data", "5.2")},
    "social-commerce": {
        ("staff_rule", "1.2"),
        ("individual_partner", "2.5"),
        ("pyramid_levels", "2.5"),
        ("resale_price_fixed", "3.4"),
        ("advertising", "4.2"),
        ("customer_source", "4.7"),
        ("personal_data", "4.8"),
        ("profiling", "4.9"),
        ("private_collection", "6.1"),
        ("pyramid_levels", "6.6"),
        ("pyramid_levels", "6.7"),
        ("employee_fine", "9.5"),
        ("demotion_or_dismissal", "9.6"),
    },
    "suppliers": {("unilateral_amendment", "6.2")},
    "field-team": {("staff_rule", "3.1"), ("paid_referral", "4.1.1"), ("customer_source", "4.3.3"), ("social_insurance", "5.5")},
}


@pytest.mark.parametrize("name", names())
def test_a_shipped_pack_shows_the_warnings_that_are_expected_and_no_error(name: str) -> None:
    findings = lint(load(name))
    assert [finding for finding in findings if finding.level == "error"] == []
    assert {(finding.code, finding.clause) for finding in findings if finding.level == "warning"} == EXPECTED[name]
