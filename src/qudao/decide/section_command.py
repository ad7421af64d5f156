"""`qudao sections`: the files of terms that a pack may have, their fields, and what each line of them holds. No Django."""

from collections.abc import Iterator
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from datetime import date
from decimal import Decimal
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

import typer

from qudao.decide.language import Lang, LangOption
from qudao.policies.labels import attribute_label, term_label, word_label
from qudao.policies.policy import SCHEMES, SECTIONS, Clause, Header
from qudao.rules.decision import Dated

REFUSED = 2
TYPES: dict[Any, tuple[str, str]] = {
    int: ("整数", "whole number"),
    str: ("文字", "text"),
    bool: ("true 或 false", "true or false"),
    date: ("日期", "date"),
    Decimal: ("数", "number"),
}
HEADS: dict[str, type] = {"policy": Header, "clauses": Clause}


@dataclass(frozen=True, slots=True)
class Entry:
    """A field of a section's file, or an own field of one of its lines."""

    name: str
    label: str
    kind: Any
    is_optional: bool


def sections(
    section: Annotated[str, typer.Argument(help="A section, or policy or clauses. Left out: all sections in short.")] = "",
    *,
    lang: LangOption = Lang.zh,
) -> None:
    """Print what a pack may consist of: its files, their fields, and what one line of each holds."""
    if not section:
        for line in overview(lang.value):
            typer.echo(line)
        return
    if section not in {*SECTIONS, *HEADS}:
        known = ", ".join([*HEADS, *SECTIONS])
        typer.echo(f"{section}：应为 {known} 之一" if lang == Lang.zh else f"{section}: expected one of {known}", err=True)
        raise typer.Exit(REFUSED)
    for line in described(section, lang.value):
        typer.echo(line)


def overview(lang: str) -> Iterator[str]:
    """Each section with the names of its terms."""
    for name in SECTIONS:
        yield f"{name}.yaml"
        labels = dict.fromkeys(entry.label for kind in _kinds(name) for entry in entries(name, kind, lang))
        yield "    " + ("、" if lang == "zh" else ", ").join(labels)


def described(section: str, lang: str) -> Iterator[str]:
    """Every field of a section, with a line to copy; required fields first as the dataclass has them."""
    kinds = _kinds(section)
    for kind in kinds:
        scheme = next((word for word, one in SCHEMES.items() if one is kind), "") if len(kinds) > 1 else ""
        yield f"{section}.yaml" + (f"  (scheme: {scheme})" if scheme else "")
        for entry in entries(section, kind, lang):
            optional = ("（可省略）", " (may be left out)")[lang == "en"] if entry.is_optional else ""
            yield f"\n{entry.name}:   # {entry.label}{optional}"
            yield _sample(f"{section}.{entry.name}", entry.kind, lang)


def entries(section: str, kind: type, lang: str) -> list[Entry]:
    """The fields of a section's file."""
    hints = get_type_hints(kind)
    return [Entry(each.name, term_label(f"{section}.{each.name}", lang), hints[each.name], _is_optional(each)) for each in fields(kind)]


def _kinds(section: str) -> list[type]:
    return list(SCHEMES.values()) if section == "protection" else [{**SECTIONS, **HEADS}[section]]


def _is_optional(field: "Field[Any]") -> bool:
    return field.default is not MISSING or field.default_factory is not MISSING


def _sample(path: str, kind: Any, lang: str) -> str:
    """One line of a list of terms, or the kind of value of a header's field."""
    inner = get_args(kind)[0] if get_origin(kind) is tuple else None
    if get_origin(inner) is not Dated:
        return "  " + said(kind, lang)
    value = get_args(inner)[0]
    hints = get_type_hints(value)
    own = [
        (each.name, _unit(each.name, lang) or said(hints[each.name], lang), _is_optional(each), attribute_label(path, each.name, lang))
        for each in fields(value)
    ]
    shown = ", ".join(f"{name}: {kind_said}" for name, kind_said, is_optional, _ in own if not is_optional)
    lines = ["- {" + shown + (", " if shown else "") + 'starts_on: 2026-01-01, clause: "…"}']
    for name, kind_said, is_optional, label in own:
        more = (f"，可省略：{kind_said}", f", may be left out: {kind_said}")[lang == "en"] if is_optional else ""
        lines.append(f"  # {name} = {label}{more}" if label != name or more else "")
    words = {word: word_label(word, lang, each.name) for each in fields(value) for word in _words(hints[each.name])}
    lines += [f"  # {word} = {label}" for word, label in words.items() if label != word]
    return "\n".join(line for line in lines if line)


def _words(kind: Any) -> Iterator[str]:
    """The closed words that a value may be."""
    for each in get_args(kind):
        if get_origin(kind) is Literal:
            yield str(each)
        else:
            yield from _words(each)


def _unit(name: str, lang: str) -> str:
    """What an amount or a rate is counted in, where its name says so."""
    units = {"_fen": ("<分，100 为一元>", "<fen, 100 are one yuan>"), "_bp": ("<万分数，100 为 1 %>", "<basis points, 100 are 1 %>")}
    return next((words[lang == "en"] for end, words in units.items() if name.endswith(end)), "")


def said(kind: Any, lang: str) -> str:
    """A type in words: <whole number>, <equally|each>, [<text>, …]."""
    origin = get_origin(kind)
    if origin is Literal:
        return "<" + "|".join(str(word) for word in get_args(kind)) + ">"
    if origin is tuple:
        return f"[{said(get_args(kind)[0], lang)}, …]"
    if origin in (Union, UnionType):
        return said(next(each for each in get_args(kind) if each is not type(None)), lang)  # blank is written null
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        return "{" + ", ".join(f"{each.name}: {said(hints[each.name], lang)}" for each in fields(kind)) + "}"
    return f"<{TYPES[kind][lang == 'en']}>" if kind in TYPES else f"<{getattr(kind, '__name__', kind)}>"
