"""How much work something is, counted in calls."""

import sys
from collections.abc import Callable
from typing import Any


def calls_of(work: Callable[[], Any]) -> tuple[Any, int]:
    """What the work gives, and how many functions were called for it: the same on a busy machine as on an idle one."""
    counted = 0

    def seen(_frame: object, event: str, _about: object) -> None:
        nonlocal counted
        counted += event in ("call", "c_call")

    sys.setprofile(seen)
    try:
        return work(), counted
    finally:
        sys.setprofile(None)
