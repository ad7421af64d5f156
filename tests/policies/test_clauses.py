"""Every sentence of both regulations is claimed, every citation exists, and every executed clause is cited by a term."""

from dataclasses import replace
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from qudao.decide.check import decided
from qudao.policies.cases import examples
from qudao.policies.load import PACKS, Policy, citations, load, names

# The sentences that the regulations print, by section: the count is of the printed text, the words are nowhere in this repository.
# Where articles are numbered through the sections, or hold several sentences, the printed numbers stand instead of a count.
SENTENCES: dict[str, dict[str, int | tuple[int, ...]]] = {
    "clinic-stores": {"1": 6, "2": (7, 8, 10), "2.9": 2, "2.11": 2, "3.1": 2, "3": (2, 3, 4)},
    # of the regulations T and W only what is used: chapters 1 to 3, and chapter 4
    "field-team": {"1": 1, "2": 1, "3": 2, "4.1": 3, "4.2": 4, "4.3": 4, "5": 6, "T1": 2, "T2": 1, "T3.1": 9, "T3.2": 5, "T3.3": 5, "W4": 1},
    "internet-channel": {"1": 1, "2": 1, "3": 5, "4": 4, "5": 3, "6": 5, "7": 5, "8": 4, "T1": 3, "T2": 5, "T3": 5},
    "membership": {"1": 3, "2": 2, "3": 3, "4": 6, "5": 5},
    "property-distribution": {"1": 2, "2": 19, "3": 8},
    "property-intercompany": {"1": 5, "2": 14},
    "social-commerce": {"1": 6, "2": 10, "3": 10, "4": 9, "5": 7, "6": 8, "7": 7, "8": 8, "9": 6},
    # of the regulation W only what is about material and carriers
    "suppliers": {"1": 2, "2.1": 5, "2.2": 5, "3.1": 7, "3.2": 2, "4": 3, "5": 5, "6": 2, "7": 1, "W3": (6,), "W7": 2},
    "telesales-careers": {"1": 3, "2": 3, "3": 4},
}


def unclaimed(policy: Policy) -> set[str]:
    """Sentences that no clause claims, and clauses beyond the sentences."""
    numbers = {section: range(1, said + 1) if isinstance(said, int) else said for section, said in SENTENCES[policy.name].items()}
    printed = {f"{section}.{number}" for section, told in numbers.items() for number in told}
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


TABLES = ("registrations", "attributions", "grades", "certifications", "career", "commissions", "staffing", "filings")
FIELD_TEAM = ("staffing.", "staff_commission.", "channel_share.", "attainment.")
SOCIAL = ("membership.", "hierarchy.", "earning.", "authority.products", "authority.territory", "supplier.")  # authority.steps: test_authority
FILES = (
    "protection.",
    "attribution.",
    "certification.",
    "career.",
    "grading.",
    "appraisal.",
    "incentive.",
    *FIELD_TEAM,
    "payback.",
    "filing.",
    *SOCIAL,
)


@pytest.mark.parametrize("name", sorted(SENTENCES))
def test_every_clause_of_these_files_decides_some_case(name: str) -> None:
    """A term that no example reaches could say anything."""
    policy = load(name)
    reached = set()
    for example in examples(policy):
        made = decided(example)
        rows = [row for table in TABLES for row in getattr(made, table)]
        rows += [claim for ruling in made.rulings.values() for claim in ruling.claims]
        reached |= {reason.clause for row in rows for reason in row.reasons}
    terms = {clause for path, clause in citations(policy) if path.startswith(FILES)}
    exempt = {"2.13"} if name == "property-distribution" else set()  # the bursts of the application
    assert terms - reached - exempt == set()


def test_the_packs_are_yaml_without_sentences_of_the_regulations() -> None:
    for name in names():
        for path in (PACKS / name).glob("*.yaml"):
            assert YAML(typ="safe", pure=True).load(path.read_text("utf-8")) is not None
            assert isinstance(path, Path)
