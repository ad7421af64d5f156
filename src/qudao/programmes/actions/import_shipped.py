"""Let the shipped pack of a programme govern it."""

from datetime import datetime

from django.db import transaction

from qudao.organization.events import record
from qudao.organization.models import User
from qudao.policies.load import PACKS, load, texts
from qudao.programmes.content import content_hash
from qudao.programmes.models import Binding, Policy, PolicyText, PolicyVersion, Programme


@transaction.atomic
def import_shipped(*, programme: Programme, by: User | None, at: datetime) -> Binding:
    """Bind a programme that nobody bound to the pack it was made with, whose shipped text becomes an approved version if the policy has none.

    PL-01, PL-02. Once: a pack that ships changed later never replaces what is in force; it can be started from as a draft.
    """
    shipped = load(programme.pack)
    policy, _ = Policy.objects.get_or_create(  # write
        code=programme.pack,
        defaults={
            "title_zh": shipped.title.zh,
            "title_en": shipped.title.en,
            "pack": programme.pack,
            "timezone": str(shipped.timezone),
            "created_at": at,
        },
    )
    policy = Policy.objects.select_for_update().get(pk=policy.pk)
    version = policy.versions.filter(status=PolicyVersion.Status.APPROVED, text__isnull=False).order_by("starts_on", "pk").first()
    if version is None:
        files = texts(PACKS / programme.pack)
        version = PolicyVersion.objects.create(
            policy=policy,
            pack=policy.code,
            version=shipped.version,
            title_zh=shipped.title.zh,
            title_en=shipped.title.en,
            audience=list(shipped.header.audience),
            content_hash=content_hash(files),
            status=PolicyVersion.Status.APPROVED,
            starts_on=shipped.starts_on,
            drafted_by=None,
            drafted_at=at,
            approved_at=at,
        )
        PolicyText.objects.create(version=version, files=files)
        record("programmes.shipped_policy_imported", version, by=by, at=at, numbers={"pack": policy.code, "content_hash": version.content_hash})
    binding, is_new = Binding.objects.get_or_create(programme=programme, starts_on=version.starts_on, defaults={"policy": policy, "by": by, "at": at})
    if is_new:
        numbers = {"policy": policy.public_id, "programme": programme.pk, "starts_on": binding.starts_on}
        record("programmes.programme_bound", policy, by=by, at=at, numbers=numbers)  # record
    return binding
