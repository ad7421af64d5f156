"""YAML to the dataclasses of `rules`: the only reader of policy packs.

A pack is a folder (or the same files as texts): policy.yaml, clauses.yaml and one file per section. Whatever is wrong is named: file, path in
it, value, what was expected; all problems of all files at once. In a section, `field: []` says that the regulation asks for a value and gives
none (it is listed as not set); `field: none` that it has nothing of the kind.
"""

import difflib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import is_dataclass
from functools import cache, lru_cache
from pathlib import Path
from types import UnionType
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import TypeAdapter, ValidationError

from qudao.policies import reading
from qudao.policies.policy import OF_A_SCHEME, SCHEMES, SECTIONS, Clause, Header, Notices, NotInPolicyError, Policy, Text
from qudao.policies.problems import PackProblem, PolicyError
from qudao.policies.sense import nonsense
from qudao.policies.terms import citations, dated_terms, left_open
from qudao.rules.decision import Dated

__all__ = [
    "PACKS",
    "SECTIONS",
    "Clause",
    "Header",
    "NotInPolicyError",
    "Notices",
    "Policy",
    "PolicyError",
    "Text",
    "citations",
    "dated_terms",
    "left_open",
]

PACKS = Path(__file__).parent / "packs"
FILES = ("policy", "clauses")
FILE_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,60}\.ya?ml|cases/[\w-][\w .-]{0,80}\.yaml")
MOST_FILES, MOST_TEXT = 100, 3_000_000
MOST_PROBLEMS = 50
"""Told of one file; nobody mends more at once."""
T = TypeVar("T")


@cache
def names() -> tuple[str, ...]:
    """The shipped packs."""
    return tuple(sorted(folder.name for folder in PACKS.iterdir() if (folder / "policy.yaml").is_file()))


def load(name_or_path: str | Path) -> Policy:
    """The policy of a shipped pack (by name) or of a folder; PolicyError says what is wrong with it. Cached until the process ends."""
    return _load(folder_of(name_or_path))


def folder_of(name_or_path: str | Path) -> Path:
    """Where a shipped pack (by name) or a pack of one's own lies."""
    folder = PACKS / name_or_path if str(name_or_path) in names() else Path(name_or_path)
    if not (folder / "policy.yaml").is_file():
        raise PolicyError([PackProblem("no_pack", str(name_or_path), details={"known": ", ".join(names())})])
    return folder.resolve()


@lru_cache(maxsize=64)
def _load(folder: Path) -> Policy:
    try:
        return parse(texts(folder), name=folder.name)
    except PolicyError as error:
        raise PolicyError(error.problems, str(folder)) from None


def texts(folder: Path) -> dict[str, str]:
    """The files of a pack by their names, cases as `cases/<name>.yaml`; what the application keeps of a version."""
    found: dict[str, str] = {}
    problems: list[PackProblem] = []
    for path in [*sorted(folder.glob("*.y*ml")), *sorted((folder / "cases").glob("*.yaml"))]:
        name = str(path.relative_to(folder).as_posix())
        try:
            found[name] = _text(path)
        except UnicodeDecodeError as error:
            line = error.object.count(b"\n", 0, error.start) + 1
            problems.append(PackProblem("encoding", name, line=line))
        except (OSError, ValueError) as error:
            code = "too_large" if isinstance(error, ValueError) else "unreadable"
            problems.append(PackProblem(code, name, details={"limit": f"{reading.LARGEST:,}", "said": str(error)[:80]}))
    if problems:
        raise PolicyError(problems)
    return found


def _text(path: Path) -> str:
    if not path.is_file():
        raise OSError("not a file")
    if path.stat().st_size > 4 * reading.LARGEST:
        raise ValueError
    return path.read_text("utf-8-sig")


def parse(files: Mapping[str, str], *, name: str, is_approved: bool = False) -> Policy:
    """The policy of a pack's files given as texts; `cases/…` are not read. PolicyError carries every problem found.

    `is_approved`: what was approved made sense to the checks of its day; stricter ones of a later release must not stop it.
    """
    _refuse_names_and_sizes(files)
    problems: list[PackProblem] = []
    sections = {key: text for file, text in files.items() if "/" not in file and (key := file.removesuffix(".yaml")) not in FILES}
    problems += [_unknown_file(key if key.endswith(".yml") else f"{key}.yaml") for key in sections if key not in SECTIONS]
    header, _ = _tried(problems, "policy.yaml", files, Header)
    clauses, _ = _tried(problems, "clauses.yaml", files, tuple[Clause, ...])
    scheme = header.scheme if header is not None else None
    if scheme is not None:
        problems += [PackProblem("missing_file", f"{key}.yaml") for key in OF_A_SCHEME if key not in sections]
    elif header is not None and "protection" in sections:
        problems.append(PackProblem("needs_scheme", "protection.yaml"))
    terms: dict[str, Any] = {}
    not_set: list[str] = []
    for key in (known for known in SECTIONS if known in sections):
        terms[key], written = _tried(problems, f"{key}.yaml", files, SCHEMES[scheme] if key == "protection" and scheme else SECTIONS[key])
        not_set += [f"{key}.{field}" for field, value in written.items() if value == []] if isinstance(written, dict) else []
    if header is None or clauses is None or problems:
        raise PolicyError(problems)
    policy = Policy(
        name=name,
        header=header,
        timezone=_zone(header.timezone),
        clauses={clause.number: clause for clause in clauses},
        sections=terms,
        not_set=tuple(not_set),
    )
    problems = [] if is_approved else [_lined(problem, files.get(problem.file, "")) for problem in nonsense(policy, clauses)]
    if problems:
        raise PolicyError(problems)
    return policy


