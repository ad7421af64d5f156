"""YAML to the dataclasses of `rules`: the only reader of policy packs.

A pack is a folder: policy.yaml, clauses.yaml and one file per section. Whatever is wrong is named: file, path in it, value, what was expected.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Literal, TypeVar, cast, get_args, get_origin, get_type_hints
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import TypeAdapter, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from qudao.rules.attribution import AttributionTerms
from qudao.rules.callback import CallbackTerms
from qudao.rules.commission import CommissionTerms
from qudao.rules.conflict import DisputeTerms
from qudao.rules.decision import Dated
from qudao.rules.discipline import DisciplineTerms
from qudao.rules.protection import DistributionTerms, IntercompanyTerms, ProtectionTerms

PACKS = Path(__file__).parent / "packs"
SECTIONS = ("protection", "attribution", "disputes", "commission", "discipline", "callbacks")
T = TypeVar("T")


class PolicyError(Exception):
    """A pack that cannot be used; the message names file, path, value and what was expected."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text in both languages."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Clause:
    """One sentence of the regulation in our own words, and what the product does with it."""

    number: str
    text: Text
    form: Literal["executed", "shown", "out_of_scope"]
    note: Text
    """Where it is executed or shown, or why it is out of scope."""


@dataclass(frozen=True, slots=True)
class Notices:
    """Whether a party is told when its customer came alone while it is the only party concerned (CU-24)."""

    tell_sole_party: bool
    clause: str


@dataclass(frozen=True, slots=True)
class Header:
    """policy.yaml: what this pack is."""

    version: str
    title: Text
    regulation: Text
    timezone: str
    scheme: Literal["distribution", "intercompany"]
    starts_on: date
    notices: Notices


@dataclass(frozen=True, slots=True)
class Policy:
    """One dated version of one regulation, ready to judge."""

    name: str
    version: str
    title: Text
    regulation: Text
    timezone: ZoneInfo
    scheme: Literal["distribution", "intercompany"]
    starts_on: date
    protection: ProtectionTerms
    attribution: AttributionTerms
    disputes: DisputeTerms
    commission: CommissionTerms
    discipline: DisciplineTerms
    callbacks: CallbackTerms | None
    notices: Notices
    clauses: Mapping[str, Clause]

    def cite(self, clause: str, lang: str = "zh") -> str:
        """Regulation and article, as decisions print them: 分销商客户管理制度 2.5."""
        return f"{self.regulation.en if lang == 'en' else self.regulation.zh} {clause}"


def names() -> tuple[str, ...]:
    """The shipped packs."""
    return tuple(sorted(folder.name for folder in PACKS.iterdir() if (folder / "policy.yaml").is_file()))


def load(name_or_path: str | Path) -> Policy:
    """The policy of a shipped pack (by name) or of a folder; PolicyError says what is wrong with it. Cached until the process ends."""
    folder = PACKS / name_or_path if str(name_or_path) in names() else Path(name_or_path)
    if not (folder / "policy.yaml").is_file():
        raise PolicyError(f"{name_or_path}: no such pack; expected one of {', '.join(names())}, or a folder with policy.yaml")
    return _load(folder.resolve())


@lru_cache(maxsize=64)
def _load(folder: Path) -> Policy:
    header = section(folder / "policy.yaml", Header)
    clauses = section(folder / "clauses.yaml", tuple[Clause, ...])
    protection: type[DistributionTerms] | type[IntercompanyTerms] = DistributionTerms if header.scheme == "distribution" else IntercompanyTerms
    policy = Policy(
        name=folder.name,
        version=header.version,
        title=header.title,
        regulation=header.regulation,
        timezone=_zone(folder, header.timezone),
        scheme=header.scheme,
        starts_on=header.starts_on,
        protection=section(folder / "protection.yaml", protection),
        attribution=section(folder / "attribution.yaml", AttributionTerms),
        disputes=section(folder / "disputes.yaml", DisputeTerms),
        commission=section(folder / "commission.yaml", CommissionTerms),
        discipline=section(folder / "discipline.yaml", DisciplineTerms),
        callbacks=section(folder / "callbacks.yaml", CallbackTerms) if (folder / "callbacks.yaml").is_file() else None,
        notices=header.notices,
        clauses={clause.number: clause for clause in clauses},
    )
    _refuse_double_numbers(folder, clauses)
    _refuse_wrong_terms(folder, policy)
    return policy


