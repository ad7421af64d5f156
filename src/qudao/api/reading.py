"""How a body is read: JSON in which every field stands once, because of two values nobody can say which one was meant."""

import json
from typing import Any

from django.http import HttpRequest
from ninja.parser import Parser


class Twice(ValueError):
    """A field that stands twice in one object."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field[:64]


class OnceEach(Parser):
    """JSON without fields that stand twice."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        """The body's content; ValueError, of which Twice is one, where it cannot be taken."""
        content: dict[str, Any] = json.loads(request.body, object_pairs_hook=_once)
        return content


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise Twice(next(name for name in names if names.count(name) > 1))
    return found
