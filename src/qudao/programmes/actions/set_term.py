"""Give a term of a draft a new value from a day on."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from qudao.organization.events import record
from qudao.organization.models import User
from qudao.policies.edit import Plain, add_term
from qudao.programmes.content import files_of
from qudao.programmes.drafts import Status, checked, locked, write_text
from qudao.programmes.models import PolicyVersion


@transaction.atomic
def set_term(
    *, version: PolicyVersion, section: str, field: str, values: Mapping[str, Plain], starts_on: date, by: User, at: datetime
) -> PolicyVersion:
    """Add one dated line beside the old ones (45 days, and 30 from a day on); comments stay. The same day's line is replaced. PL-01.

    What the pack's own dataclass refuses raises PolicyError, and nothing changes.
    """
    row = locked(version, Status.DRAFT)  # load
    files = files_of(row)
    name = f"{section}.yaml"
    files[name] = add_term(files[name], field, values, starts_on)
    checked(files, row.reference)  # decide
    write_text(row, files, by=by)  # write
    numbers = {"section": section, "field": field, "starts_on": starts_on, "content_hash": row.content_hash}
    record("programmes.term_set", row, by=by, at=at, numbers=numbers)  # record
    return row
