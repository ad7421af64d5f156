"""A command whose options are the fields of a dataclass: many options, one value."""

import inspect
from collections.abc import Callable
from dataclasses import MISSING, fields
from functools import wraps
from typing import Any, TypeVar, get_type_hints

Words = TypeVar("Words")
Value = TypeVar("Value")


def options(kind: type[Words]) -> Callable[[Callable[[Words], Value]], Callable[..., Value]]:
    """Let Typer see every field of `kind` as a parameter, with its annotation and its default; the command gets them as one value."""
    hints = get_type_hints(kind, include_extras=True)

    def spread(command: Callable[[Words], Value]) -> Callable[..., Value]:
        @wraps(command)
        def said(**given: Any) -> Value:
            return command(kind(**given))

        empty = inspect.Parameter.empty
        said.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
            [
                inspect.Parameter(
                    each.name,
                    inspect.Parameter.KEYWORD_ONLY,
                    default=empty if each.default is MISSING else each.default,
                    annotation=hints[each.name],
                )
                for each in fields(kind)  # type: ignore[arg-type]
            ]
        )
        said.__annotations__ = {each.name: hints[each.name] for each in fields(kind)}  # type: ignore[arg-type]
        return said

    return spread
