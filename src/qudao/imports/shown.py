"""A batch as its page shows it: what is wrong, a masked look at the rows, what became of each."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import get_language

from qudao.customers.reasons import from_json
from qudao.decide.sentences import sentence as because
from qudao.imports.models import Batch
from qudao.imports.reading import from_text
from qudao.imports.wording import sentence
from qudao.kit.encrypted import mask_phone
from qudao.rules.identity import normal_phone

LOOK = 20
WARNINGS = frozenset({"collapsed", "ignored", "unused", "no_time", "no_buyers"})


@dataclass(slots=True)
class Shown:
    """What a page needs."""

    batch: Batch
    problems: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    rows: list[dict[str, str]] = field(default_factory=list)
    counts: list[tuple[str, int]] = field(default_factory=list)
    results: list[dict[str, Any]] = field(default_factory=list)


def show(batch: Batch) -> Shown:
    """The batch for people: at most 20 rows to look at, phones masked."""
    shown = Shown(batch)
    for stored in batch.problems:
        (shown.warnings if stored["code"] in WARNINGS else shown.problems).append(sentence(stored))
    if batch.rows is not None:
        tables = from_text(batch.rows)
        shown.counts = [(table, len(rows)) for table, rows in tables.items() if rows]
        shown.rows = [_look(row) for row in tables.get("registrations", [])[:LOOK]]
    language = "en" if (get_language() or "").startswith("en") else "zh"
    for result in batch.results:
        reasons = from_json(result.get("reasons", []))
        shown.results.append({**result, "because": because(reasons[0], language) if reasons else ""})
    return shown


def _look(row: Mapping[str, Any]) -> dict[str, str]:
    phone = str(row.get("phone") or "")
    return {
        "row": str(row["_row"]),
        "project": str(row.get("project_id") or ""),
        "customer_name": str(row.get("customer_name") or ""),
        "phone": mask_phone(normal_phone(phone)) if phone else "",
        "company": str(row.get("company") or ""),
    }
