"""What a well-typed pack must still not say: a clause twice or unknown, terms out of order, a negative number, a year that nobody meant."""

import json
import re
from collections.abc import Iterable
from dataclasses import MISSING, fields
from datetime import date
from decimal import Decimal
from typing import Any

from qudao.policies.policy import Clause, Policy
from qudao.policies.problems import PackProblem
from qudao.policies.terms import citations, dated_terms
from qudao.rules.defect import SelfChecking

YEARS = (1900, 2199)
NUMBER = re.compile(r"[A-Z]{0,3}\d{1,3}([.\-]\d{1,3}){0,5}(\(\d{1,2}\))?", re.ASCII)
"""A clause as events, letters and statements name it; `organization.events` writes no other."""
LARGEST = 10**15
LONGEST: dict[str, int] = {"minutes": 60 * 24 * 366, "hours": 24 * 366, "days": 36_525, "months": 1_200, "years": 100}
"""Spans that nobody means; beyond them a calendar ends."""
MOST_LETTERS = 200
LABEL = 60
"""Letters of a version's name, which stands in lists, file names and an index."""
ALWAYS_SET = {"protection", "attribution"}
"""Sections whose lists without a default need a term."""
NEEDED = frozenset(
    {
        *("commission.rate", "commission.submission", "discipline.silence", "callbacks.sampling", "hierarchy.tree", "earning.basis"),
        *(f"payback.{name}" for name in ("split", "consumables_split", "micro", "micro_split", "special_price", "demonstration")),
        *("payback.deviation", "payback.due", "payback.bank_account", "reception.report", "authority.territory"),
        *(f"filing.{name}" for name in ("reservation", "materials", "bank", "training", "first_order")),
        *(f"supplier.{name}" for name in ("quotations", "contract", "delivery", "interval", "carrier")),
    }
)
"""Lists of other sections without a term of which nothing can be judged: they can be neither `none` nor not set."""


def nonsense(policy: Policy, clauses: Iterable[Clause]) -> Iterable[PackProblem]:
    """Every such defect, with file and place."""
    yield from _texts(policy)
    yield from _clauses(clauses)
    yield from _citations(policy)
    yield from _dates(policy)
    yield from _order(policy)
    yield from _numbers(policy)
    for name, part in policy.sections.items():
        for defect in part.defects() if isinstance(part, SelfChecking) else ():
            yield PackProblem(defect.code, f"{name}.yaml", defect.place, defect.value, details=defect.details)


def _texts(policy: Policy) -> Iterable[PackProblem]:
    header = policy.header
    texts = {
        "version": header.version,
        "title.zh": header.title.zh,
        "title.en": header.title.en,
        "regulation.zh": header.regulation.zh,
        "regulation.en": header.regulation.en,
    }
    for place, text in texts.items():
        most = LABEL if place == "version" else MOST_LETTERS
        if not text.strip():
            yield PackProblem("blank", "policy.yaml", place, json.dumps(text))
        elif len(text) > most:
            yield PackProblem("too_long", "policy.yaml", place, json.dumps(text[:40], ensure_ascii=False), details={"limit": str(most)})
        elif not text.isprintable():
            yield PackProblem("control_character", "policy.yaml", place, json.dumps(text, ensure_ascii=False))
    for index, clause in enumerate(policy.clauses.values()):
        for place, text in (("number", clause.number), ("text.zh", clause.text.zh), ("text.en", clause.text.en)):
            if not text.strip():
                yield PackProblem("blank", "clauses.yaml", f"{index}.{place}", json.dumps(text))


def _clauses(clauses: Iterable[Clause]) -> Iterable[PackProblem]:
    seen: set[str] = set()
    for index, clause in enumerate(clauses):
        if clause.number.strip() and not NUMBER.fullmatch(clause.number):
            yield PackProblem("clause_number", "clauses.yaml", f"{index}.number", json.dumps(clause.number[:40], ensure_ascii=False))
        if clause.number in seen:
            yield PackProblem("clause_twice", "clauses.yaml", f"{index}.number", json.dumps(clause.number, ensure_ascii=False))
        seen.add(clause.number)


def _citations(policy: Policy) -> Iterable[PackProblem]:
    for path, clause in citations(policy):
        if clause not in policy.clauses:
            file, _, rest = path.partition(".")
            yield PackProblem("clause_unknown", f"{file}.yaml", f"{rest}.clause", json.dumps(clause, ensure_ascii=False))


def _dates(policy: Policy) -> Iterable[PackProblem]:
    days = [("policy.starts_on", policy.starts_on), *((f"{path}.starts_on", term.starts_on) for path, term in dated_terms(policy))]
    for path, day in days:
        if not YEARS[0] <= day.year <= YEARS[1]:
            file, _, place = path.partition(".")
            yield PackProblem("absurd_year", f"{file}.yaml", place, day.isoformat(), details={"from": str(YEARS[0]), "to": str(YEARS[1])})


def _order(policy: Policy) -> Iterable[PackProblem]:
    for name, part in policy.sections.items():
        for field in fields(part):
            days = [term.starts_on for term in getattr(part, field.name)]
            is_needed = f"{name}.{field.name}" in NEEDED or (field.default is MISSING and name in ALWAYS_SET)
            if not days and is_needed:
                yield PackProblem("no_terms", f"{name}.yaml", field.name, "[]")
            if days != sorted(days):
                yield PackProblem("order", f"{name}.yaml", field.name, ", ".join(str(day) for day in days[:10]))


def _numbers(policy: Policy) -> Iterable[PackProblem]:
    """Whole numbers and decimals below nothing or beyond everything."""
    amendment = [("policy.amendment", policy.header.amendment)] if policy.header.amendment is not None else []
    values: list[tuple[str, Any]] = [*amendment, *((path, term.value) for path, term in dated_terms(policy))]
    for path, terms in values:
        for field in fields(terms):
            value: Any = getattr(terms, field.name)
            if isinstance(value, bool | date) or not isinstance(value, int | Decimal):
                continue
            file, _, place = path.partition(".")
            if value < 0:
                yield PackProblem("negative", f"{file}.yaml", f"{place}.{field.name}", str(value))
            elif value > (limit := _limit(field.name)):
                yield PackProblem("too_big", f"{file}.yaml", f"{place}.{field.name}", str(value)[:40], details={"limit": f"{limit:,}"})


def _limit(name: str) -> int:
    """The largest number of a field: a span of time by its unit (`days`, `look_back_days`, `days_before`), anything else by what fits."""
    return next((most for unit, most in LONGEST.items() if unit in name.split("_")), LARGEST)
