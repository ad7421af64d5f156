"""Examples that a lawyer can read: facts with sensible defaults, an instant, and what must come out.

A file of a pack's `cases/` is a list of

    - name: Day 45 still protects, day 46 does not
      rulebook: [CU-15]                         # entries of the rulebook that the example shows
      as_of: 2025-04-18 00:00                   # left out: the latest instant that happened among the facts
      policy: {protection: {lead_time: […]}}    # left out: the pack as it stands; else these terms instead
      given:                                    # tables of facts; columns left out take the defaults below
        registrations: [{received_at: 2025-03-03 09:00}]
        visits: [{at: 2025-03-03 11:00, chain: complete}]
      expect:                                   # rows of decisions by some of their columns; [] says that the table is empty
        registrations: [{registration_id: R1, status: visited, protected_until: 2025-04-18 00:00, clause: "2.6"}]

Instants without an offset are of the policy's zone; "2025-04-17 24:00" is the end of that day; money is in yuan. A visit's `chain` is
`complete` (its day's papers), `begun` (message and desk only) or left out (no papers asked). `expect` also takes `claims`, the weighed ones;
`reasons` names codes that must be among a row's, `without` those that must not.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, get_type_hints

from qudao.policies import load as loading
from qudao.policies import reading
from qudao.policies.load import Policy, PolicyError
from qudao.policies.policy import SECTIONS
from qudao.policies.problems import PackProblem
from qudao.rules import facts

KINDS: Mapping[str, type] = {
    "partners": facts.Partner,
    "projects": facts.Project,
    "staff": facts.Staff,
    "relations": facts.Relation,
    "registrations": facts.Registration,
    "visits": facts.Visit,
    "extensions": facts.Extension,
    "deals": facts.Deal,
    "buyers": facts.Buyer,
    "payouts": facts.Payout,
    "redeterminations": facts.Redetermination,
    "disputes": facts.Dispute,
    "callbacks": facts.Callback,
    "violations": facts.Violation,
    "deal_lines": facts.DealLine,
    "introductions": facts.Introduction,
    "filings": facts.Filing,
    "refunds": facts.Refund,
    "results": facts.Result,
    "exams": facts.Exam,
    "scores": facts.Score,
}
WHO = {"customer_name": "周敏", "phone": "13812345678"}
DEFAULTS: Mapping[str, Mapping[str, Any]] = {
    "partners": {"name": "渠道"},
    "projects": {"project_id": "P", "name": "项目"},
    "staff": {"name": "人员"},
    "relations": {"relation": "spouse"},
    "registrations": {**WHO, "partner_id": "A", "project_id": "P", "stage": "formal", "customer_signed": True, "manager_signed": True},
    "visits": {**WHO, "partner_id": "A", "project_id": "P", "source": "channel"},
    "extensions": {"registration_id": "R1"},
    "deals": {"project_id": "P", "price": 2_400_000},
    "buyers": {"deal_id": "D1", "name": "周敏", "phone": "13812345678"},
    "payouts": {"deal_id": "D1", "payee": "A"},
    "redeterminations": {"deal_id": "D1", "grounds": "customer_complaint"},
    "disputes": {"deal_id": "D1", "partner_id": "B"},
    "callbacks": {"deal_id": "D1", "answer": "confirmed"},
    "violations": {},
    "deal_lines": {"deal_id": "D1", "category": "surgery"},
    "introductions": {"deal_id": "D1"},
    "filings": {"partner_id": "A", "staff_id": "W1"},
    "refunds": {"deal_id": "D1", "line_no": 1},
    "results": {"subject_id": "W1", "measure": "orders"},
    "exams": {"staff_id": "W1"},
    "scores": {"subject_id": "A", "period": "2025"},
}
IDS = {"registrations": "R", "visits": "V", "deals": "D", "disputes": "S", "violations": "X", "filings": "F", "refunds": "B"}
CHAIN = ("message_at", "desk_at", "office_passed_at", "leader_signed_at", "entered_at")


@dataclass(frozen=True, slots=True)
class Example:
    """One case of a pack, its facts built, its expectations as written (instants and money already in our types)."""

    name: str
    file: str
    rulebook: tuple[str, ...]
    policy: Policy
    as_of: datetime | None
    tables: Mapping[str, tuple[Any, ...]]
    expect: Mapping[str, Sequence[Mapping[str, Any]]]


def examples(policy: Policy, folder: Path | None = None) -> tuple[Example, ...]:
    """Every case of a pack in its folder, in the order of files and lines."""
    folder = folder or loading.PACKS / policy.name / "cases"
    return examples_of(policy, {f"cases/{path.name}": path.read_text("utf-8") for path in sorted(folder.glob("*.yaml"))})


def examples_of(policy: Policy, files: Mapping[str, str]) -> tuple[Example, ...]:
    """Every case among a pack's files given as texts (`cases/….yaml`); PolicyError names the file and the case that cannot be read."""
    found: list[Example] = []
    for name in sorted(file for file in files if file.startswith("cases/")):
        read = reading.read(files[name], name, aliases=True)
        if not isinstance(read, list | None):
            raise PolicyError([PackProblem("list_type", name, value=type(read).__name__)])
        for number, case in enumerate(read or []):
            try:
                found.append(_example(policy, name.removeprefix("cases/"), case))
            except PolicyError as error:
                raise PolicyError([replace(problem, file=name, place=f"{number}.policy.{problem.place}") for problem in error.problems]) from error
            except (KeyError, TypeError, ValueError, AttributeError, ArithmeticError) as error:
                place = f"{number} ({case.get('name')})" if isinstance(case, Mapping) else str(number)
                details = {"said": " ".join(str(error).split())[:200]}
                raise PolicyError([PackProblem("case", name, place[:80], line=reading.line_of(files[name], str(number)), details=details)]) from error
    return tuple(found)


