"""A draft judged on the past: its new terms as if they had held from an earlier day. docs/algorithms/backtest.md says it in words."""

from collections.abc import Sequence
from dataclasses import fields, is_dataclass, replace
from datetime import date, timedelta
from typing import Any

from qudao.policies.load import Policy
from qudao.rules.decision import Dated

DAY = timedelta(days=1)


def as_if_since(new: Policy, since: date, *, old: Policy) -> Policy:
    """The new version with every term that it adds to the old one pulled back to `since`; what it leaves alone keeps its days."""
    sections = {}
    for name, terms in new.sections.items():
        before = old.sections.get(name)
        sections[name] = _pulled(terms, before, since) if is_dataclass(terms) else terms
    header = replace(new.header, starts_on=min(new.starts_on, max(since, old.starts_on)))
    return replace(new, header=header, sections=sections)


def begins_on(new: Policy, *, old: Policy) -> date | None:
    """The earliest day on which a term begins that the new version adds to the old one; None when it adds none."""
    added = [
        term.starts_on
        for name, terms in new.sections.items()
        if is_dataclass(terms)
        for field in fields(terms)
        for term in _added(getattr(terms, field.name), getattr(old.sections.get(name), field.name, ()))
    ]
    return min(added, default=None)


def _pulled(terms: Any, before: Any, since: date) -> Any:
    changed = {}
    for field in fields(terms):
        own = getattr(terms, field.name)
        added = _added(own, getattr(before, field.name, ()))
        newest = max((term.starts_on for term in added), default=None)
        if newest is not None and newest > since:
            changed[field.name] = _moved(own, newest, since)
    return replace(terms, **changed)


def _added(own: Sequence[Dated[Any]], before: Sequence[Dated[Any]]) -> list[Dated[Any]]:
    return [term for term in own if term not in before]


def _moved(terms: Sequence[Dated[Any]], newest: date, since: date) -> tuple[Dated[Any], ...]:
    """Terms that begin on `newest` begin on `since`; each earlier generation a day or more before the next; later ones stay."""
    days: dict[date, date] = {}
    bound = since
    for day in sorted({term.starts_on for term in terms if term.starts_on <= newest}, reverse=True):
        days[day] = since if day == newest else min(day, bound)
        bound = days[day] - DAY
    return tuple(replace(term, starts_on=days.get(term.starts_on, term.starts_on)) for term in terms)
