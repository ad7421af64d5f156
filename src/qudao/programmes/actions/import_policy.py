"""Bring a policy in as a draft."""

import re
from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from qudao.kit.refused import Refused
from qudao.organization.events import record
from qudao.organization.models import User
from qudao.policies.load import parse
from qudao.programmes.drafts import checked, latest_approved, new_draft
from qudao.programmes.models import Policy, PolicyVersion

CODE = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+){0,6}")


@transaction.atomic
def import_policy(*, code: str, files: Mapping[str, str], starts_on: date, pack: str = "", by: User, at: datetime) -> PolicyVersion:
    """A draft with the files of a pack: of a new policy, or the next version of one that is here. CO-29, CL-02.

    Wrong files raise PolicyError with file, place, value and what was expected, and leave nothing behind.
    """
    if not CODE.fullmatch(code) or len(code) > 60:
        raise Refused("policy_code_wrong", where="code")
    checked(files, code)
    loaded = parse(files, name=code)  # load
    policy, is_new = Policy.objects.get_or_create(  # write
        code=code,
        defaults={
            "title_zh": loaded.title.zh,
            "title_en": loaded.title.en,
            "pack": pack,
            "timezone": str(loaded.timezone),
            "created_at": at,
        },
    )
    version = new_draft(policy, files, based_on=None if is_new else latest_approved(policy), starts_on=starts_on, by=by, at=at)
    numbers = {"policy": policy.public_id, "content_hash": version.content_hash, "files": len(files)}
    record("programmes.policy_imported", version, by=by, at=at, numbers=numbers)  # record
    return version
