"""Numbers that people read aloud: random, so that they count nothing and tell nothing."""

import re

from qudao.kit.ids import new_code

SHAPE = re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}")


def new_number() -> str:
    """Twelve letters in three groups, about 57 bits: A2CD-EF3G-H4JK."""
    code = new_code(12)
    return f"{code[:4]}-{code[4:8]}-{code[8:]}"


def typed_number(text: str) -> str:
    """A number as typed, or scanned with the address of its verification page; other text comes back in capitals."""
    last = text.strip().rstrip("/").rsplit("/", 1)[-1].upper()
    bare = "".join(letter for letter in last if letter.isalnum())
    return f"{bare[:4]}-{bare[4:8]}-{bare[8:]}" if len(bare) == 12 else last


def is_number(text: str) -> bool:
    """Whether a typed or scanned text has the shape of a number."""
    return SHAPE.fullmatch(typed_number(text)) is not None
