"""Decimal scores and counts as they are written down: 78 and not 78.0000, 85.5 and not 85.50."""

from decimal import Decimal


def trimmed(value: Decimal) -> Decimal:
    """The same number without idle zeros and without an exponent."""
    whole = int(value)
    return Decimal(whole) if value == whole else value.normalize()


def written(value: Decimal) -> int | str:
    """The number for a reason: an integer where it is one, else its digits."""
    plain = trimmed(value)
    return int(plain) if plain == plain.to_integral_value() else f"{plain:f}"
