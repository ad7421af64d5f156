"""Numbers that people put where no personal data belongs, such as the name of a file, are not kept."""

import re

KEPT = 3
NUMBER = re.compile(r"\d{7,}|1[3-9]\d(?:[ -]\d{4}){2}")
"""Seven digits or more, or a mobile written in groups: a phone, an identity number, an account."""


def without_numbers(text: str) -> str:
    """The text with long numbers masked after their first three digits."""
    return NUMBER.sub(lambda found: found[0][:KEPT] + "*" * (len(found[0]) - KEPT), text)
