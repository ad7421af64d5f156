"""What the columns and attributes of partners say of their standing: levels held, line above, territory, application."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from qudao.decide.attributes import typed
from qudao.decide.known import Facts
from qudao.policies.load import dated_terms
from qudao.policies.policy import Policy
from qudao.rules.facts import Partner
from qudao.rules.hierarchy import Held, level_on, uplines


@dataclass(frozen=True, slots=True)
class Standing:
    """One partner with its attributes read; an attribute that is blank is None."""

    partner: Partner
    values: Mapping[str, Any]
    history: tuple[Held, ...]

    def level(self, on: date) -> str | None:
        """The level held on a day."""
        return level_on(self.history, on)

    @property
    def since(self) -> date | None:
        """The day from which somebody belongs to us: the day of joining, else of the application."""
        return self.partner.joined_on or self.values.get("applied_on")


@dataclass(frozen=True, slots=True)
class Line:
    """Everybody's standing and who stands above whom."""

    by_id: Mapping[str, Standing]
    sponsors: Mapping[str, str | None]

    def level(self, partner_id: str | None, on: date) -> str | None:
        """The level that a partner holds on a day."""
        standing = self.by_id.get(partner_id or "")
        return standing.level(on) if standing is not None else None

    def above(self, partner_id: str) -> tuple[str, ...]:
        """The line above a partner, nearest first."""
        return uplines(partner_id, self.sponsors)


LEVELS: Mapping[str, str] = {
    "普通": "ordinary",
    "普通会员": "ordinary",
    "高级": "advanced",
    "高级会员": "advanced",
    "一级": "level_1",
    "一级代理": "level_1",
    "二级": "level_2",
    "二级代理": "level_2",
    "三级": "level_3",
    "三级代理": "level_3",
}
"""Levels as people write them; a word that the policy itself uses stays as it is."""


def line(policy: Policy, facts: Facts) -> Line:
    """The standing of every partner."""
    named = {getattr(term.value, name, None) for _, term in dated_terms(policy) for name in ("level", "to")}
    words = {word: level for word, level in LEVELS.items() if word not in named}
    by_id = {row.partner_id: _standing(row, typed("partners", row.attributes, policy.timezone), words) for row in facts.partners}
    return Line(by_id, {key: standing.values.get("upline") for key, standing in by_id.items()})


def _standing(partner: Partner, values: Mapping[str, Any], words: Mapping[str, str]) -> Standing:
    """The history of levels where it is given; else the column's grade, held ever since."""
    steps = [(str(step["grade"]), step["starts_on"]) for step in values.get("grades", ()) if step["grade"] and step["starts_on"]]
    given = steps or ([(partner.grade, date.min)] if partner.grade else [])
    history = tuple(Held(words.get(level, level), starts_on) for level, starts_on in given)
    return Standing(partner, values, history)
