"""A change of a policy as a manager reads it.

到访后的保护期 45 天 → 30 天，自 2026-01-01 起; protection after a visit 45 → 30 days from 2026-01-01.
"""

from dataclasses import fields, is_dataclass
from typing import Any

from qudao.policies.diff import Change
from qudao.policies.labels import attribute_label, term_label
from qudao.policies.policy import Text
from qudao.policies.shown import described, shown


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


def _name(change: Change, lang: str) -> str:
    name = term_label(change.path, lang)
    if not change.key:
        return name
    english = lang == "en"
    told = [
        shown(key, value, lang) if not isinstance(value, int) else f"{attribute_label(change.path, key, lang)} {shown(key, value, lang)}"
        for key, value in change.key
    ]
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
    names = [field.name for field in fields(change.new) if field.name not in keys]
    changed = [each for each in names if getattr(change.old, each) != getattr(change.new, each)]
    told_each = []
    for each in changed:
        arrow = _arrow(each, getattr(change.old, each), getattr(change.new, each), lang)
        told_each.append(arrow if each == names[0] else f"{attribute_label(change.path, each, lang)} {arrow}")
    if not told_each:
        return f"{name} ({'as before' if english else '不变'})"
    joined = (", " if english else "，").join(told_each)
    return f"{name} {joined}" if changed[0] == names[0] or english else f"{name}：{joined}"


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
