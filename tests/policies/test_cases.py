"""Every case of every pack, as written for a lawyer to read."""

from dataclasses import replace

import pytest

from qudao.decide.check import decided, failures
from qudao.decide.sentences import TEMPLATES, sentence
from qudao.decide.write import OUTPUTS
from qudao.policies.cases import Example, examples
from qudao.policies.load import load, names

CASES = [example for name in names() for example in examples(load(name))]


@pytest.mark.parametrize("example", CASES, ids=lambda example: f"{example.policy.name}/{example.file}: {example.name}")
def test_the_case_comes_out_as_written(example: Example) -> None:
    assert list(failures([example])) == []


@pytest.mark.parametrize("example", CASES, ids=lambda example: f"{example.policy.name}/{example.file}: {example.name}")
def test_every_reason_of_the_case_reads_in_both_languages(example: Example) -> None:
    decisions = decided(example)
    made = [row for table in OUTPUTS for row in getattr(decisions, table)]
    reasons = [reason for row in made for reason in row.reasons]
    reasons += [reason for ruling in decisions.rulings.values() for claim in ruling.claims for reason in claim.reasons]
    for reason in reasons:
        assert reason.code in TEMPLATES
        assert reason.clause in example.policy.clauses
        for lang, blank in (("zh", "空白"), ("en", "(blank)")):
            text = sentence(reason, lang)
            assert "{" not in text
            assert blank not in text or "" in reason.numbers.values(), f"{reason} lacks a number of its sentence: {text}"


def test_every_case_has_its_own_name_in_its_pack() -> None:
    named = [(example.policy.name, example.name) for example in CASES]
    assert sorted(named) == sorted(set(named))


def test_an_expectation_that_does_not_come_out_is_told_with_what_was_made() -> None:
    case = next(example for example in CASES if example.expect.get("registrations"))
    table, rows = "registrations", case.expect["registrations"]
    spoilt = replace(case, expect={table: [{**rows[0], "clause": "0.0"}]})
    (failure,) = failures([spoilt])
    assert (failure.name, failure.table) == (case.name, table)
    assert "clause=0.0" in failure.wanted
    assert "clause=" in failure.made
    assert [one.wanted for one in failures([replace(case, expect={table: []})])] == ["[]"]
