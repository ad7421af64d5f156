"""Visits and deals against the targets of the channel plan. Sentence 4.3.4 of 《渠道管理办法》."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from qudao.rules.channel_share import Grade, percent
from qudao.rules.decision import Dated, Decision, Number, Reason
from qudao.rules.period import in_force


@dataclass(frozen=True, slots=True)
class Indicator:
    """A measure of results, the measure that holds its target, and the share of the target from which it is met."""

    measure: str
    target: str
    met_from_bp: int


@dataclass(frozen=True, slots=True)
class AttainmentTerms:
    """In YAML every item carries its fields, `starts_on` and `clause`. One list for each indicator, so that each has its own dates."""

    visits: tuple[Dated[Indicator], ...]
    deals: tuple[Dated[Indicator], ...]

    def indicators(self) -> tuple[tuple[Dated[Indicator], ...], ...]:
        """Every indicator that is set."""
        return tuple(each for each in (self.visits, self.deals) if each)


Values = Mapping[str, Decimal]
"""One person's month: measure to value."""


def decide(terms: AttainmentTerms, *, values: Values, month: date) -> tuple[Decision[Grade], ...]:
    """Each indicator of one person for one month; without a target there is nothing to compare."""
    return _judged(terms, [values], month, members=None)


def team(terms: AttainmentTerms, *, members: Iterable[Values], month: date) -> tuple[Decision[Grade], ...]:
    """Each indicator of a team: its members' figures and targets added up."""
    everybody = list(members)
    return _judged(terms, everybody, month, members=len(everybody))


def _judged(terms: AttainmentTerms, people: list[Values], month: date, *, members: int | None) -> tuple[Decision[Grade], ...]:
    rows = []
    for dated in terms.indicators():
        term = in_force(dated, month)
        indicator = term.value
        actual = sum((values.get(indicator.measure, Decimal(0)) for values in people), Decimal(0))
        target = sum((values.get(indicator.target, Decimal(0)) for values in people), Decimal(0))
        if target <= 0:
            continue
        is_met = actual * 10_000 >= target * indicator.met_from_bp
        numbers: dict[str, Number] = {
            "measure": indicator.measure,
            "actual": plain(actual),
            "target": plain(target),
            "share": percent(actual, target),
        }
        code = "attainment_met" if is_met else "attainment_not_met"
        if members is not None:
            code, numbers = f"{code}_team", {**numbers, "members": members}
        grade = f"{indicator.measure}_{'met' if is_met else 'not_met'}"
        rows.append(Decision(Grade(Decimal(percent(actual, target)), grade), (Reason(code, term.clause, numbers),)))
    return tuple(rows)


def plain(value: Decimal) -> str:
    """A count without an exponent or trailing zeros."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
