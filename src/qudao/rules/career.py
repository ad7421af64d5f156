"""The career ladder: so many months with at least so much, in a row or within a year.

2-2-3-1 of 诚信通渠道:销售职业进展与培训认证体系. A month without a row counts as nothing; the terms are those of the last day of the
month that completes the count. Levels do not build on each other: the diagram that may have said so is lost, so each is reached by its own count.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from qudao.rules.decision import Dated, Decision, Number, Reason
from qudao.rules.defect import Defect
from qudao.rules.months import YEAR, label, last_day, window
from qudao.rules.number import written
from qudao.rules.period import each_in_force, in_force


@dataclass(frozen=True, slots=True)
class Level:
    """`months` months with at least `at_least` orders: in a row, or any of a year."""

    name: str
    rank: int
    """The place on the ladder, the lowest first."""
    months: int
    at_least: Decimal
    span: Literal["consecutive", "rolling_year", "calendar_year"]
    counting: Literal["per_month", "total"] = "per_month"
    """`per_month`: that much in each of the months. `total`: that much in the best of them together."""
    measure: str = "orders"


@dataclass(frozen=True, slots=True)
class CareerTerms:
    """In YAML every item carries its fields, `starts_on` and `clause`."""

    levels: tuple[Dated[Level], ...]

    def defects(self) -> Iterator[Defect]:
        """Counts that no months can meet, or that months without anything meet."""
        for index, term in enumerate(self.levels):
            level, place = term.value, f"levels.{index}"
            longest = YEAR if level.span != "consecutive" else 10 * YEAR
            if not 1 <= level.months <= longest:
                yield Defect("not_within", f"{place}.months", str(level.months), {"from": "1", "to": str(longest)})
            if level.at_least <= 0:
                yield Defect("not_above_zero", f"{place}.at_least", str(level.at_least))


@dataclass(frozen=True, slots=True)
class Reached:
    """A level of the ladder, and the last day of the month that completed its count."""

    level: str
    rank: int
    reached_on: date


def reached(terms: CareerTerms, *, months: Mapping[str, Mapping[int, Decimal]], until: date) -> tuple[Decision[Reached], ...]:
    """The levels of one person by `until`, each once and as early as possible, the lowest first. `months`: by measure, then by month.

    Clauses 1.1 to 1.3 of the pack telesales-careers.
    """
    names = {term.value.name: term.value for term in each_in_force(terms.levels, lambda one: one.name, until)}
    ordered = sorted(names.values(), key=lambda level: (level.rank, level.name))
    found = (_earliest(terms, level.name, months.get(level.measure, {}), until) for level in ordered)
    return tuple(decision for decision in found if decision is not None)


def _earliest(terms: CareerTerms, name: str, months: Mapping[int, Decimal], until: date) -> Decision[Reached] | None:
    own = tuple(term for term in terms.levels if term.value.name == name)
    first = min(term.starts_on for term in terms.levels)
    for month in sorted(months):
        end = last_day(month)
        if end > until:
            return None
        if own[0].starts_on <= max(end, first) and _met((term := in_force(own, end)).value, months, month):
            return _decision(term, months, month)
    return None


def _window(level: Level, months: Mapping[int, Decimal], month: int) -> list[Decimal]:
    """The months among which the level is counted when `month` is the last one."""
    length = {"consecutive": level.months, "rolling_year": YEAR, "calendar_year": month % YEAR + 1}[level.span]
    return window(months, month - length + 1, month)


def _met(level: Level, months: Mapping[int, Decimal], month: int) -> bool:
    """Whether the count is complete with `month`, which must itself count."""
    if level.counting == "total":
        return months[month] > 0 and _total(level, _window(level, months, month)) >= level.at_least
    return months[month] >= level.at_least and sum(value >= level.at_least for value in _window(level, months, month)) >= level.months


def _total(level: Level, values: Sequence[Decimal]) -> Decimal:
    return sum(sorted(values, reverse=True)[: level.months], Decimal(0))


def _decision(term: Dated[Level], months: Mapping[int, Decimal], month: int) -> Decision[Reached]:
    level = term.value
    values = _window(level, months, month)
    start = month - len(values) + 1
    counted = [(start + place, value) for place, value in enumerate(values) if level.counting == "total" or value >= level.at_least]
    numbers: dict[str, Number] = {
        "level": level.name,
        "months": level.months,
        "measure": level.measure,
        "at_least": written(level.at_least),
        "first_month": label(start),
        "last_month": label(month),
        "counted": ";".join(f"{label(one)}: {written(value)}" for one, value in counted if value),
    }
    if level.counting == "total":
        numbers["total"] = written(_total(level, values))
    reason = Reason(f"career_{level.span}_{level.counting}", term.clause, numbers)
    return Decision(Reached(level.name, level.rank, last_day(month)), (reason,))


@dataclass(frozen=True, slots=True)
class LevelProgress:
    """A rung of the ladder for one person: middle, 2 of 3 months with 10 or more."""

    level: str
    rank: int
    reached_on: date | None
    counted: Decimal
    """How many months count now; with `total` counting, how much has come together."""
    needed: Decimal
    reason: Reason

    @property
    def missing(self) -> Decimal:
        """What is still missing; nothing once the level is reached."""
        return Decimal(0) if self.reached_on is not None else max(self.needed - self.counted, Decimal(0))


def progress(terms: CareerTerms, *, months: Mapping[str, Mapping[int, Decimal]], through: int) -> tuple[LevelProgress, ...]:
    """The ladder in force at the end of the month `through`, the lowest rung first: what is reached, and what the months up to it give."""
    day = last_day(through)
    have = {decision.outcome.level: decision.outcome.reached_on for decision in reached(terms, months=months, until=day)}
    rungs = sorted(each_in_force(terms.levels, lambda one: one.name, day), key=lambda term: (term.value.rank, term.value.name))
    return tuple(_progress(term, months.get(term.value.measure, {}), through, have.get(term.value.name)) for term in rungs)


def _progress(term: Dated[Level], months: Mapping[int, Decimal], through: int, reached_on: date | None) -> LevelProgress:
    level = term.value
    values = _window(level, months, through)
    if level.counting == "total":
        counted, needed = _total(level, values), level.at_least
    else:
        counted, needed = Decimal(_months(level, values)), Decimal(level.months)
    numbers: dict[str, Number] = {
        "level": level.name,
        "counted": written(counted),
        "needed": written(needed),
        "months": level.months,
        "measure": level.measure,
        "at_least": written(level.at_least),
        "first_month": label(through - len(values) + 1),
        "last_month": label(through),
    }
    return LevelProgress(level.name, level.rank, reached_on, counted, needed, Reason(f"progress_{level.span}_{level.counting}", term.clause, numbers))


def _months(level: Level, values: Sequence[Decimal]) -> int:
    """How many months count: those in a row up to the last one, or all of the window."""
    if level.span != "consecutive":
        return sum(value >= level.at_least for value in values)
    run = 0
    for value in reversed(values):
        if value < level.at_least:
            break
        run += 1
    return run


def current(progressed: Sequence[LevelProgress]) -> LevelProgress | None:
    """The highest rung that is reached."""
    return max((rung for rung in progressed if rung.reached_on is not None), key=lambda rung: rung.rank, default=None)
