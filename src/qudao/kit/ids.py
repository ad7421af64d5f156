"""The one source of random public ids and tokens; tests pin it to a seed."""

import secrets
import string
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from random import Random
from uuid import UUID

LETTERS = "".join(c for c in string.digits + string.ascii_uppercase if c not in "0O1IL8B5S")
"""Letters of codes that people read aloud and type: none that looks like another."""

_source: Callable[[int], bytes] = secrets.token_bytes


def random_bytes(count: int) -> bytes:
    """`count` unpredictable bytes."""
    return _source(count)


def new_id() -> UUID:
    """A random 128-bit public id that counts nothing and reveals nothing."""
    return UUID(bytes=random_bytes(16), version=4)


def new_token(count: int = 32) -> str:
    """A random URL-safe secret of `count` bytes, in hexadecimal."""
    return random_bytes(count).hex()


def new_code(length: int = 12) -> str:
    """A random code for people, for receipts and verification: 12 letters carry about 57 bits."""
    number = int.from_bytes(random_bytes(length + 8), "big")
    letters = []
    for _ in range(length):
        number, at = divmod(number, len(LETTERS))
        letters.append(LETTERS[at])
    return "".join(letters)


@contextmanager
def source(draw: Callable[[int], bytes]) -> Iterator[None]:
    """Draw ids from `draw` inside the block, in every thread of this process."""
    global _source
    before, _source = _source, draw
    try:
        yield
    finally:
        _source = before


@contextmanager
def seeded(seed: int | str) -> Iterator[None]:
    """Draw the same ids in the same order for the same seed. For tests and the demo company only."""
    with source(Random(seed).randbytes):  # noqa: S311 - repeatable on purpose
        yield
