"""The policy that governs a programme, and the row that decisions point to."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from hashlib import sha256

from qudao.policies.load import PACKS, Policy, load
from qudao.programmes.models import PolicyVersion, Programme


@dataclass(frozen=True, slots=True)
class InForce:
    """A policy ready to judge and its row."""

    policy: Policy
    version: PolicyVersion


def in_force(programme: Programme, *, at: datetime) -> InForce:
    """The policy of a programme; the first decision under a version of the pack leaves a row that names it by the hash of its files."""
    policy = load(programme.pack)
    version, _ = PolicyVersion.objects.get_or_create(
        pack=programme.pack,
        content_hash=content_hash(programme.pack),
        defaults={"version": policy.version, "title_zh": policy.title.zh, "title_en": policy.title.en, "first_used_at": at},
    )
    return InForce(policy, version)


@lru_cache(maxsize=64)
def content_hash(pack: str) -> str:
    """SHA-256 over names and bytes of a shipped pack's files, in order of their names."""
    digest = sha256()
    for path in sorted((PACKS / pack).glob("*.yaml")):
        content = path.read_bytes()
        digest.update(f"{path.name}:{len(content)}:".encode() + content)
    return digest.hexdigest()
