"""Personal values: unreadable in the row, found by keyed hashes, shown masked."""

from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from qudao.kit.encrypted import EncryptedField, Undecipherable, decrypt, encrypt, exact, last_four, mask_identity, mask_phone, masked

PHONE = "13812345678"
OLD, NEW = "1:" + "a" * 32, "2:" + "b" * 32


def test_what_is_encrypted_opens_again_and_never_looks_the_same() -> None:
    one, two = (encrypt(PHONE.encode(), "customers.phone") for _ in range(2))
    assert one != two
    assert PHONE.encode() not in one
    assert decrypt(one, "customers.phone") == decrypt(two, "customers.phone") == PHONE.encode()


def test_a_value_does_not_open_in_another_column() -> None:
    with pytest.raises(Undecipherable):
        decrypt(encrypt(b"x", "customers.phone"), "orders.phone")


@pytest.mark.parametrize("place", [1, 12, 13, -1])
def test_a_changed_byte_is_noticed(place: int) -> None:
    stored = bytearray(encrypt(PHONE.encode(), "customers.phone"))
    stored[place] ^= 1
    with pytest.raises(Undecipherable):
        decrypt(bytes(stored), "customers.phone")


def test_after_a_new_key_old_values_open_and_new_ones_use_it(settings: Any) -> None:
    settings.FIELD_KEYS = OLD
    before = encrypt(b"x", "c")
    settings.FIELD_KEYS = f"{OLD},{NEW}"
    assert decrypt(before, "c") == b"x"
    assert (before[0], encrypt(b"x", "c")[0]) == (1, 2)
    settings.FIELD_KEYS = NEW
    with pytest.raises(Undecipherable):
        decrypt(before, "c")


@pytest.mark.parametrize("ring", ["", "1:short", "0:" + "a" * 32, "256:" + "a" * 32, "x:" + "a" * 32, "a" * 31])
def test_a_key_ring_that_cannot_protect_is_refused(settings: Any, ring: str) -> None:
    settings.FIELD_KEYS = ring
    with pytest.raises(ImproperlyConfigured):
        encrypt(b"x", "c")


@pytest.mark.parametrize("ring", ["a" * 32, "1:" + "a" * 32, "255:" + "a" * 32])
def test_a_key_ring_of_one_long_secret_is_enough(settings: Any, ring: str) -> None:
    settings.FIELD_KEYS = ring
    assert decrypt(encrypt(b"x", "c"), "c") == b"x"


def test_hashes_of_different_purposes_never_match() -> None:
    assert (
        len(
            {exact("1234"), exact("1234", of="identity"), last_four("", "1234"), masked("", "1234"), last_four("p1", "1234"), last_four("p2", "1234")}
        )
        == 6
    )
    assert exact(PHONE) == exact(PHONE)


def test_another_secret_gives_other_hashes(settings: Any) -> None:
    before = exact(PHONE)
    settings.LOOKUP_KEY = "c" * 32
    assert exact(PHONE) != before


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (PHONE, "138****5678"),
        ("02112345678", "021****5678"),
        ("12345678", "12****78"),
        ("1234567", "*****67"),
        ("12", "12"),
        ("+8521234567", "+85****4567"),
    ],
)
def test_a_phone_is_shown_without_its_middle(number: str, shown: str) -> None:
    assert mask_phone(number) == shown


@pytest.mark.parametrize(("number", "shown"), [("11010119900307123X", "1" + "*" * 16 + "X"), ("E12345678", "E*******8"), ("12", "12")])
def test_an_identity_number_shows_its_ends(number: str, shown: str) -> None:
    assert mask_identity(number) == shown


@pytest.mark.parametrize("lookup", ["exact", "in", "contains", "gt"])
def test_an_encrypted_column_is_not_searched(lookup: str) -> None:
    with pytest.raises(TypeError, match="keyed hash"):
        EncryptedField(context="customers.phone").get_lookup(lookup)
