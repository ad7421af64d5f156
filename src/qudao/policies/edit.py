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


def _first_term(text: str, node: Any, field: str, values: Mapping[str, Plain]) -> str:
    item = f"- {_flow(values)}"
    if node is None:
        return f"{text.rstrip()}\n\n{field}:\n{item}\n"
    return f"{text[: node.start_mark.index].rstrip(' ')}\n{item}{text[_end(node) :]}"


def _pairs(text: str) -> dict[str, Any]:
    """The nodes of the outermost mapping by key; the text has been read within the limits before."""
    reading.read(text, "")
    constructor, _ = YAML(typ="safe", pure=True).get_constructor_parser(text)
    node = constructor.composer.get_single_node()
    if node is None:
        return {}
    if node.id != "mapping":
        raise PolicyError([PackProblem("mapping_type", "", "(whole file)")])
    return {str(key.value): value for key, value in node.value}


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
    yaml.default_flow_style, yaml.width, yaml.allow_unicode = True, 100_000, True
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
