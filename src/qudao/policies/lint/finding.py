"""One finding of the lint: how grave, where, which clause, the numbers it rests on, and a key under which an answer is kept."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Level = Literal["error", "warning", "note"]
"""An error stops publication, a warning needs a named person's reason, a note is only to be read."""

Clearer = Literal["rule_owner", "legal", "hr", "finance", "data_protection", "compliance"]
"""Whose reason answers a finding (CO-32 to CO-40 name them)."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong or risky at one place of a pack. Its sentences are made by `words.told`, in either language."""

    level: Level
    code: str
    file: str
    place: str
    clause: str = ""
    numbers: Mapping[str, Any] = field(default_factory=dict)
    clearable: bool = True
    """Whether a named person's reason lets the policy be published all the same; always so for a warning, for an error only where it is said."""
    cleared_by: Clearer = "rule_owner"
    line: int | None = None

    @property
    def key(self) -> str:
        """The same for the same thing found: an answer holds until the place, the clause or the numbers change."""
        numbers = json.dumps(dict(self.numbers), sort_keys=True, default=str, ensure_ascii=False)
        digest = hashlib.sha256(f"{self.level}\n{self.place}\n{numbers}".encode()).hexdigest()[:12]
        return f"{self.code}:{self.clause or self.file}:{digest}"
