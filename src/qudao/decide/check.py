"""A pack's own examples, run: what each expects against what its policy decides."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from qudao.decide.known import Facts
from qudao.decide.rows import Decisions
from qudao.decide.ruling import latest, rule_all
from qudao.policies.cases import Example, examples_of
from qudao.policies.lint import Finding
from qudao.policies.policy import Policy
from qudao.policies.problems import PolicyError


@dataclass(frozen=True, slots=True)
class Failure:
    """One expectation that did not come out."""

    file: str
    name: str
    table: str
    wanted: str
    made: str


def examples_checked(policy: Policy, files: Mapping[str, str]) -> tuple[Finding, ...]:
    """The pack's own examples as findings: those that no longer hold, and those that cannot be read."""
    try:
        examples = examples_of(policy, files)
    except PolicyError as error:
        return tuple(
            Finding("error", "case_wrong", problem.file, problem.place, numbers={"said": problem.message("en")}, clearable=False)
            for problem in error.problems
        )
    if not examples:
        return (Finding("warning", "uncased", "cases", ""),)
    return tuple(
        Finding(
            "error",
            "case_failed",
            f"cases/{failure.file}",
            failure.name,
            numbers={"name": failure.name, "said": f"{failure.table}: {failure.wanted} ≠ {failure.made}"},
            clearable=False,
        )
        for failure in failures(examples)
    )


def decided(example: Example) -> Decisions:
    """What the example's policy decides on its facts."""
    given = Facts(**example.tables)
    as_of = example.as_of or latest(given)
    if as_of is None:
        raise ValueError("as_of: expected an instant, or facts that have one")
    return rule_all(example.policy, given, as_of=as_of)


def failures(examples: Iterable[Example]) -> Iterator[Failure]:
    """Every expectation that does not hold."""
    for example in examples:
        try:
            decisions = decided(example)
            for table, expected in example.expect.items():
                yield from _table(example, table, expected, rows(decisions, table))
        except (LookupError, TypeError, ValueError, AttributeError) as error:
            yield Failure(example.file, example.name, "", "", f"{type(error).__name__}: {error}"[:300])


def _table(example: Example, table: str, expected: Iterable[Mapping[str, Any]], made: list[dict[str, Any]]) -> Iterator[Failure]:
    wants = list(expected)
    if not wants and made:
        yield Failure(example.file, example.name, table, "[]", "; ".join(_shown(row, _ids(row)) for row in made[:3]))
    for want in wants:
        if not any(agrees(row, want) for row in made):
            near = [row for row in made if all(row.get(name) == want[name] for name in _ids(want))] or made
            yield Failure(example.file, example.name, table, _shown(want, want), "; ".join(_shown(row, want) for row in near[:3]) or "[]")


def _ids(row: Mapping[str, Any]) -> list[str]:
    return [name for name in row if name.endswith("_id") and name != "partner_id"]


def rows(decisions: Decisions, table: str) -> list[dict[str, Any]]:
    """The rows of a table as plain columns; `claims` are the weighed ones of all rulings."""
    if table == "claims":
        return [{**columns(claim), "deal_id": key} for key, ruling in decisions.rulings.items() for claim in ruling.claims]
    made = [columns(row) for row in getattr(decisions, table)]
    for row in made:
        if table == "attributions" and row["deal_id"] in decisions.rulings:
            row["moment"] = decisions.rulings[row["deal_id"]].moment
    return made


def columns(row: Any) -> dict[str, Any]:
    """A row of a decision as plain columns, with the codes of its reasons."""
    plain = {name: getattr(row, name) for name in dir(row) if not name.startswith("_") and not callable(getattr(row, name))}
    plain["reasons"] = [reason.code for reason in row.reasons]
    plain["clause"] = row.reasons[0].clause
    return plain


def agrees(row: Mapping[str, Any], expected: Mapping[str, Any]) -> bool:
    """Whether every expected column has its value; `reasons` must be among the row's, those of `without` must not."""
    given = set(row["reasons"])
    wanted = {name: value for name, value in expected.items() if name not in {"reasons", "without"}}
    return (
        all(name in row and row[name] == value for name, value in wanted.items())
        and set(expected.get("reasons", ())) <= given
        and not given & set(expected.get("without", ()))
    )


def _shown(row: Mapping[str, Any], names: Iterable[str]) -> str:
    return ", ".join(f"{name}={row.get(name)!s}" for name in names)
