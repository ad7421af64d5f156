"""Numbers that people read aloud: random, so that they count nothing and tell nothing."""

from qudao.kit.ids import new_code


def new_number() -> str:
    """Twelve letters in three groups, about 57 bits: A2CD-EF3G-H4JK."""
    code = new_code(12)
    return f"{code[:4]}-{code[4:8]}-{code[8:]}"


def typed_number(text: str) -> str:
    """A number as typed or scanned, in the form of `new_number`; other text comes back in capitals."""
    bare = "".join(letter for letter in text.upper() if letter.isalnum())
    return f"{bare[:4]}-{bare[4:8]}-{bare[8:]}" if len(bare) == 12 else text.strip().upper()
