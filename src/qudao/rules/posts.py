"""Posts: who holds which post in which unit on a day, read from rows of staff.

A unit is a path of region, city, project and group: 华东/杭州/云岭花园/一组. A person with several posts writes them with `;` between,
the units in the same order; one role with several units is that post in each of them.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product

from qudao.rules.facts import Staff

REGION, CITY, PROJECT, GROUP = 1, 2, 3, 4
"""How many parts of the path name a unit of each level."""

_BETWEEN = re.compile(r"[;；]")
_SLASH = re.compile(r"[/／]")

Unit = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Post:
    """One post of one person; `since` blank: for as long as is known."""

    staff_id: str
    role: str
    unit: Unit
    since: date | None = None


def posts(staff: Iterable[Staff], on: date, words: Mapping[str, str] | None = None) -> tuple[Post, ...]:
    """The posts of our own people who are there on a day, longest holder first. `words` turns a role as written into ours.

    Present is from `joined_on` until the day before `left_on`.
    """
    found = [post for row in staff if row.partner_id is None and is_present(row, on) for post in _of(row, words or {})]
    return tuple(sorted(found, key=seniority))


def seniority(post: Post) -> tuple[date, str, str, Unit]:
    """Who came first; the last ones are those beyond a quota."""
    return (post.since or date.min, post.staff_id, post.role, post.unit)


def is_present(row: Staff, on: date) -> bool:
    """Whether a person is there on a day."""
    return (row.joined_on is None or row.joined_on <= on) and (row.left_on is None or on < row.left_on)


def path(unit: Unit) -> str:
    """A unit as it is written."""
    return "/".join(unit)


def ids(holders: Sequence[Post]) -> str:
    """The people of some posts, as a reason names them."""
    return ";".join(dict.fromkeys(post.staff_id for post in holders))


def units(text: str | None) -> tuple[Unit, ...]:
    """The units named in a cell; none gives one empty path."""
    found = tuple(tuple(part.strip() for part in _SLASH.split(one) if part.strip()) for one in _BETWEEN.split(text or "") if one.strip())
    return found or ((),)


def roles(text: str | None, words: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """The roles named in a cell, in our words where they are known."""
    return tuple((words or {}).get(one.strip(), one.strip()) for one in _BETWEEN.split(text or "") if one.strip())


def _of(row: Staff, words: Mapping[str, str]) -> tuple[Post, ...]:
    held, where = roles(row.role, words), units(row.unit)
    pairs = zip(held, where, strict=True) if len(held) == len(where) else product(held, where)
    return tuple(Post(row.staff_id, role, unit, row.joined_on) for role, unit in pairs)
