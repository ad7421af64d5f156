"""Two versions of a policy side by side, article by article: what changes, from when, from what to what.

Changes are data; `diff_words.sentence` says them in 中文 or English.
"""

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any, Literal

from qudao.policies import reading
from qudao.policies.policy import Policy, Text
from qudao.policies.timelines import Timeline, timelines
from qudao.rules.decision import Dated

Segment = tuple[Literal["same", "del", "ins"], str]
"""A piece of a text that stayed, went or came."""

LIKE = 0.5
"""Texts less alike than this are shown one after the other, not piece by piece."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change. `path` is `protection.after_visit`, `policy.version`, `clauses.text` or `cases`; `key` names one of the lines side by side."""

    what: Literal["added", "removed", "changed", "rewritten", "recited"]
    """`changed`: a new line from a date on; `rewritten`: what held from a date is replaced; `recited`: only the clause or who set it."""
    path: str
    clause: str = ""
    key: tuple[tuple[str, Any], ...] = ()
    starts_on: date | None = None
    old: Any = None
    new: Any = None
    segments_zh: tuple[Segment, ...] = ()
    segments_en: tuple[Segment, ...] = ()
    """For texts: the pieces that stayed, went and came. The company's own text is the same in both."""

    def segments(self, lang: str) -> tuple[Segment, ...]:
        """The pieces of the text in a language."""
        return self.segments_en if lang == "en" else self.segments_zh


def diff(old: Policy, new: Policy, *, old_files: Mapping[str, str] | None = None, new_files: Mapping[str, str] | None = None) -> tuple[Change, ...]:
    """Every change from one version to another: the header first, then article by article, the examples last (if the files are given)."""
    places = {number: place for place, number in enumerate(dict.fromkeys([*new.clauses, *old.clauses]))}
    by_clause = sorted([*_clauses(old, new), *_terms(old, new)], key=lambda change: places.get(change.clause, -1))
    return (*_header(old, new), *by_clause, *_cases(old_files or {}, new_files or {}))


def _header(old: Policy, new: Policy) -> Iterator[Change]:
    for field in fields(new.header):
        before, after = getattr(old.header, field.name), getattr(new.header, field.name)
        if before != after:
            yield _either("policy." + field.name, "", before, after)


def _either(path: str, clause: str, before: Any, after: Any) -> Change:
    """Added, removed or rewritten, by which of the two there is."""
    empty: tuple[Any, ...] = (None, (), "")
    what: Literal["added", "removed", "rewritten"] = "added" if before in empty else "removed" if after in empty else "rewritten"
    zh, en = _texts(before, after)
    return Change(what, path, clause, old=before, new=after, segments_zh=zh, segments_en=en)


def _clauses(old: Policy, new: Policy) -> Iterator[Change]:
    for number in dict.fromkeys([*new.clauses, *old.clauses]):
        before, after = old.clauses.get(number), new.clauses.get(number)
        if before is None or after is None:
            yield Change("added" if before is None else "removed", "clauses", number, old=before and before.text, new=after and after.text)
            continue
        for name in ("text", "form", "note", "topics", "wording"):
            was, now = getattr(before, name), getattr(after, name)
            if name == "wording" and was != now:
                pieces = segments(was or "", now or "")
                yield replace(_either("clauses.wording", number, was, now), segments_zh=pieces, segments_en=pieces)
            elif was != now:
                yield _either(f"clauses.{name}", number, was, now)


def _texts(was: Any, now: Any) -> tuple[tuple[Segment, ...], tuple[Segment, ...]]:
    """The pieces of a text in both languages, of the company's own text once for both."""
    if isinstance(was, Text) and isinstance(now, Text):
        return segments(was.zh, now.zh), segments(was.en, now.en)
    return (), ()


def segments(was: str, now: str) -> tuple[Segment, ...]:
    """What stayed, went and came: by characters in Chinese, by words and blanks in English, by whole numbers in both."""
    one, other = (re.findall(r"\d+(?:[.,]\d+)*|[A-Za-z'’-]+|\s+|.", text) for text in (was, now))
    matcher = difflib.SequenceMatcher(None, one, other, autojunk=False)
    if matcher.ratio() < LIKE:
        whole: tuple[Segment, Segment] = (("del", was), ("ins", now))
        return tuple(piece for piece in whole if piece[1])
    found: list[Segment] = []
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            found.append(("same", "".join(one[a:b])))
            continue
        if b > a:
            found.append(("del", "".join(one[a:b])))
        if d > c:
            found.append(("ins", "".join(other[c:d])))
    return tuple(found)


def _terms(old: Policy, new: Policy) -> Iterator[Change]:
    before, after = ({line.name: line for line in timelines(policy)} for policy in (old, new))
    for name in dict.fromkeys([*after, *before]):
        yield from _line(before.get(name), after.get(name))


def _line(old: Timeline | None, new: Timeline | None) -> Iterator[Change]:
    """The lines of one timeline by their first days."""
    line = new or old
    assert line is not None
    was = {term.starts_on: term for _, term in old.terms} if old else {}
    now = {term.starts_on: term for _, term in new.terms} if new else {}
    for day in sorted({*was, *now}):
        before, after = was.get(day), now.get(day)
        if after is None and before is not None:
            yield _change("removed", line, day, before, None)
        elif after is not None and before is None:
            earlier = _before(old, day) or _before(new, day)
            yield _change("changed" if earlier else "added", line, day, earlier, after)
        elif before is not None and after is not None and before.value != after.value:
            yield _change("rewritten", line, day, before, after)
        elif before is not None and after is not None and (before.clause, before.set_by) != (after.clause, after.set_by):
            yield Change("recited", line.path, after.clause, line.key, day, _cited(before), _cited(after))


def _before(line: Timeline | None, day: date) -> Dated[Any] | None:
    """What held on the eve of a day."""
    earlier = [term for _, term in line.terms if term.starts_on < day] if line else []
    return earlier[-1] if earlier else None


def _change(
    what: Literal["added", "removed", "changed", "rewritten"], line: Timeline, day: date, old: Dated[Any] | None, new: Dated[Any] | None
) -> Change:
    cited = new or old
    return Change(what, line.path, cited.clause if cited else "", line.key, day, old.value if old else None, new.value if new else None)


def _cited(term: Dated[Any]) -> dict[str, str]:
    return {"clause": term.clause, "set_by": term.set_by}


def _cases(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[Change]:
    """Examples by their names."""
    same = {name for name in old if old[name] == new.get(name)}
    before, after = (_named({name: text for name, text in files.items() if name not in same}) for files in (old, new))
    for name in dict.fromkeys([*after, *before]):
        if name not in before:
            yield Change("added", "cases", new=name)
        elif name not in after:
            yield Change("removed", "cases", old=name)
        elif before[name] != after[name]:
            yield Change("rewritten", "cases", old=name, new=name)


def _named(files: Mapping[str, str]) -> dict[str, Any]:
    read = [reading.read(files[name], name, aliases=True) for name in sorted(files) if name.startswith("cases/")]
    return {str(case.get("name")): case for cases in read if isinstance(cases, list) for case in cases if isinstance(case, dict)}
