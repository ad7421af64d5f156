"""Start a new version as a copy."""

from datetime import date, datetime

from django.db import transaction

from qudao.kit.refused import Refused
from qudao.organization.events import record
from qudao.organization.models import User
from qudao.policies.edit import set_value
from qudao.programmes.content import files_of
from qudao.programmes.drafts import latest_approved, new_draft
from qudao.programmes.models import Policy, PolicyVersion


@transaction.atomic
def start_draft(*, policy: Policy, starts_on: date, by: User, at: datetime) -> PolicyVersion:
    """A draft that says what the last approved version says, named after the day from which it is meant to hold. CL-03."""
    policy = Policy.objects.select_for_update().get(pk=policy.pk)  # load
    base = latest_approved(policy)
    if base is None:
        raise Refused("nothing_to_copy")
    files = files_of(base)
    taken = set(policy.versions.values_list("version", flat=True))
    label, number = f"{starts_on}", 2
    while label in taken:
        label, number = f"{starts_on}-{number}", number + 1
    files["policy.yaml"] = set_value(files["policy.yaml"], "version", label)
    version = new_draft(policy, files, based_on=base, starts_on=starts_on, by=by, at=at)  # write
    numbers = {"policy": policy.public_id, "based_on": base.public_id, "starts_on": starts_on}
    record("programmes.draft_started", version, by=by, at=at, numbers=numbers)  # record
    return version