def _example(policy: Policy, file: str, case: Mapping[str, Any]) -> Example:
    unknown = set(case) - {"name", "rulebook", "as_of", "policy", "given", "expect"}
    if unknown:
        raise ValueError(f"unknown key {sorted(unknown)[0]}")
    policy = amended(policy, case.get("policy", {}))
    as_of = case.get("as_of")
    return Example(
        name=case["name"],
        file=file,
        rulebook=tuple(case.get("rulebook", ())),
        policy=policy,
        as_of=instant(as_of, policy) if as_of is not None else None,
        tables=_tables(case["given"], policy),
        expect={table: [_expected(row, policy) for row in rows] for table, rows in case["expect"].items()},
    )


def amended(policy: Policy, changes: Mapping[str, Mapping[str, Any]]) -> Policy:
    """The policy with some terms replaced, written as in the pack's files: {protection: {lead_time: [{…}]}}."""
    for section, terms in changes.items():
        kind = type(policy.section(section)) if policy.has(section) else SECTIONS[section]
        hints = get_type_hints(kind)
        new = {name: loading.validated(value, hints[name], f"{section}.yaml", f"{name}.") for name, value in terms.items()}
        policy = policy.with_section(section, replace(policy.section(section), **new) if policy.has(section) else kind(**new))
    return policy


def _tables(given: Mapping[str, Any], policy: Policy) -> dict[str, tuple[Any, ...]]:
    rows = {table: [_filled(table, number, row) for number, row in enumerate(given.get(table, []), start=1)] for table in KINDS}
    unknown = set(given) - set(KINDS)
    if unknown:
        raise ValueError(f"unknown table {sorted(unknown)[0]}")
    if rows["deals"] and "buyers" not in given:
        rows["buyers"] = [{**DEFAULTS["buyers"], "deal_id": deal["deal_id"]} for deal in rows["deals"]]
    mentioned = {row[key] for table in rows.values() for row in table for key in ("partner_id",) if row.get(key)}
    rows["partners"] += [{**DEFAULTS["partners"], "partner_id": key} for key in sorted(mentioned - {row["partner_id"] for row in rows["partners"]})]
    sites = {row["project_id"] for table in rows.values() for row in table if row.get("project_id")}
    rows["projects"] += [{**DEFAULTS["projects"], "project_id": key} for key in sorted(sites - {row["project_id"] for row in rows["projects"]})]
    return {table: tuple(_fact(kind, row, policy) for row in rows[table]) for table, kind in KINDS.items()}


