"""Every case of every pack, as written for a lawyer to read."""

from collections.abc import Mapping
from typing import Any

import pytest

from qudao.decide.ruling import Decisions, Facts, latest, rule_all
from qudao.decide.sentences import TEMPLATES, sentence
from qudao.decide.write import OUTPUTS
from qudao.policies.cases import Example, examples
from qudao.policies.load import load, names

CASES = [example for name in names() for example in examples(load(name))]


def decide(example: Example) -> Decisions:
    given = Facts(**example.tables)
    as_of = example.as_of or latest(given)
    assert as_of is not None
    return rule_all(example.policy, given, as_of=as_of)


def rows(decisions: Decisions, table: str) -> list[dict[str, Any]]:
    """The rows of a table as plain columns; `claims` are the weighed ones of all rulings."""
    if table == "claims":
        return [{**columns(claim), "deal_id": key} for key, ruling in decisions.rulings.items() for claim in ruling.claims]
    made = [columns(row) for row in getattr(decisions, table)]
    for row in made:
        if table == "attributions" and row["deal_id"] in decisions.rulings:
            row["moment"] = decisions.rulings[row["deal_id"]].moment
    return made


def columns(row: Any) -> dict[str, Any]:
    plain = {name: getattr(row, name) for name in dir(row) if not name.startswith("_") and not callable(getattr(row, name))}
    plain["reasons"] = [reason.code for reason in row.reasons]
    plain["clause"] = row.reasons[0].clause
    return plain


def agrees(row: Mapping[str, Any], expected: Mapping[str, Any]) -> bool:
    """Whether every expected column has its value; `reasons` must be among the row's, those of `without` must not."""
    given = set(row["reasons"])
    columns = {name: value for name, value in expected.items() if name not in {"reasons", "without"}}
    return (
        all(name in row and row[name] == value for name, value in columns.items())
        and set(expected.get("reasons", ())) <= given
        and not given & set(expected.get("without", ()))
    )


def shown(row: Mapping[str, Any], names: Mapping[str, Any]) -> str:
    return ", ".join(f"{name}={row.get(name)!s}" for name in names)


@pytest.mark.parametrize("example", CASES, ids=lambda example: f"{example.policy.name}/{example.file}: {example.name}")
def test_the_case_comes_out_as_written(example: Example) -> None:
    decisions = decide(example)
    for table, expected in example.expect.items():
        made = rows(decisions, table)
        if not expected:
            assert made == []
        for want in expected:
            near = [row for row in made if all(row.get(name) == want[name] for name in want if name.endswith("_id") and name != "partner_id")] or made
            assert any(agrees(row, want) for row in made), f"{table}: want {shown(want, want)}; made {[shown(row, want) for row in near]}"


@pytest.mark.parametrize("example", CASES, ids=lambda example: f"{example.policy.name}/{example.file}: {example.name}")
def test_every_reason_of_the_case_reads_in_both_languages(example: Example) -> None:
    decisions = decide(example)
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
