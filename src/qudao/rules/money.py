"""Money: integer fen, rates in basis points, one rounding, one allocation. The only place where money is divided.

Rounding is half-up by amount: half a fen goes away from zero, so that a reversal is the exact negation.
"""

import re
from collections.abc import Sequence

import narwhals as nw

BASIS = 10_000
"""Basis points of a whole."""

MAX_FEN = 10**15
"""Ten trillion yuan: within it every engine, also one that divides in floating point, gives the exact fen."""

MAX_RATE_BP = 100_000
"""Ten times the base."""

MAX_WEIGHT = 10**15

YUAN = re.compile(r"([+-]?)([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.([0-9]{1,2}))?")

FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: " ", 0xFFE5: "¥"}
"""What a Chinese keyboard types for ASCII. Nothing else is folded: ² is not 2."""


def _whole(value: object, name: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"{name}: expected an integer, got {value!r}")
    return value


def checked(amount_fen: int) -> int:
    """The amount itself, when it is an integer within MAX_FEN on either side."""
    if abs(_whole(amount_fen, "amount_fen")) > MAX_FEN:
        raise ValueError(f"amount_fen: expected at most {MAX_FEN} on either side of zero, got {amount_fen}")
    return amount_fen


def checked_rate(rate_bp: int) -> int:
    """The rate itself, when it is an integer from 0 to MAX_RATE_BP."""
    if not 0 <= _whole(rate_bp, "rate_bp") <= MAX_RATE_BP:
        raise ValueError(f"rate_bp: expected 0 to {MAX_RATE_BP}, got {rate_bp}")
    return rate_bp


def half_up(amount_fen: int, rate_bp: int) -> int:
    """The rate's part of the amount, rounded to the fen, half a fen away from zero."""
    product = abs(checked(amount_fen)) * checked_rate(rate_bp)
    rounded = (product + BASIS // 2) // BASIS
    return rounded if amount_fen >= 0 else -rounded


def half_up_expr(amount_fen: nw.Expr, rate_bp: nw.Expr) -> nw.Expr:
    """`half_up` for frames, the same fen on every engine; null where amount or rate is null or out of bounds.

    Only exact multiples below 2^53 are divided, because some engines divide integers in floating point:
    the amount is split into whole basis units, which multiply exactly, and a remainder that stays small.
    """
    within = (amount_fen >= -MAX_FEN) & (amount_fen <= MAX_FEN) & (rate_bp >= 0) & (rate_bp <= MAX_RATE_BP)
    size = nw.when(within).then(amount_fen.abs())
    rest = size % BASIS
    units = _exact_quotient(size - rest)
    part = rest * rate_bp + BASIS // 2
    rounded = units * rate_bp + _exact_quotient(part - part % BASIS)
    return nw.when(amount_fen < 0).then(-rounded).otherwise(rounded).cast(nw.Int64)


def _exact_quotient(multiple: nw.Expr) -> nw.Expr:
    """A multiple of BASIS, divided by it."""
    return (multiple // BASIS).cast(nw.Int64)


def share_up(count: int, rate_bp: int) -> int:
    """The rate's part of a count, rounded up to a whole."""
    return -(-_whole(count, "count") * checked_rate(rate_bp) // BASIS)


def ratio_bp(part_fen: int, whole_fen: int) -> int:
    """How much of the whole a part is, in basis points, cut off: 3,999.99 of 5,000 is 7,999 and not 80 %."""
    if checked(whole_fen) <= 0:
        raise ValueError(f"whole_fen: expected more than zero, got {whole_fen}")
    return checked(part_fen) * BASIS // whole_fen


def allocate(amount_fen: int, weights: Sequence[int]) -> tuple[int, ...]:
    """Split an amount by weights, to the last fen, by largest remainder.

    Everyone gets the whole fen of his exact share; the fen left over go one each to the largest remainders, among equal
    remainders to the earlier position. A negative amount is the negation of the positive one.
    """
    total = _checked_weights(weights)
    size = abs(checked(amount_fen))
    floors = [size * weight // total for weight in weights]
    remainders = [size * weight % total for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda position: (-remainders[position], position))
    for position in by_remainder[: size - sum(floors)]:
        floors[position] += 1
    return tuple(floors) if amount_fen >= 0 else tuple(-share for share in floors)


def reverse(amount_fen: int, weights: Sequence[int], *, before_fen: int, now_fen: int) -> tuple[int, ...]:
    """What each party gives back when `now_fen` of an allocated amount is reversed and `before_fen` was reversed earlier.

    The split of the cumulative sum minus the split of what was reversed before, so that after the whole amount every party is at zero.
    All three sums carry the sign of the amount; the answer carries the opposite one in total.
    """
    sign = -1 if amount_fen < 0 else 1
    reversed_before, reversed_after = checked(before_fen) * sign, (checked(before_fen) + checked(now_fen)) * sign
    if not 0 <= reversed_before <= reversed_after <= checked(amount_fen) * sign:
        raise ValueError(f"now_fen: at most {amount_fen - before_fen} of {amount_fen} is left to reverse, got {now_fen}")
    before, after = allocate(before_fen, weights), allocate(before_fen + now_fen, weights)
    return tuple(earlier - later for earlier, later in zip(before, after, strict=True))


def _checked_weights(weights: Sequence[int]) -> int:
    for weight in weights:
        if not 0 <= _whole(weight, "weights") <= MAX_WEIGHT:
            raise ValueError(f"weights: expected 0 to {MAX_WEIGHT}, got {weight}")
    total = sum(weights)
    if total == 0:
        raise ValueError(f"weights: expected at least one above zero, got {tuple(weights)}")
    return total


def parse_yuan(text: str) -> int:
    """Yuan as written by people, at most two decimals, to fen: "1,234.56" is 123456. Digits are 0 to 9, in half or full width."""
    plain = text.translate(FULL_WIDTH).strip().removeprefix("¥").removesuffix("元").strip()
    match = YUAN.fullmatch(plain)
    if match is None:
        raise ValueError(f"expected yuan with at most two decimals such as 1,234.56, got {text!r}")
    sign, yuan, cents = match.groups()
    fen = int(yuan.replace(",", "")) * 100 + int((cents or "").ljust(2, "0"))
    return checked(-fen if sign == "-" else fen)


def format_yuan(amount_fen: int, *, grouped: bool = True) -> str:
    """Fen as yuan with two decimals: 123456 is "1,234.56", or "1234.56" when not grouped."""
    yuan, cents = divmod(abs(_whole(amount_fen, "amount_fen")), 100)
    sign = "-" if amount_fen < 0 else ""
    return f"{sign}{yuan:,}.{cents:02d}" if grouped else f"{sign}{yuan}.{cents:02d}"
