"""The terms of a pack as timelines: which dated lines replace each other, and which stand side by side.

`protection.after_visit` is one timeline: a later line replaces the earlier one. `discipline.sanctions` is a timeline for each kind, subject and
step: its lines stand side by side. The lint and the diff read policies in this form.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from qudao.policies.policy import Policy
from qudao.rules.decision import Dated

KEYS: Mapping[str, tuple[str, ...]] = {
    "protection.required": ("demand",),
    "protection.required_pre": ("demand",),
    "protection.required_formal": ("demand",),
    "commission.denied": ("ground",),
    "commission.withheld": ("ground",),
    "discipline.radius": ("kinds",),
    "discipline.sanctions": ("kinds", "subject", "step"),
    "certification.certificates": ("name",),
    "career.levels": ("name",),
    "grading.schemes": ("name",),
    "grading.bands": ("scheme", "grade"),
    "appraisal.standards": ("tier", "measure"),
    "appraisal.results": ("name",),
    "incentive.rights": ("grade", "area", "right"),
    "incentive.measures": ("result", "measure"),
    "staff_commission.rate": ("post", "category"),
    "staff_commission.never": ("post", "on"),
    "payback.excluded": ("category",),
    "payback.regular": ("category",),
    "payback.consumables": ("category",),
    "filing.materials": ("material",),
    "reception.bound": ("store_class",),
    "discipline.correction": ("actions",),
    "membership.review": ("step",),
    "membership.upgrade": ("level",),
    "hierarchy.developers": ("level",),
    "earning.rate": ("level", "category"),
    "earning.upline": ("distance",),
    "authority.products": ("level",),
    "authority.supply_price": ("level", "item"),
    "authority.steps": ("role", "steps"),
    "supplier.selection": ("criterion",),
    "supplier.contract": ("group",),
    "supplier.rates": ("name",),
    "supplier.schemes": ("name",),
    "supplier.bands": ("scheme", "grade"),
    "supplier.carrier": ("criterion",),
    "supplier.carrier_rates": ("name",),
    "supplier.floors": ("rate",),
}
"""By which of their fields the lines of a list stand side by side; a list that is not named here is one timeline."""


@dataclass(frozen=True, slots=True)
class Timeline:
    """Lines of which the later replaces the earlier, with their places in the file's list."""

    section: str
    field: str
    key: tuple[tuple[str, Any], ...]
    terms: tuple[tuple[int, Dated[Any]], ...]

    @property
    def path(self) -> str:
        return f"{self.section}.{self.field}"

    @property
    def name(self) -> tuple[str, tuple[tuple[str, Any], ...]]:
        """The same for the same timeline of another version."""
        return self.path, self.key

    def place(self, index: int) -> str:
        """Where a line stands in its file: `after_visit.1`."""
        return f"{self.field}.{index}"

    def on(self, day: date | None) -> Dated[Any]:
        """The line in force on a day (None: before all of them, where the first one counts)."""
        chosen = self.terms[0][1]
        for _, term in self.terms[1:]:
            if day is not None and term.starts_on <= day:
                chosen = term
        return chosen


def timelines(policy: Policy) -> tuple[Timeline, ...]:
    """Every timeline of a policy, in the order of its files and their lines."""
    return tuple(
        line for section, part in policy.sections.items() for field in fields(part) for line in _of(section, field.name, getattr(part, field.name))
    )


def _of(section: str, field: str, terms: Sequence[Dated[Any]]) -> Iterable[Timeline]:
    names = KEYS.get(f"{section}.{field}", ())
    found: dict[tuple[tuple[str, Any], ...], list[tuple[int, Dated[Any]]]] = {}
    for index, term in enumerate(terms):
        found.setdefault(tuple((name, getattr(term.value, name)) for name in names), []).append((index, term))
    for key, lines in found.items():
        yield Timeline(section, field, key, tuple(lines))
