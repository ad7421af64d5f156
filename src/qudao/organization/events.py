"""The event log's only pen. An event carries ids, clauses, codes and numbers, never a name or a phone."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.db import models

from qudao.organization.models import Event, User

KIND = re.compile(r"[a-z_]{2,32}\.[a-z_]{2,48}")
NAME = re.compile(r"[a-z][a-z0-9_]{0,47}")
WORDS = re.compile(r"[a-z][a-z0-9_]*([.\-@:/][a-z0-9_]+)*")
CLAUSE = re.compile(r"[A-Z]{0,3}\d{1,3}([.\-]\d{1,3}){0,5}(\(\d{1,2}\))?")
DIGEST = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
DATE = re.compile(r"\d{4}-\d{2}(-\d{2}(T[\d:.]{5,15}(Z|[+-]\d{2}:\d{2})?)?)?")
PHONE = re.compile(r"1[3-9]\d{9}")

Value = int | str | bool | date | datetime | UUID | None


def record(kind: str, subject: models.Model, *, by: User | None, at: datetime, numbers: Mapping[str, object] | None = None) -> Event:
    """Write that `kind` ("app.past_tense") happened to `subject`, in the caller's transaction.

    `by` is the person, None only for what the calendar did. ValueError on anything that could be a name, a phone or free text.
    """
    if not KIND.fullmatch(kind):
        raise ValueError(f"an event's kind is app.past_tense, not {kind!r}")
    if at.tzinfo is None:
        raise ValueError(f"{kind}: `at` needs a time zone")
    return Event.objects.create(
        kind=kind,
        subject_type=subject._meta.label_lower,
        subject_id=str(getattr(subject, "public_id", None) or subject.pk),
        by=by,
        at=at,
        numbers={plain_name(name): plain(name, value) for name, value in (numbers or {}).items()},
    )


def plain_name(name: str) -> str:
    """The name of a number, if it is a word of code."""
    if not NAME.fullmatch(name):
        raise ValueError("an event's number is named by a word of code")
    return name


def plain(name: str, value: object) -> object:
    """`value` as JSON, or ValueError (which never repeats it) if it could tell who somebody is."""
    if isinstance(value, list | tuple):
        return [plain(name, item) for item in value]
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        return _number(name, value)
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str) and _is_code(value):
        return str(value)
    raise ValueError(f"an event holds ids, clauses, codes and numbers; `{name}` is none of them")


def _number(name: str, value: int) -> int:
    if PHONE.fullmatch(str(value)) and not name.endswith("_fen"):
        raise ValueError(f"an event holds no phone; `{name}` looks like one")
    return value


def _is_code(value: str) -> bool:
    if len(value) > 96 or PHONE.search(value):
        return value == "" or bool(DIGEST.fullmatch(value)) or _is_uuid(value)
    return value == "" or any(shape.fullmatch(value) for shape in (WORDS, CLAUSE, DIGEST, DATE)) or _is_uuid(value)


def _is_uuid(value: str) -> bool:
    return bool(re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", value))
