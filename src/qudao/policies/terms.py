"""Every dated term of a policy with its path, what it cites and what is left open."""

from collections.abc import Iterable
from dataclasses import fields
from typing import Any

from qudao.policies.policy import Policy
from qudao.rules.decision import Dated


def dated_terms(policy: Policy) -> Iterable[tuple[str, Dated[Any]]]:
    """Every term of every section with its path (`protection.before_visit.0`), in the order of the files."""
    for name, part in policy.sections.items():
        for field in fields(part):
            for index, term in enumerate(getattr(part, field.name)):
                yield f"{name}.{field.name}.{index}", term


def citations(policy: Policy) -> Iterable[tuple[str, str]]:
    """Every clause that the header or a term of the pack cites, with its path."""
    if policy.header.notices is not None:
        yield "policy.notices", policy.header.notices.clause
    if policy.header.amendment is not None and policy.header.amendment.clause is not None:
        yield "policy.amendment", policy.header.amendment.clause
    for path, term in dated_terms(policy):
        yield path, term.clause


def left_open(policy: Policy) -> tuple[tuple[str, str], ...]:
    """What the regulation leaves to the company (PL-01): paths with `not_set` (no value yet) or `product` (our default, to be confirmed)."""
    defaults = [(path, "product") for path, term in dated_terms(policy) if term.set_by == "product"]
    return (*((path, "not_set") for path in policy.not_set), *defaults)
