"""Text to plain data, with limits: YAML 1.2 without aliases, of a bounded size, number and depth. Strangers hand these files in.

The limits hold while the text is being read, so that what is refused costs neither time nor memory. Examples may use aliases, within limits.
"""

import re
from functools import lru_cache
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.composer import Composer
from ruamel.yaml.constructor import SafeConstructor
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import AliasEvent

from qudao.policies.problems import PackProblem, PolicyError

LARGEST = 200_000
"""Characters of one file."""
MOST = 8_000
"""Values of one file."""
WRITTEN_OUT = 200_000
"""Values of one file of examples, each alias counted as all that it stands for."""
DEEPEST = 20
"""Levels of nesting."""
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


class LimitError(YAMLError):
    """A text beyond a limit."""

    def __init__(self, code: str, line: int | None, limit: int | str = "") -> None:
        super().__init__(code)
        self.code, self.line, self.limit = code, line, limit


class _Bounded(Composer):
    """Counts values and levels as they come, and refuses aliases unless they are allowed."""

    aliases = False
    values = 0

    def compose_node(self, parent: Any, index: Any) -> Any:
        """One more value."""
        event = self.parser.peek_event()
        line = event.start_mark.line + 1
        if isinstance(event, AliasEvent) and not self.aliases:
            raise LimitError("alias", line)
        self.values += 1
        if self.values > MOST:
            raise LimitError("too_many", line, f"{MOST:,}")
        if self.depth >= DEEPEST:
            raise LimitError("too_deep", line, DEEPEST)
        node = super().compose_node(parent, index)
        if node.id == "scalar" and UNPRINTABLE.search(node.value):
            raise LimitError("control_character", line)
        return node


class _BoundedWithAliases(_Bounded):
    """The same, for examples."""

    aliases = True


class _Plain(SafeConstructor):
    """A date that does not exist stays text: whoever expects a date says so, with its place."""

    def construct_yaml_timestamp(self, node: Any, values: Any = None) -> Any:
        """A date, an instant, or the text itself."""
        try:
            return super().construct_yaml_timestamp(node, values)
        except (ValueError, YAMLError):
            return node.value


_Plain.add_constructor("tag:yaml.org,2002:timestamp", _Plain.construct_yaml_timestamp)


def read(text: str, file: str, *, aliases: bool = False) -> Any:
    """The data of one file; PolicyError when it is not plain YAML within the limits. Examples may use `aliases`."""
    if len(text) > LARGEST:
        raise PolicyError([PackProblem("too_large", file, details={"limit": f"{LARGEST:,}"})])
    try:
        constructor = _constructor(text, aliases=aliases)
        node = constructor.composer.get_single_node()
        if node is None:
            return None
        if aliases:
            _weigh(node)
        return constructor.construct_document(node)
    except LimitError as error:
        raise PolicyError([PackProblem(error.code, file, line=error.line, details={"limit": str(error.limit)})]) from None
    except RecursionError:
        raise PolicyError([PackProblem("too_deep", file, details={"limit": str(DEEPEST)})]) from None
    except (YAMLError, ValueError) as error:
        raise PolicyError([_unreadable(error, file)]) from None


def _constructor(text: str, *, aliases: bool) -> Any:
    yaml = YAML(typ="safe", pure=True)
    yaml.Composer = _BoundedWithAliases if aliases else _Bounded
    yaml.Constructor = _Plain
    constructor, _ = yaml.get_constructor_parser(text)
    return constructor


def _weigh(root: Any) -> None:
    """Refuse what would be too deep or too much once every alias is written out."""
    weights: dict[int, int] = {}

    def weight(node: Any, depth: int) -> int:
        if depth > DEEPEST:
            raise LimitError("too_deep", node.start_mark.line + 1, DEEPEST)
        if id(node) not in weights:
            weights[id(node)] = 1 + sum(weight(child, depth + 1) for child in _parts(node))
        return weights[id(node)]

    if weight(root, 1) > WRITTEN_OUT:
        raise LimitError("too_many", None, f"{WRITTEN_OUT:,}")


def _parts(node: Any) -> list[Any]:
    """The nodes directly inside a node."""
    if not isinstance(node.value, list):
        return []
    return [part for pair in node.value for part in pair] if node.id == "mapping" else list(node.value)


def line_of(text: str, place: str) -> int | None:
    """The line (from 1) on which a place such as `before_visit.0.days` stands, or its nearest part that exists."""
    node = _tree(text)
    line = None
    for part in place.split(".") if place and node is not None else ():
        children = dict(_children(node))
        if part not in children:
            break
        line, node = children[part]
    return line


@lru_cache(maxsize=2)
def _tree(text: str) -> Any:
    """The nodes of a text, or None; kept for the next problem of the same file."""
    if len(text) > LARGEST:
        return None
    try:
        return _constructor(text, aliases=True).composer.get_single_node()
    except (YAMLError, ValueError, RecursionError):
        return None


def _children(node: Any) -> list[tuple[str, tuple[int, Any]]]:
    if isinstance(node.value, list) and node.id == "mapping":
        return [(str(key.value), (key.start_mark.line + 1, value)) for key, value in node.value]
    if isinstance(node.value, list):
        return [(str(index), (value.start_mark.line + 1, value)) for index, value in enumerate(node.value)]
    return []


SAID: tuple[tuple[str, str], ...] = (
    ("duplicate_key", r"found duplicate key \"(?P<key>.*?)\""),
    ("unknown_tag", r"could not determine a constructor for the tag '(?:tag:yaml\.org,2002:)?(?P<key>[^']*)'"),
    ("alias", r"undefined alias"),
    ("two_documents", r"found another document"),
    ("tab", r"found character '\\t'|found a tab"),
    ("control_character", r"unacceptable character|special characters are not allowed"),
    ("colon", r"could not find expected ':'|mapping values are not allowed"),
    ("not_closed", r"expected ',' or '[\]}]'|expected the node content|found unexpected end of stream|expected <block end>"),
)
"""What the parser says, and our code for it."""


def _unreadable(error: Exception, file: str) -> PackProblem:
    mark = (error.problem_mark or error.context_mark) if isinstance(error, MarkedYAMLError) else None
    said = " ".join(str((error.problem or error.context) if isinstance(error, MarkedYAMLError) else error).split())
    line = mark.line + 1 if mark is not None else None
    for code, pattern in SAID:
        if (found := re.search(pattern, said)) is not None:
            return PackProblem(code, file, value=found.groupdict().get("key", "")[:80], line=line)
    return PackProblem("not_yaml", file, line=line, details={"said": said[:200]})
