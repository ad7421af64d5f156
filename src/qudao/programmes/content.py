"""The content of a version: the hash of its law, and its policy ready to judge."""

from collections import OrderedDict
from collections.abc import Mapping
from hashlib import sha256
from threading import Lock

from qudao.policies.load import parse
from qudao.policies.policy import Policy
from qudao.programmes.models import PolicyText, PolicyVersion

MOST = 64


class ChangedVersion(Exception):
    """The stored text of an approved version is not what was approved: nothing may be decided by it. `qudao verify` names it."""


def content_hash(files: Mapping[str, str]) -> str:
    """SHA-256 over names and bytes of the law's files, in order of their names; cases are not law."""
    digest = sha256()
    for name in sorted(name for name in files if "/" not in name):
        content = files[name].encode()
        digest.update(f"{name}:{len(content)}:".encode() + content)
    return digest.hexdigest()


def files_of(version: PolicyVersion) -> dict[str, str]:
    """The files of a version by name."""
    text = PolicyText.objects.filter(version=version).first()
    return dict(text.files) if text else {}


_known: OrderedDict[tuple[int, str], Policy] = OrderedDict()
_lock = Lock()


def policy_of(version: PolicyVersion) -> Policy:
    """The policy of a version, loaded once for each content. What is executed is what the hash was approved for, or nothing."""
    key = (version.pk, version.content_hash)
    with _lock:
        if key in _known:
            _known.move_to_end(key)
            return _known[key]
    files = files_of(version)
    if content_hash(files) != version.content_hash:
        raise ChangedVersion(f"{version}: its text does not have the hash {version.content_hash}")
    policy = parse(files, name=version.reference, is_approved=version.status == PolicyVersion.Status.APPROVED)
    with _lock:
        _known[key] = policy
        while len(_known) > MOST:
            _known.popitem(last=False)
    return policy