def _zone(folder: Path, name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise PolicyError(f"{folder / 'policy.yaml'}: timezone: {name!r}: expected a time zone such as Asia/Shanghai") from None


def _refuse_double_numbers(folder: Path, clauses: Sequence[Clause]) -> None:
    seen: set[str] = set()
    for index, clause in enumerate(clauses):
        if clause.number in seen:
            raise PolicyError(f"{folder / 'clauses.yaml'}: {index}.number: {clause.number!r}: expected each clause once")
        seen.add(clause.number)


def _refuse_wrong_terms(folder: Path, policy: Policy) -> None:
    """A cited clause must exist, and terms must stand in the order of their first days."""
    for path, clause in citations(policy):
        if clause not in policy.clauses:
            file, _, rest = path.partition(".")
            raise PolicyError(f"{folder / file}.yaml: {rest}.clause: {clause!r}: expected a number of clauses.yaml")
    for name in SECTIONS:
        part = getattr(policy, name)
        for field in fields(part) if is_dataclass(part) else ():
            days = [term.starts_on for term in getattr(part, field.name)]
            if not days and field.default is MISSING and name in {"protection", "attribution"}:
                raise PolicyError(f"{folder / name}.yaml: {field.name}: []: expected at least one term")
            if days != sorted(days):
                raise PolicyError(f"{folder / name}.yaml: {field.name}: {[str(day) for day in days]}: expected terms in order of starts_on")


def citations(policy: Policy) -> Iterable[tuple[str, str]]:
    """Every clause that a term of the pack cites, with its path (protection.before_visit.0)."""
    yield "policy.notices", policy.notices.clause
    for name in SECTIONS:
        part = getattr(policy, name)
        for field in fields(part) if is_dataclass(part) else ():
            for index, term in enumerate(getattr(part, field.name)):
                yield f"{name}.{field.name}.{index}", term.clause


def section(path: Path, kind: type[T]) -> T:
    """One file of a pack as its dataclass."""
    try:
        read = YAML(typ="safe", pure=True).load(path.read_text("utf-8"))
    except FileNotFoundError:
        raise PolicyError(f"{path}: missing; expected a file of the pack") from None
    except (YAMLError, ValueError) as error:
        raise PolicyError(f"{path}: {' '.join(str(error).split())}: expected YAML 1.2 in UTF-8") from None
    return validated(read, kind, path)


def validated(read: Any, kind: type[T], path: Path, where: str = "") -> T:
    """A tree that was read, as its dataclass; errors name the file and the place in it."""
    shaped = _shaped(read, kind, path, where)
    try:
        return cast(T, _adapter(cast(Any, kind)).validate_json(json.dumps(shaped, default=str), strict=True))
    except ValidationError as error:
        first = error.errors()[0]
        place = where + ".".join(str(part) for part in first["loc"] if part != "value") or "(whole file)"
        raise PolicyError(f"{path}: {place}: {first['input']!r}: {first['msg']}") from None


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def _shaped(read: Any, kind: Any, path: Path, where: str) -> Any:
    """The same tree with a dated term's own fields gathered under `value`; unknown keys are refused, types are pydantic's business."""
    origin = get_origin(kind)
    if origin is tuple and isinstance(read, list):
        return [_shaped(item, get_args(kind)[0], path, f"{where}{index}.") for index, item in enumerate(read)]
    bare = origin if isinstance(origin, type) else kind
    if not (isinstance(bare, type) and is_dataclass(bare)) or not isinstance(read, dict):
        return read
    if bare is Dated:
        dated = {key: read[key] for key in ("starts_on", "clause") if key in read}
        rest = {key: value for key, value in read.items() if key not in dated}
        return {**dated, "value": _shaped(rest, get_args(kind)[0], path, where)}
    hints = get_type_hints(bare)
    for key, value in read.items():
        if key not in hints:
            raise PolicyError(f"{path}: {where}{key}: {value!r}: unknown key, expected one of {', '.join(hints)}")
    return {key: _shaped(value, hints[key], path, f"{where}{key}.") for key, value in read.items()}
