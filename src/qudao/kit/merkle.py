"""Merkle trees as RFC 6962 builds them: a root over leaves, a path that proves one leaf, a check anybody can run.

Only the standard library: whoever holds a receipt can copy this file and check it without us.
"""

from collections.abc import Sequence
from hashlib import sha256

Step = tuple[str, bytes]
"""A neighbour on the way up, and the side it stands on: "left" or "right"."""


def leaf_hash(content: bytes) -> bytes:
    """The hash of a leaf's content; the prefix keeps leaves from passing for nodes."""
    return sha256(b"\x00" + content).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two neighbours."""
    return sha256(b"\x01" + left + right).digest()


def root(leaves: Sequence[bytes]) -> bytes:
    """The root over leaf hashes; of none, the hash of nothing."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = _split(len(leaves))
    return node_hash(root(leaves[:split]), root(leaves[split:]))


def path(leaves: Sequence[bytes], position: int) -> list[Step]:
    """The neighbours that lead from the leaf at `position` to the root, lowest first."""
    if not 0 <= position < len(leaves):
        raise IndexError(f"position {position} of {len(leaves)} leaves")
    if len(leaves) == 1:
        return []
    split = _split(len(leaves))
    if position < split:
        return [*path(leaves[:split], position), ("right", root(leaves[split:]))]
    return [*path(leaves[split:], position - split), ("left", root(leaves[:split]))]


def climb(leaf: bytes, steps: Sequence[Step]) -> bytes:
    """The root that a leaf hash and its path lead to."""
    for side, neighbour in steps:
        leaf = node_hash(neighbour, leaf) if side == "left" else node_hash(leaf, neighbour)
    return leaf


def _split(count: int) -> int:
    """The largest power of two below `count`."""
    return 1 << ((count - 1).bit_length() - 1)
