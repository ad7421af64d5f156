"""Whatever a pack leaves out, it is either refused when it is read or judged without a crash: the loader and the rules agree on what is needed."""

from collections.abc import Iterator
from dataclasses import fields, replace
from functools import cache

import pytest

from qudao.decide.ruling import Facts, latest, rule_all
from qudao.policies.cases import Example, examples
from qudao.policies.load import load, names
from qudao.policies.policy import Policy
from qudao.policies.sense import nonsense


@cache
def cases(name: str) -> tuple[Example, ...]:
    return examples(load(name))


def lists() -> Iterator[tuple[str, str, str]]:
    for name in names():
        for section, terms in load(name).sections.items():
            for field in fields(terms):
                if getattr(terms, field.name):
                    yield name, section, field.name


def without(policy: Policy, section: str, field: str) -> Policy:
    return policy.with_section(section, replace(policy.section(section), **{field: ()}))


def is_refused(policy: Policy) -> bool:
    """Whether the loader refuses it; citations alone do not count, they are whole in what is left."""
    return any(problem.code != "clause_unknown" for problem in nonsense(policy, policy.clauses.values()))


def run(example: Example, section: str, field: str) -> None:
    facts = Facts(**example.tables)
    as_of = example.as_of or latest(facts)
    assert as_of is not None
    policy = without(example.policy, section, field)
    if not is_refused(policy):
        rule_all(policy, facts, as_of=as_of)


@pytest.mark.parametrize(("name", "section", "field"), list(lists()))
def test_a_list_that_is_left_out_is_refused_or_judged_without(name: str, section: str, field: str) -> None:
    policy = load(name)
    if is_refused(without(policy, section, field)):
        return
    for example in cases(name):
        run(example, section, field)


def test_the_test_sees_a_list_that_cannot_be_left_out() -> None:
    assert is_refused(without(load("membership"), "earning", "basis"))
    assert not is_refused(without(load("membership"), "earning", "rate"))