def _refuse_names_and_sizes(files: Mapping[str, str]) -> None:
    """Before anything is read: names that are not a pack's, too many files, too much text."""
    if len(files) > MOST_FILES:
        raise PolicyError([PackProblem("too_many_files", f"{len(files)}", details={"limit": str(MOST_FILES)})])
    problems = [PackProblem("file_name", json.dumps(file, ensure_ascii=False)[:80]) for file in files if not FILE_NAME.fullmatch(file)]
    total = sum(len(text) for text in files.values())
    if total > MOST_TEXT:
        largest = max(files, key=lambda file: len(files[file]))
        problems.append(PackProblem("too_large", largest, details={"limit": f"{reading.LARGEST:,}"}))
    if problems:
        raise PolicyError(problems)


def _tried(problems: list[PackProblem], file: str, files: Mapping[str, str], kind: Any) -> tuple[Any, Any]:
    """One file as its dataclass and as it is written; nothing and its problems where it is wrong."""
    if file not in files:
        problems.append(PackProblem("missing_file", file))
        return None, None
    try:
        written = reading.read(files[file], file)
        return validated(written, kind, file, text=files[file]), written
    except PolicyError as error:
        problems += error.problems[:MOST_PROBLEMS]
        return None, None


def _unknown_file(file: str) -> PackProblem:
    known = [f"{key}.yaml" for key in (*FILES, *SECTIONS)]
    return PackProblem("unknown_file", file, details={"known": ", ".join(known), "suggestion": _suggestion(file, known)})


def _suggestion(word: str, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(word, list(known), n=1)
    return f" ({close[0]}?)" if close else ""


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise PolicyError([PackProblem("unknown_zone", "policy.yaml", "timezone", _shown(name))]) from None


def validated(read: Any, kind: type[T], file: str, where: str = "", *, text: str = "") -> T:
    """A tree that was read, as its dataclass; PolicyError names each wrong place. `text` gives the lines."""
    problems: list[PackProblem] = []
    shaped = _shaped(read, kind, file, where, problems)
    try:
        made = _adapter(cast(Any, kind)).validate_json(json.dumps(shaped, default=str), strict=True)
    except ValidationError as error:
        problems += [_invalid(each, file, where) for each in error.errors(include_url=False)]
    if problems:
        raise PolicyError([_lined(problem, text) for problem in problems[:MOST_PROBLEMS]])
    return cast(T, made)


def _invalid(error: Any, file: str, where: str) -> PackProblem:
    place = where + ".".join(str(part) for part in error["loc"] if part != "value")
    details = {"said": error["msg"], **{name: str(value) for name, value in error.get("ctx", {}).items()}}
    if error["type"] == "missing":
        return PackProblem("missing", file, place)
    if error["type"] == "literal_error":
        known = re.findall(r"'([^']*)'", details["expected"])
        details |= {"known": ", ".join(known), "suggestion": _suggestion(str(error["input"]), known)}
    return PackProblem(error["type"], file, place, _shown(error["input"]), details=details)


def _lined(problem: PackProblem, text: str) -> PackProblem:
    line = reading.line_of(text, problem.place) if text else None
    return PackProblem(problem.code, problem.file, problem.place, problem.value, line, problem.details)


def _shown(value: Any) -> str:
    said = json.dumps(value, ensure_ascii=False, default=str)
    return said if len(said) <= 80 else said[:77] + "…"


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def _shaped(read: Any, kind: Any, file: str, where: str, problems: list[PackProblem]) -> Any:
    """The same tree with a dated term's own fields gathered under `value`; unknown keys are refused, types are pydantic's business."""
    origin = get_origin(kind)
    if origin in (Union, UnionType):
        inner = [each for each in get_args(kind) if each is not type(None)]
        return _shaped(read, inner[0], file, where, problems) if len(inner) == 1 and read is not None else read
    if origin is tuple and isinstance(read, list):
        return [_shaped(item, get_args(kind)[0], file, f"{where}{index}.", problems) for index, item in enumerate(read)]
    bare = origin if isinstance(origin, type) else kind
    if not (isinstance(bare, type) and is_dataclass(bare)) or not isinstance(read, dict):
        return read
    if bare is Dated:
        dated = {key: read[key] for key in ("starts_on", "clause", "set_by") if key in read}
        rest = {key: value for key, value in read.items() if key not in dated}
        return {**dated, "value": _shaped(rest, get_args(kind)[0], file, where, problems)}
    hints = get_type_hints(bare)
    known = {key: value for key, value in read.items() if key in hints}
    for key, value in read.items():
        if key not in hints:
            details = {"known": ", ".join(hints), "suggestion": _suggestion(str(key), hints)}
            problems.append(PackProblem("unknown_key", file, f"{where}{key}", _shown(value), details=details))
    return {key: _shaped(_none(value, hints[key]), hints[key], file, f"{where}{key}.", problems) for key, value in known.items()}


def _none(value: Any, hint: Any) -> Any:
    """`none` for a list of terms says that the regulation has nothing of the kind."""
    return [] if value == "none" and get_origin(hint) is tuple else value
