"""What drafts have in common: the row locked, the state asked for, the text written and its hash with it."""

import re
from collections.abc import Mapping
from datetime import date, datetime

from qudao.kit.refused import Refused
from qudao.organization.models import User
from qudao.policies.load import parse
from qudao.policies.reading import UNPRINTABLE
from qudao.policies.sense import YEARS
from qudao.programmes.content import content_hash
from qudao.programmes.models import Policy, PolicyText, PolicyVersion

FILE = re.compile(r"(cases/)?[a-z][a-z0-9_]{0,40}\.yaml")
MOST_FILES = 60
LONGEST_FILE = 1_000_000
Status = PolicyVersion.Status


def locked(version: PolicyVersion, *expected: str) -> PolicyVersion:
    """The row under a lock, in one of the states expected; its policy is locked before it, so that two drafts are never approved at once."""
    Policy.objects.select_for_update().get(pk=version.policy_id)
    row = PolicyVersion.objects.select_for_update(of=("self",)).select_related("policy").get(pk=version.pk)
    if row.status not in expected:
        raise Refused("version_not_in_state", numbers={"status": row.status, "version": row.version})
    return row


def latest_approved(policy: Policy) -> PolicyVersion | None:
    """The version on which a new draft stands: the approved one that starts last."""
    rows = policy.versions.filter(status=Status.APPROVED, text__isnull=False)
    return rows.order_by("-starts_on", "-approved_at", "-pk").first()


def checked(files: Mapping[str, str], name: str) -> None:
    """Nothing but YAML files of a pack, few and short enough, that can be loaded; PolicyError or Refused name what is wrong."""
    for file, text in files.items():
        if not FILE.fullmatch(file):
            raise Refused("file_name_wrong", numbers={"file": file[:80]}, where="files")
        if len(text) > LONGEST_FILE:
            raise Refused("file_too_large", numbers={"file": file, "most": LONGEST_FILE}, where=file)
        if "/" in file and UNPRINTABLE.search(text):  # examples are kept as they are; the database takes no NUL
            raise Refused("file_unprintable", numbers={"file": file}, where=file)
    if len(files) > MOST_FILES:
        raise Refused("too_many_files", numbers={"most": MOST_FILES}, where="files")
    parse(files, name=name)


def write_text(version: PolicyVersion, files: Mapping[str, str], *, by: User) -> None:
    """Keep the files of a draft, and what is said of them in its row."""
    policy = parse(files, name=version.reference)
    if not YEARS[0] <= version.starts_on.year <= YEARS[1]:
        raise Refused("day_unreadable", where="starts_on")
    if str(policy.timezone) != version.policy.timezone:
        raise Refused("zone_of_policy_changed", numbers={"zone": version.policy.timezone}, where="policy.yaml")
    version.version, version.title_zh, version.title_en = policy.version, policy.title.zh, policy.title.en
    version.audience, version.content_hash = list(policy.header.audience), content_hash(files)
    version.edited_by = sorted({*version.edited_by, by.pk})
    version.save()
    PolicyText.objects.update_or_create(version=version, defaults={"files": dict(files)})


def new_draft(policy: Policy, files: Mapping[str, str], *, based_on: PolicyVersion | None, starts_on: date, by: User, at: datetime) -> PolicyVersion:
    """A draft with these files."""
    loaded = parse(files, name=policy.code)
    version = PolicyVersion(
        policy=policy,
        pack=policy.code,
        version=loaded.version,
        content_hash=content_hash(files),
        status=Status.DRAFT,
        starts_on=starts_on,
        based_on=based_on,
        drafted_by=by,
        drafted_at=at,
    )
    write_text(version, files, by=by)
    return version
