"""Where a version stands on a day: a draft, in force, to come, superseded. Derived, never stored."""

from collections.abc import Iterable
from datetime import date
from typing import Literal

from qudao.programmes.models import PolicyVersion

Standing = Literal["draft", "in_review", "withdrawn", "in_force", "scheduled", "superseded"]


def standings(versions: Iterable[PolicyVersion], today: date) -> dict[int, Standing]:
    """By key, the standing of every version of one policy: of the approved ones that have started, the last is in force."""
    found: dict[int, Standing] = {}
    last: PolicyVersion | None = None
    for version in sorted(versions, key=_order):
        if version.status == PolicyVersion.Status.APPROVED:
            is_replaced = last is not None and (version.starts_on <= today or last.starts_on == version.starts_on)
            if last is not None and is_replaced:
                found[last.pk] = "superseded"
            found[version.pk] = "in_force" if version.starts_on <= today else "scheduled"
            last = version
        elif version.status == PolicyVersion.Status.DRAFT:
            found[version.pk] = "draft"
        else:
            found[version.pk] = "in_review" if version.status == PolicyVersion.Status.IN_REVIEW else "withdrawn"
    return found


def _order(version: PolicyVersion) -> tuple[bool, date, object, int]:
    return (version.approved_at is None, version.starts_on, version.approved_at or version.drafted_at, version.pk)
