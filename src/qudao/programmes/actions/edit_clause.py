"""Give a clause of a draft other words: ours in both languages, and the company's own text."""

from datetime import datetime

from django.db import transaction

from qudao.kit.refused import Refused
from qudao.organization.events import record
from qudao.organization.models import User
from qudao.policies.edit import set_clause
from qudao.policies.policy import Text
from qudao.policies.reading import UNPRINTABLE
from qudao.programmes.content import files_of, policy_of
from qudao.programmes.drafts import Status, checked, locked, write_text
from qudao.programmes.models import PolicyVersion


@transaction.atomic
def edit_clause(*, version: PolicyVersion, clause: str, text: Text, wording: str, by: User, at: datetime) -> PolicyVersion:
    """Write a clause's text and the company's own `wording` (blank: none) into clauses.yaml; comments and everything else stay. PL-01, CL-03.

    What the loader refuses, such as an empty text, raises PolicyError, and nothing changes.
    """
    row = locked(version, Status.DRAFT)  # load
    files = files_of(row)
    words = {"zh": text.zh, "en": text.en, "wording": wording}
    words = {name: told.replace("\r\n", "\n").replace("\r", "\n") for name, told in words.items()}
    if clause not in policy_of(row).clauses:  # decide
        raise Refused("clause_unknown", where="clause")
    for name, told in words.items():
        if UNPRINTABLE.search(told):
            raise Refused("words_unprintable", where=name)
    files["clauses.yaml"] = set_clause(files["clauses.yaml"], clause, **words)
    checked(files, row.reference)
    write_text(row, files, by=by)  # write
    record("programmes.clause_edited", row, by=by, at=at, numbers={"clause": clause, "content_hash": row.content_hash})  # record
    return row
