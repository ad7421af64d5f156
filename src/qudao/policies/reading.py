"""Text to plain data, with limits: YAML 1.2 without aliases, of a bounded size and depth. Strangers hand these files in."""

from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from qudao.policies.problems import PackProblem, PolicyError

LARGEST = 1_000_000
"""Characters of one file."""
MOST = 200_000
"""Values of one file, each alias counted as all that it stands for."""
DEEPEST = 20
"""Levels of nesting."""


def read(text: str, file: str, *, aliases: bool = False) -> Any:
    """The data of one file; PolicyError when it is not plain YAML within the limits. Examples may use `aliases`, within the limits too."""
    if len(text) > LARGEST:
        raise PolicyError([PackProblem("too_large", file, details={"limit": f"{LARGEST:,}"})])
    try:
        constructor, _ = YAML(typ="safe", pure=True).get_constructor_parser(text)
        node = constructor.composer.get_single_node()
        if node is None:
            return None
        (_weigh if aliases else _measure)(node, file)
        return constructor.construct_document(node)
    except RecursionError:
        raise PolicyError([PackProblem("too_deep", file, details={"limit": str(DEEPEST)})]) from None
    except (YAMLError, ValueError) as error:
        raise PolicyError([_unreadable(error, file)]) from None


def line_of(text: str, place: str) -> int | None:
    """The line (from 1) on which a place such as `before_visit.0.days` stands, or its nearest part that exists."""
    try:
        constructor, _ = YAML(typ="safe", pure=True).get_constructor_parser(text)
        node = constructor.composer.get_single_node()
    except (YAMLError, ValueError, RecursionError):
        return None
    line = None
    for part in place.split(".") if place else ():
        children = dict(_children(node))
        if part not in children:
            break
        line, node = children[part]
    return line


def _children(node: Any) -> list[tuple[str, tuple[int, Any]]]:
    if isinstance(node.value, list) and node.id == "mapping":
        return [(str(key.value), (key.start_mark.line + 1, value)) for key, value in node.value]
    if isinstance(node.value, list):
        return [(str(index), (value.start_mark.line + 1, value)) for index, value in enumerate(node.value)]
    return []


def _measure(root: Any, file: str) -> None:
    """Refuse what is too deep and any node that stands in two places (an alias: how small files become endless ones)."""
    seen: set[int] = set()
    level = [root]
    for _depth in range(DEEPEST):
        following = []
        for node in level:
            if id(node) in seen:
                raise PolicyError([PackProblem("alias", file, line=node.start_mark.line + 1)])
            seen.add(id(node))
            following += _parts(node)
        if not following:
            return
        level = following
    raise PolicyError([PackProblem("too_deep", file, line=level[0].start_mark.line + 1, details={"limit": str(DEEPEST)})])


def _weigh(root: Any, file: str) -> None:
    """Refuse what would be too deep or too much once every alias is written out."""
    weights: dict[int, int] = {}

    def weight(node: Any, depth: int) -> int:
        if depth > DEEPEST:
            raise PolicyError([PackProblem("too_deep", file, line=node.start_mark.line + 1, details={"limit": str(DEEPEST)})])
        if id(node) not in weights:
            weights[id(node)] = 1 + sum(weight(child, depth + 1) for child in _parts(node))
        return weights[id(node)]

    if weight(root, 1) > MOST:
        raise PolicyError([PackProblem("too_many", file, details={"limit": f"{MOST:,}"})])


def _parts(node: Any) -> list[Any]:
    """The nodes directly inside a node."""
    if not isinstance(node.value, list):
        return []
    return [part for pair in node.value for part in pair] if node.id == "mapping" else list(node.value)


def _unreadable(error: Exception, file: str) -> PackProblem:
    mark = error.problem_mark if isinstance(error, MarkedYAMLError) else None
    said = str(error.problem or error.context) if isinstance(error, MarkedYAMLError) else str(error)
    return PackProblem("not_yaml", file, line=mark.line + 1 if mark is not None else None, details={"said": " ".join(said.split())[:200]})
