"""Personal values: encrypted in the row, found by keyed hashes, shown masked.

The key ring is `settings.FIELD_KEYS`, "1:<secret>,2:<secret>" or one bare secret: the last one encrypts, all decrypt.
The keyed hashes use `settings.LOOKUP_KEY`, which is never turned, because stored hashes are not recomputed.
A secret is random text of at least 32 characters without comma or colon.
"""

import hmac
import os
import re
from functools import lru_cache
from hashlib import sha256
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

NONCE_BYTES = 12


class Undecipherable(Exception):
    """A stored value does not open: another key, another column, or changed bytes."""


@lru_cache(maxsize=32)
def derived(secret: str, purpose: str) -> bytes:
    """The 32-byte key that `secret` gives for one purpose (HKDF): keys of different purposes have nothing to do with each other."""
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"qudao " + purpose.encode()).derive(secret.encode())


@lru_cache(maxsize=4)
def key_ring(text: str) -> dict[int, AESGCM]:
    """The keys of a ring text, by number, in order."""
    ring: dict[int, AESGCM] = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        number, colon, secret = part.partition(":")
        if not colon:
            number, secret = "1", part
        if not re.fullmatch(r"\d{1,3}", number) or not 0 < int(number) < 256 or len(secret) < 32:
            raise ImproperlyConfigured("FIELD_KEYS: expected '1:<secret>,2:<secret>', numbers 1 to 255, secrets of 32 characters or more")
        ring[int(number)] = AESGCM(derived(secret, "field"))
    if not ring:
        raise ImproperlyConfigured("FIELD_KEYS is empty: personal values cannot be stored")
    return ring


def encrypt(value: bytes, context: str) -> bytes:
    """AES-256-GCM under the newest key: key number, nonce, ciphertext. `context` says what the value is and must match to decrypt."""
    number, key = list(key_ring(settings.FIELD_KEYS).items())[-1]
    nonce = os.urandom(NONCE_BYTES)  # not from kit.ids: a pinned source would repeat nonces
    return bytes([number]) + nonce + key.encrypt(nonce, value, context.encode())


def decrypt(stored: bytes, context: str) -> bytes:
    """The value that `encrypt` stored, or Undecipherable."""
    key = key_ring(settings.FIELD_KEYS).get(stored[0]) if stored else None
    if key is None:
        raise Undecipherable(f"{context}: no such key in FIELD_KEYS")
    try:
        return key.decrypt(stored[1 : 1 + NONCE_BYTES], stored[1 + NONCE_BYTES :], context.encode())
    except InvalidTag as error:
        raise Undecipherable(f"{context}: the stored bytes do not open") from error


class EncryptedField(models.BinaryField):  # type: ignore[type-arg]
    """Text that is encrypted in its column. `context` binds the bytes to the column and must never change."""

    def __init__(self, *args: Any, context: str, **kwargs: Any) -> None:
        self.context = context
        kwargs["editable"] = False
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        """The field as a migration writes it."""
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("editable", None)
        return name, path, args, {**kwargs, "context": self.context}

    def get_prep_value(self, value: Any) -> Any:
        """Encrypt on the way in."""
        return value if value is None else encrypt(str(value).encode(), self.context)

    def get_db_prep_value(self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False) -> Any:
        """Encrypt once, then hand the bytes to the driver."""
        return super().get_db_prep_value(value if prepared else self.get_prep_value(value), connection, prepared=True)

    def from_db_value(self, value: Any, expression: object, connection: BaseDatabaseWrapper) -> str | None:
        """Decrypt on the way out."""
        return None if value is None else decrypt(bytes(value), self.context).decode()

    def to_python(self, value: Any) -> Any:
        """The text as it is."""
        return value

    def value_to_string(self, obj: models.Model) -> str:
        """Refused: a personal value is never serialised."""
        raise TypeError(f"{self.context} is personal and is not serialised")

    def get_lookup(self, lookup_name: str) -> Any:
        """Only null or not: ciphertext neither compares nor sorts; look up by the keyed hash beside it."""
        if lookup_name != "isnull":
            raise TypeError(f"{self.context} is encrypted: filter by its keyed hash, not by {lookup_name}")
        return super().get_lookup(lookup_name)


def keyed_hash(purpose: str, value: str) -> bytes:
    """HMAC-SHA-256 of `value` under the key derived for `purpose`: hashes of different purposes never match."""
    if len(settings.LOOKUP_KEY) < 32:
        raise ImproperlyConfigured("LOOKUP_KEY: expected a secret of 32 characters or more")
    return hmac.new(derived(settings.LOOKUP_KEY, purpose), value.encode(), sha256).digest()


def exact(value: str, *, of: str = "phone") -> bytes:
    """The hash that finds an exact normalised number; `of` is "phone" or "identity"."""
    return keyed_hash(f"exact {of}", value)


def masked(first_three: str, last_four: str) -> bytes:
    """The hash that finds phones by what a masked one shows."""
    return keyed_hash("masked phone", f"{first_three}*{last_four}")


def last_four(project_id: object, digits: str) -> bytes:
    """The hash by which the desk finds a customer within one project, and in no other."""
    return keyed_hash("last four", f"{project_id}:{digits}")


def mask_phone(phone: str) -> str:
    """138****5678; of other lengths the middle four are hidden, of seven or fewer all but the last two."""
    if len(phone) < 8:
        return "*" * max(len(phone) - 2, 0) + phone[-2:]
    start = (len(phone) - 4) >> 1
    return f"{phone[:start]}****{phone[start + 4 :]}"


def mask_identity(number: str) -> str:
    """The first and the last character of an identity number."""
    return number if len(number) < 3 else number[0] + "*" * (len(number) - 2) + number[-1]
