"""A pack has the sections that its regulation needs, says whose numbers it holds, and cites the regulation that a clause belongs to."""

from collections.abc import Mapping

import pytest

from qudao.policies.load import PACKS, PolicyError, left_open, load, parse, texts
from qudao.policies.policy import NotInPolicyError

HEADER = """
version: "2025-01-01"
title: {zh: 违规, en: Violations}
regulation: {zh: 甲办法, en: Rules A}
timezone: Asia/Shanghai
starts_on: 2025-01-01
also: [{prefix: "T", regulation: {zh: 乙办法, en: Rules B}}]
"""
CLAUSES = """
- {number: "1.1", text: {zh: 诚信, en: Good faith}, form: executed, note: {zh: 违规, en: violations}}
- {number: "T2.1", text: {zh: 截客, en: Interception}, form: executed, note: {zh: 违规, en: violations}, topics: [employee_fine], wording: 公司原文}
"""
DISCIPLINE = """
radius: none
sanctions: []
return_period: none
silence: [{starts_on: 2025-01-01, clause: "1.1", set_by: product}]
"""


def pack(**changed: str) -> Mapping[str, str]:
    files = {"policy.yaml": HEADER, "clauses.yaml": CLAUSES, "discipline.yaml": DISCIPLINE}
    return files | {f"{name}.yaml": text for name, text in changed.items()}


def test_a_pack_without_reports_has_no_protection_and_says_so_when_asked() -> None:
    policy = parse(pack(), name="small")
    assert policy.has("discipline")
    assert not policy.has("protection")
    with pytest.raises(NotInPolicyError, match="small: protection"):
        _ = policy.protection


def test_what_the_regulation_leaves_open_is_listed_and_what_it_does_not_have_is_not() -> None:
    assert left_open(parse(pack(), name="small")) == (("discipline.sanctions", "not_set"), ("discipline.silence.0", "product"))


def test_a_clause_with_a_prefix_is_cited_by_the_other_regulation() -> None:
    policy = parse(pack(), name="small")
    assert [policy.cite("1.1"), policy.cite("T2.1"), policy.cite("T2.1", "en")] == ["甲办法 1.1", "乙办法 2.1", "Rules B 2.1"]
    assert policy.clauses["T2.1"].topics == ("employee_fine",)
    assert policy.clauses["T2.1"].wording == "公司原文"


@pytest.mark.parametrize(
    ("files", "said"),
    [
        (pack(protection="before_visit: []"), "protection.yaml: expected scheme in policy.yaml"),
        (pack(policy=HEADER + "scheme: distribution"), "attribution.yaml: missing; expected a file of the pack"),
        (pack(displine="a: 1"), "displine.yaml: unknown file; expected one of policy.yaml, clauses.yaml"),
        (pack(clauses=CLAUSES.replace("employee_fine", "employee_fines")), 'clauses.yaml:3: 1.topics.0: "employee_fines"'),
        (pack(discipline=DISCIPLINE.replace("1.1", "7.7")), 'silence.0.clause: "7.7": expected a number of clauses.yaml'),
    ],
)
def test_files_that_do_not_fit_together_are_named(files: Mapping[str, str], said: str) -> None:
    with pytest.raises(PolicyError) as caught:
        parse(files, name="small")
    assert said in caught.value.message("en")


def test_all_problems_of_all_files_are_told_at_once_and_in_both_languages() -> None:
    wrong = {"clauses": CLAUSES.replace("form: executed", "form: ignored", 1), "discipline": DISCIPLINE.replace("set_by: product", "set_by: nobody")}
    with pytest.raises(PolicyError) as caught:
        parse(pack(**wrong), name="small")
    assert {(problem.file, problem.line) for problem in caught.value.problems} == {("clauses.yaml", 2), ("discipline.yaml", 5)}
    assert "应为" in caught.value.message("zh")


def test_a_pack_as_texts_is_the_pack_as_a_folder() -> None:
    policy = load("property-distribution")
    again = parse(texts(PACKS / "property-distribution"), name="property-distribution")
    assert again == policy


def test_an_approved_text_is_loaded_even_if_a_later_check_would_refuse_it() -> None:
    twice = pack(clauses=CLAUSES + CLAUSES.strip().splitlines()[0] + "\n")
    with pytest.raises(PolicyError, match="each clause once"):
        parse(twice, name="small")
    assert parse(twice, name="small", is_approved=True).clauses.keys() == {"1.1", "T2.1"}
