"""A change of a policy as a manager reads it.

到访后的保护期 45 天 → 30 天，自 2026-01-01 起; protection after a visit 45 → 30 days from 2026-01-01.
"""

from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any

from qudao.policies.diff import Change
from qudao.policies.labels import attribute_label, term_label
from qudao.policies.policy import Text
from qudao.policies.shown import described, shown

Move = tuple[str, bool, Any, Any]
"""A field of a term that is another: its name, whether it has to be named (the first one does not), what it was and what it is."""

EMPTY = (None, (), "")
"""What reads as nothing."""


def sentence(change: Change, lang: str) -> str:
    """One change in one sentence."""
    if change.path == "cases":
        return _case(change, lang)
    if change.path.startswith("clauses"):
        return _clause(change, lang)
    english = lang == "en"
    name = _name(change, lang)
    if change.what == "recited":
        pairs = [(key, change.old[key], change.new[key]) for key in change.old if change.old[key] != change.new[key]]
        told = [f"{attribute_label('', key, lang)} {_arrow(key, was, now, lang)}" for key, was, now in pairs]
        return f"{name}: {', '.join(told)}" if english else f"{name}：{'，'.join(told)}"
    return f"{_what(change, name, lang)}{_since(change, lang)}"


def headline(change: Change, lang: str) -> str:
    """The same for a page that draws the pieces of a changed text below: such a text is only named."""
    return term_label(change.path, lang) if change.segments(lang) else sentence(change, lang)


def _name(change: Change, lang: str) -> str:
    name = term_label(change.path, lang)
    english = lang == "en"
    told = [
        shown(key, value, lang) if not isinstance(value, int) else f"{attribute_label(change.path, key, lang)} {shown(key, value, lang)}"
        for key, value in change.key
        if value not in EMPTY
    ]
    if not told:
        return name
    return f"{name} ({'; '.join(told)})" if english else f"{name}（{'；'.join(told)}）"


def _what(change: Change, name: str, lang: str) -> str:
    english = lang == "en"
    keys = tuple(key for key, _ in change.key)
    if change.what in ("added", "removed"):
        value = change.new if change.what == "added" else change.old
        told = _whole(change, value, keys, lang)
        before = {"added": ("新增", "new: "), "removed": ("删去", "removed: ")}[change.what][english]
        return f"{before}{name}{(' ' if english else '：') + told if told else ''}"
    if not is_dataclass(change.old) or isinstance(change.old, Text) or type(change.old) is not type(change.new):
        return f"{name} {_arrow(change.path.rpartition('.')[2], change.old, change.new, lang)}"
    return _moved(name, change.path, moves(change.old, change.new, keys), lang)


def moves(old: Any, new: Any, keys: tuple[str, ...] = ()) -> list[Move]:
    """The fields of a term that differ, in their order; a term that is not there (None) has nothing in any of them."""
    names = [field.name for field in fields(old if new is None else new) if field.name not in keys]
    found = [(name, name != names[0], getattr(old, name, None), getattr(new, name, None)) for name in names]
    return [move for move in found if move[2] != move[3] and not (move[2] in EMPTY and move[3] in EMPTY)]


def told_moves(path: str, key: Mapping[str, Any], starts_on: date | None, found: Sequence[Move], lang: str) -> str:
    """What one term says otherwise: 到访后的保护期 45 天 → 30 天，自 2026-01-01 起."""
    change = Change("changed", path, key=tuple(key.items()), starts_on=starts_on)
    return _moved(_name(change, lang), path, found, lang) + _since(change, lang)


def _moved(name: str, path: str, found: Sequence[Move], lang: str) -> str:
    english = lang == "en"
    told = [(f"{attribute_label(path, each, lang)} " if is_named else "") + _arrow(each, was, now, lang) for each, is_named, was, now in found]
    if not told:
        return f"{name} ({'as before' if english else '不变'})"
    joined = (", " if english else "，").join(told)
    return f"{name} {joined}" if english or not found[0][1] else f"{name}：{joined}"


def _whole(change: Change, value: Any, keys: tuple[str, ...], lang: str) -> str:
    if isinstance(value, Text):
        return value.of(lang)
    if is_dataclass(value) and not isinstance(value, type):
        return described(value, lang, change.path, keys)
    return shown(change.path.rpartition(".")[2], value, lang)


def _arrow(name: str, old: Any, new: Any, lang: str) -> str:
    was, now = (value.of(lang) if isinstance(value, Text) else shown(name, value, lang) for value in (old, new))
    if lang == "en":
        number, _, unit = now.partition(" ")
        other, _, same = was.partition(" ")
        if unit and unit.rstrip("s") == same.rstrip("s") and number.replace(",", "").replace(".", "").isdigit():
            return f"{other} → {number} {unit}"
    return f"{was} → {now}"


def _since(change: Change, lang: str) -> str:
    """From which day; a line that is rewritten says that it reaches back."""
    if change.starts_on is None:
        return ""
    day = change.starts_on.isoformat()
    if change.what == "rewritten":
        return f", rewriting what holds from {day}" if lang == "en" else f"，改写自 {day} 起的规定"
    if change.what == "removed":
        return f" (from {day})" if lang == "en" else f"（自 {day} 起）"
    return f" from {day}" if lang == "en" else f"，自 {day} 起"


def _clause(change: Change, lang: str) -> str:
    english = lang == "en"
    if change.path == "clauses":
        text = (change.new or change.old).of(lang)
        before = {"added": ("新增条款", "new clause"), "removed": ("删去条款", "clause removed:")}[change.what][english]
        return f"{before} {change.clause}{': ' if english else '：'}{text}"
    name = term_label(change.path, lang)
    if pieces := change.segments(lang):
        marked = "".join({"same": text, "del": f"[−{text}−]", "ins": f"[+{text}+]"}[kind] for kind, text in pieces)
        return f"{name}: {marked}" if english else f"{name}：{marked}"
    return f"{name} {_arrow(change.path.rpartition('.')[2], change.old, change.new, lang)}"


def _case(change: Change, lang: str) -> str:
    said = {
        "added": ("新增示例", "new example"),
        "removed": ("删去示例", "example removed"),
        "rewritten": ("示例有改动", "example changed"),
    }[change.what]
    return f"{said[lang == 'en']}{': ' if lang == 'en' else '：'}{change.new or change.old}"
