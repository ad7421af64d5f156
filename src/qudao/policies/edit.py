"""Changes to the text of a section file that touch nothing else: comments, order and style stay as they were written."""

from collections.abc import Mapping
from datetime import date
from io import StringIO
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from qudao.policies import reading
from qudao.policies.problems import PackProblem, PolicyError

Plain = str | int | bool | date | None


def set_value(text: str, key: str, value: Plain) -> str:
    """The text with another value of a key of its outermost mapping."""
    node = _pairs(text).get(key)
    if node is None:
        return f"{text.rstrip()}\n{key}: {_flow(value)}\n"
    return text[: node.start_mark.index] + _flow(value) + text[_end(node) :]


def add_term(text: str, field: str, values: Mapping[str, Plain], starts_on: date) -> str:
    """The text with one more dated line of a field: the last one's with these values, from that day. A line of the same day is replaced.

    A field that has no line yet gets its first; then `values` must hold everything, the clause too.
    """
    fields = _pairs(text)
    sequence = fields.get(field)
    data = reading.read(text, field) or {}
    lines = data.get(field)
    if sequence is None or not isinstance(lines, list) or not lines:
        return _first_term(text, sequence, field, {**values, "starts_on": starts_on})
    at = next((index for index, line in enumerate(lines) if isinstance(line, dict) and line.get("starts_on") == starts_on), None)
    whole = {**lines[-1 if at is None else at], **values, "starts_on": starts_on}
    whole = {name: value for name, value in whole.items() if value is not None}
    if whole.get("set_by") == "product":  # our default, which the company has now replaced by its own number
        whole["set_by"] = "company"
    if at is not None:
        item = sequence.value[at]
        return text[: item.start_mark.index] + _flow(whole) + text[_end(item) :]
    earlier = [index for index, line in enumerate(lines) if isinstance(line, dict) and line.get("starts_on", starts_on) <= starts_on]
    item = sequence.value[earlier[-1] if earlier else 0]
    indent = " " * _dash(text, item)
    if not earlier:
        start = text.rfind("\n", 0, item.start_mark.index) + 1
        return f"{text[:start]}{indent}- {_flow(whole)}\n{text[start:]}"
    line_end = text.find("\n", _end(item))
    head, tail = (text + "\n", "") if line_end < 0 else (text[: line_end + 1], text[line_end + 1 :])
    return f"{head}{indent}- {_flow(whole)}\n{tail}"


def set_clause(text: str, number: str, *, zh: str, en: str, wording: str) -> str:
    """The text of clauses.yaml with other words of one clause, blanks at their ends left out; what says the same stays as it is written.

    `wording` is the company's own text; a blank one is taken out. KeyError when no clause has this number.
    """
    item = next((node for node in _root(text).value if _named(node)["number"][1].value == number), None)
    if item is None:
        raise KeyError(number)
    parts = _named(item)
    words = _named(parts["text"][1])
    edits = [_replaced(text, words[name], told.strip()) for name, told in (("zh", zh), ("en", en)) if words[name][1].value.strip() != told.strip()]
    own = parts["wording"][1] if "wording" in parts else None
    old, new = ("" if own is None or own.tag.endswith(":null") else own.value.strip()), wording.strip()
    if old != new and own is None:
        edits.append(_added(text, item, "wording", new))
    elif old != new:
        edits.append(_replaced(text, parts["wording"], new) if new else _taken_out(text, item, "wording"))
    for start, end, made in sorted(edits, reverse=True):  # from the end of the file, so that the places before stay right
        text = text[:start] + made + text[end:]
    return text


Edit = tuple[int, int, str]
"""From where to where, and what stands there then."""


def _replaced(text: str, pair: tuple[Any, Any], value: str) -> Edit:
    """Another value of a key; behind `wording:` with nothing there, where the parser has no place of its own for it, the first."""
    name, node = pair
    if node.start_mark.index == node.end_mark.index:
        at = text.index(":", name.end_mark.index) + 1
        return at, at, f" {_flow(value)}"
    return node.start_mark.index, _close(text, node), _flow(value)