def _filled(table: str, number: int, row: Mapping[str, Any]) -> dict[str, Any]:
    """A row with its defaults and, where the table has ids, one by its place: R1, R2, …"""
    filled = {**DEFAULTS[table], **row}
    if table in IDS:
        filled.setdefault(f"{table[:-1]}_id", f"{IDS[table]}{number}")
    return filled


def _fact(kind: type, row: Mapping[str, Any], policy: Policy) -> Any:
    values = dict(row)
    if kind is facts.Visit:
        values |= _chain(values.pop("chain", None), values["at"], policy)
    hints = get_type_hints(kind)
    for column in [name for name in values if f"{name}_fen" in hints]:
        written = values.pop(column)
        values[f"{column}_fen"] = None if written is None else fen(written)
    unknown = set(values) - {field.name for field in fields(kind)}
    if unknown:
        raise ValueError(f"unknown column {sorted(unknown)[0]}")
    return kind(**{name: _typed(value, str(hints[name]), policy) for name, value in values.items()})


def _chain(chain: str | None, at: Any, policy: Policy) -> dict[str, datetime]:
    """The papers of a visit: message and desk on arrival; review, signature and entry within the hour."""
    if chain not in {None, "complete", "begun"}:
        raise ValueError(f"chain: {chain}")
    arrived = instant(at, policy)
    steps = {"complete": CHAIN, "begun": CHAIN[:2]}.get(chain or "", ())
    return {step: arrived + timedelta(minutes=10 * max(place - 1, 0)) for place, step in enumerate(steps)}


def _typed(value: Any, hint: str, policy: Policy) -> Any:
    if hint == str(Decimal):
        return Decimal(str(value))
    if isinstance(value, Mapping):
        return value
    if value is None or "datetime.datetime" not in hint:
        return tuple(value) if isinstance(value, list) else _plain(value, hint)
    if isinstance(value, list):
        return tuple(tuple(None if at is None else instant(at, policy) for at in pair) for pair in value)
    return instant(value, policy)


def _plain(value: Any, hint: str) -> Any:
    """Days and numbers as written; an id or a phone that YAML took for a number is text again."""
    if "date" in hint and isinstance(value, str):
        return date.fromisoformat(value if len(value) > len("2025-03") else f"{value}-01")
    return str(value) if "str" in hint and isinstance(value, int) and not isinstance(value, bool) else value


def _expected(row: Mapping[str, Any], policy: Policy) -> dict[str, Any]:
    """A row to find: instants and money in our types, under the names of our columns."""
    result: dict[str, Any] = {}
    for name, value in row.items():
        if name in {"base", "amount", "fine"}:
            result[f"{name}_fen"] = None if value is None else fen(value)
        elif name.startswith("protected_") or name in {"moment", "until"}:
            result[name] = instant(value, policy) if value is not None else None
        elif name == "score" and value is not None:
            result[name] = Decimal(str(value))
        else:
            result[name] = value
    return result


def fen(yuan: int | float | str) -> int:
    """Yuan as written, in fen."""
    return int((Decimal(str(yuan)) * 100).to_integral_exact())


@cache
def _parsed(text: str) -> datetime:
    day, _, clock = text.partition(" ")
    if clock.startswith("24:00"):
        return datetime.combine(date.fromisoformat(day) + timedelta(days=1), time())
    return datetime.fromisoformat(text)


def instant(value: Any, policy: Policy) -> datetime:
    """An instant as written; without an offset it is of the policy's zone."""
    if isinstance(value, datetime):
        at = value
    elif isinstance(value, date):
        at = datetime.combine(value, time())
    else:
        at = _parsed(str(value))
    return at if at.tzinfo is not None else at.replace(tzinfo=policy.timezone)
