"""A defect of terms that are well typed and still make no sense together: weights of 95 %, two bands with one cut-off."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable


@dataclass(frozen=True, slots=True)
class Defect:
    """What a section's terms find wrong in themselves; the loader adds the file and says it in the reader's language (policies/problems.py)."""

    code: str
    place: str
    """The place in the section's file: `schemes.0.dimensions`."""
    value: str
    details: Mapping[str, str] = field(default_factory=dict)


@runtime_checkable
class SelfChecking(Protocol):
    """Terms that know what makes no sense in them."""

    def defects(self) -> Iterable[Defect]:
        """Every defect, in the order of the file."""
        ...
