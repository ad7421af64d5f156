"""Write in the files of a draft."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from qudao.organization.events import record
from qudao.organization.models import User
from qudao.programmes.content import files_of
from qudao.programmes.drafts import Status, checked, locked, write_text
from qudao.programmes.models import PolicyVersion


@transaction.atomic
def edit_draft(*, version: PolicyVersion, files: Mapping[str, str | None], starts_on: date | None = None, by: User, at: datetime) -> PolicyVersion:
    """Replace the files given (None removes one), and the day from which the version is meant to hold; comments and all other files stay.

    CL-03, PL-01. Wrong YAML raises PolicyError, and nothing changes.
    """
    row = locked(version, Status.DRAFT)  # load
    merged = {**files_of(row), **files}
    kept = {name: text.replace("\r\n", "\n") for name, text in merged.items() if text is not None}
    checked(kept, row.reference)  # decide
    row.starts_on = starts_on or row.starts_on
    write_text(row, kept, by=by)  # write
    record("programmes.draft_edited", row, by=by, at=at, numbers={"content_hash": row.content_hash, "files": len(files)})  # record
    return row
