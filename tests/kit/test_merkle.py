"""A leaf's path leads to the root, and nothing else does."""

from hashlib import sha256

import pytest

from qudao.kit import merkle


def leaves(count: int) -> list[bytes]:
    return [merkle.leaf_hash(str(number).encode()) for number in range(count)]


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 7, 8, 9, 100])
def test_every_leaf_is_proved(count: int) -> None:
    found = leaves(count)
    for position, leaf in enumerate(found):
        assert merkle.climb(leaf, merkle.path(found, position)) == merkle.root(found)


def test_the_root_of_three_is_as_rfc_6962_builds_it() -> None:
    one, two, three = leaves(3)
    assert merkle.root([one, two, three]) == merkle.node_hash(merkle.node_hash(one, two), three)
    assert merkle.root([]) == sha256(b"").digest()


def test_another_leaf_order_or_place_gives_another_root() -> None:
    found = leaves(5)
    assert merkle.root(found) != merkle.root(found[::-1])
    assert merkle.climb(found[0], merkle.path(found, 1)) != merkle.root(found)


def test_a_node_does_not_pass_for_a_leaf() -> None:
    one, two = leaves(2)
    assert merkle.leaf_hash(one + two) != merkle.node_hash(one, two)


@pytest.mark.parametrize("position", [-1, 3])
def test_a_place_outside_the_tree_has_no_path(position: int) -> None:
    with pytest.raises(IndexError):
        merkle.path(leaves(3), position)