def _added(text: str, item: Any, key: str, value: str) -> Edit:
    """One more key of a clause, after its `text`; inside braces at their end."""
    if item.flow_style:
        at = _close(text, item.value[-1][1])
        return at, at, f", {key}: {_flow(value)}"
    indent = " " * item.value[0][0].start_mark.column
    at = _line_end(text, _close(text, _named(item)["text"][1]))
    return at, at, f"\n{indent}{key}: {_flow(value)}"


def _taken_out(text: str, item: Any, key: str) -> Edit:
    """A key of a clause with its value and its line."""
    at = [one.value for one, _ in item.value].index(key)
    name, node = item.value[at]
    if at == 0:  # on the line of the dash, or behind the brace: the next one takes its place
        return name.start_mark.index, item.value[1][0].start_mark.index, ""
    if item.flow_style:
        return _close(text, item.value[at - 1][1]), _close(text, node), ""
    return text.rfind("\n", 0, name.start_mark.index), _line_end(text, _close(text, node)), ""


def _line_end(text: str, at: int) -> int:
    """Where the line of a place ends, before its newline."""
    end = text.find("\n", at)
    return len(text) if end < 0 else end


def _close(text: str, node: Any) -> int:
    """Where the last letter of a node stands; a block of text ends for the parser only after the lines below it."""
    start, end = node.start_mark.index, _end(node)
    return int(start + len(text[start:end].rstrip()))


def _named(node: Any) -> dict[str, Any]:
    """The pairs of a mapping by key."""
    return {str(key.value): (key, value) for key, value in node.value}


def _first_term(text: str, node: Any, field: str, values: Mapping[str, Plain]) -> str:
    item = f"- {_flow(values)}"
    if node is None:
        return f"{text.rstrip()}\n\n{field}:\n{item}\n"
    return f"{text[: node.start_mark.index].rstrip(' ')}\n{item}{text[_end(node) :]}"


def _pairs(text: str) -> dict[str, Any]:
    """The nodes of the outermost mapping by key; the text has been read within the limits before."""
    node = _root(text)
    if node is None:
        return {}
    if node.id != "mapping":
        raise PolicyError([PackProblem("mapping_type", "", "(whole file)")])
    return {str(key.value): value for key, value in node.value}


def _root(text: str) -> Any:
    """The outermost node of a text that is within the limits."""
    reading.read(text, "")
    constructor, _ = YAML(typ="safe", pure=True).get_constructor_parser(text)
    return constructor.composer.get_single_node()


def _end(node: Any) -> int:
    """Where a node's own text ends: a block's ends with its last leaf, before any comment that follows."""
    if node.id == "scalar" or node.flow_style:
        return int(node.end_mark.index)
    last = node.value[-1]
    return _end(last[1] if node.id == "mapping" else last)


def _dash(text: str, item: Any) -> int:
    """The column of the dash before an item."""
    start = text.rfind("\n", 0, item.start_mark.index) + 1
    return len(text[start:]) - len(text[start:].lstrip(" "))


def _flow(value: Any) -> str:
    """A value in one line of YAML, texts of figures in quotes, so that a clause number stays a text."""
    out = StringIO()
    yaml = YAML()
    yaml.default_flow_style, yaml.width, yaml.allow_unicode = True, 10 * reading.LARGEST, True  # never a second line
    yaml.dump(_quoted(value), out)
    return out.getvalue().removesuffix("\n").removesuffix("...").rstrip()


def _quoted(value: Any) -> Any:
    if isinstance(value, Mapping):
        made = CommentedMap((key, _quoted(item)) for key, item in value.items())
        made.fa.set_flow_style()
        return made
    if isinstance(value, list):
        return [_quoted(item) for item in value]
    return DoubleQuotedScalarString(value) if isinstance(value, str) and not _is_plain(value) else value


def _is_plain(word: str) -> bool:
    """A word that YAML reads as itself without quotes."""
    return word.isidentifier() and word.lower() not in {"true", "false", "null", "nan", "inf"}
