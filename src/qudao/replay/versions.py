"""The policies of the versions that decided, each loaded once."""

from qudao.policies.load import Policy
from qudao.programmes.content import content_hash, files_of, policy_of
from qudao.programmes.models import PolicyVersion
from qudao.replay.difference import Difference


class Versions:
    """Policies by the key of their version."""

    def __init__(self) -> None:
        self._rows = PolicyVersion.objects.in_bulk()
        self._policies: dict[int, Policy | None] = {}

    def policy(self, pk: int) -> Policy | None:
        """The policy of a version; None where its stored text is no longer what was approved."""
        if pk not in self._policies:
            version = self._rows[pk]
            is_whole = content_hash(files_of(version)) == version.content_hash  # as it is stored now, whatever this process has loaded before
            self._policies[pk] = policy_of(version) if is_whole else None
        return self._policies[pk]

    def changed(self) -> list[Difference]:
        """One difference for each version that was asked for and whose text was changed: what it decided cannot be decided again."""
        gone = [self._rows[pk] for pk, policy in sorted(self._policies.items()) if policy is None]
        return [Difference("policy", str(row), "text", f"approved as {row.content_hash}", "another hash", "") for row in gone]
