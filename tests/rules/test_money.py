"""Rounding, allocation and yuan strings, by example and by property (S1 to S6 of the design)."""

from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from qudao.rules.money import (
    BASIS,
    MAX_FEN,
    MAX_RATE_BP,
    MAX_WEIGHT,
    allocate,
    format_yuan,
    half_up,
    parse_yuan,
    reverse,
    share_up,
)

AMOUNTS = st.integers(-(10**12), 10**12) | st.sampled_from([0, 1, -1, 10**12, -(10**12), MAX_FEN, -MAX_FEN])
WEIGHTS = st.lists(st.integers(0, 10**6), min_size=1, max_size=8).filter(any)


@pytest.mark.parametrize(
    ("amount_fen", "rate_bp", "expected"),
    [
        (3333, 150, 50),
        (3332, 150, 50),
        (3366, 150, 50),
        (3367, 150, 51),
        (99, 5000, 50),
        (1, 4999, 0),
        (1, 5000, 1),
        (1, 5001, 1),
        (240_000_000, 150, 3_600_000),
    ],
)
def test_half_a_fen_is_rounded_up(amount_fen: int, rate_bp: int, expected: int) -> None:
    assert half_up(amount_fen, rate_bp) == expected


@pytest.mark.parametrize(("amount_fen", "expected"), [(-1, -1), (-3, -2), (-2, -1), (-101, -51)])
def test_half_a_fen_of_a_negative_amount_goes_away_from_zero(amount_fen: int, expected: int) -> None:
    assert half_up(amount_fen, 5000) == expected


@given(AMOUNTS, st.integers(0, MAX_RATE_BP))
def test_rounding_is_within_half_a_fen_and_negates_exactly(amount_fen: int, rate_bp: int) -> None:
    rounded = half_up(amount_fen, rate_bp)
    assert abs(rounded * BASIS - amount_fen * rate_bp) * 2 <= BASIS
    assert half_up(-amount_fen, rate_bp) == -rounded


@pytest.mark.parametrize("amount_fen", [MAX_FEN + 1, -MAX_FEN - 1])
def test_an_amount_beyond_the_bound_is_refused(amount_fen: int) -> None:
    with pytest.raises(ValueError, match="amount_fen"):
        half_up(amount_fen, 150)


def test_the_largest_amount_is_accepted() -> None:
    assert half_up(MAX_FEN, BASIS) == MAX_FEN


@pytest.mark.parametrize("rate_bp", [-1, MAX_RATE_BP + 1])
def test_a_rate_beyond_the_bounds_is_refused(rate_bp: int) -> None:
    with pytest.raises(ValueError, match="rate_bp"):
        half_up(100, rate_bp)


@pytest.mark.parametrize("amount", [1.0, "100", True, None])
def test_only_integers_are_money(amount: object) -> None:
    with pytest.raises(TypeError, match="amount_fen"):
        half_up(amount, 150)  # type: ignore[arg-type]


@pytest.mark.parametrize(("count", "expected"), [(0, 0), (1, 1), (2, 1), (7, 4), (8, 4), (9, 5)])
def test_half_of_a_count_is_rounded_up_to_a_whole(count: int, expected: int) -> None:
    assert share_up(count, 5000) == expected


def test_the_fen_left_over_go_to_the_largest_remainders_then_to_the_earlier_position() -> None:
    assert allocate(100, [1, 1, 1]) == (34, 33, 33)
    assert allocate(10, [3, 3, 1]) == (4, 4, 2)
    assert allocate(-100, [1, 1, 1]) == (-34, -33, -33)
    assert allocate(425 * 2 + 1, [1, 1]) == (426, 425)


@given(AMOUNTS, WEIGHTS)
def test_s1_shares_sum_to_the_amount_exactly(amount_fen: int, weights: list[int]) -> None:
    assert sum(allocate(amount_fen, weights)) == amount_fen


@given(AMOUNTS, WEIGHTS)
def test_s2_each_share_is_within_a_fen_of_the_exact_one_and_has_the_amounts_sign(amount_fen: int, weights: list[int]) -> None:
    total = sum(weights)
    for share, weight in zip(allocate(amount_fen, weights), weights, strict=True):
        assert abs(share * total - amount_fen * weight) < total
        assert share * amount_fen >= 0
        assert weight or share == 0


@given(AMOUNTS, WEIGHTS, st.randoms(use_true_random=False))
def test_s3_the_split_does_not_depend_on_the_order_but_for_equal_remainders(amount_fen: int, weights: list[int], random: object) -> None:
    order = list(range(len(weights)))
    random.shuffle(order)  # type: ignore[attr-defined]
    shares, shuffled = allocate(amount_fen, weights), allocate(amount_fen, [weights[place] for place in order])
    assert sorted(shares) == sorted(shuffled)
    remainders = [abs(amount_fen) * weight % sum(weights) for weight in weights]
    if len(set(remainders)) == len(remainders):
        assert [shares[place] for place in order] == list(shuffled)
    assert allocate(amount_fen, weights) == shares


@given(st.integers(0, 10**12), WEIGHTS)
def test_s4_more_weight_never_gets_less_money_within_a_split(amount_fen: int, weights: list[int]) -> None:
    by_weight = sorted(zip(weights, allocate(amount_fen, weights), strict=True))
    for (lighter, less), (heavier, more) in pairwise(by_weight):
        assert lighter == heavier or less <= more


@given(st.integers(0, 10**9), WEIGHTS, st.integers(1, 10**6), st.data())
def test_s4_raising_ones_own_weight_never_costs_money(amount_fen: int, weights: list[int], more: int, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(weights) - 1))
    raised = [weight + more * (index == place) for index, weight in enumerate(weights)]
    assert allocate(amount_fen, raised)[place] >= allocate(amount_fen, weights)[place]


@given(AMOUNTS, WEIGHTS)
def test_s5_a_full_reversal_is_the_exact_negation(amount_fen: int, weights: list[int]) -> None:
    shares = allocate(amount_fen, weights)
    assert allocate(-amount_fen, weights) == tuple(-share for share in shares)
    assert reverse(amount_fen, weights, before_fen=0, now_fen=amount_fen) == tuple(-share for share in shares)


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=6), WEIGHTS, st.sampled_from([1, -1]))
def test_s6_after_partial_reversals_of_the_whole_everybody_is_at_zero(parts: list[int], weights: list[int], sign: int) -> None:
    amount = sign * sum(parts)
    balance, before = list(allocate(amount, weights)), 0
    for part in parts:
        given_back = reverse(amount, weights, before_fen=before, now_fen=sign * part)
        assert sum(given_back) == -sign * part
        balance = [share + change for share, change in zip(balance, given_back, strict=True)]
        before += sign * part
    assert balance == [0] * len(weights)


@pytest.mark.parametrize(("before_fen", "now_fen"), [(0, 101), (60, 41), (0, -1), (-1, 50)])
def test_more_than_is_left_cannot_be_reversed(before_fen: int, now_fen: int) -> None:
    with pytest.raises(ValueError, match="left to reverse"):
        reverse(100, [1, 1], before_fen=before_fen, now_fen=now_fen)


@pytest.mark.parametrize("weights", [[], [0, 0], [-1, 2], [MAX_WEIGHT + 1]])
def test_weights_must_be_able_to_carry_a_split(weights: list[int]) -> None:
    with pytest.raises(ValueError, match="weights"):
        allocate(100, weights)


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("1,234.56", 123456),
        ("1234.56", 123456),
        ("0", 0),
        ("0.01", 1),
        ("-0.01", -1),
        ("12.5", 1250),
        ("¥ 2,400,000.00", 240_000_000),
        ("36000元", 3_600_000),
        ("1２.3０", 1230),
        ("￥１，２３４．５６", 123456),
    ],
)
def test_yuan_are_read_to_the_fen(text: str, fen: int) -> None:
    assert parse_yuan(text) == fen


@pytest.mark.parametrize(
    "text",
    ["", "1.234", "1,23", "12,34.00", "1e3", "nan", "1.2.3", "--1", ".5", "abc", "1 000", "99999999999999999", "²", "1²", "١٢٣", "१२", "①", "𝟐"],
)
def test_what_is_not_yuan_with_two_decimals_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="expected"):
        parse_yuan(text)


@pytest.mark.parametrize(
    ("fen", "text"), [(123456, "1,234.56"), (-123456, "-1,234.56"), (0, "0.00"), (5, "0.05"), (-5, "-0.05"), (13_600_000, "136,000.00")]
)
def test_fen_are_written_as_yuan_with_two_decimals(fen: int, text: str) -> None:
    assert format_yuan(fen) == text
    assert format_yuan(fen, grouped=False) == text.replace(",", "")


@given(st.integers(-MAX_FEN, MAX_FEN), st.booleans())
def test_what_is_written_is_read_back_exactly(fen: int, grouped: bool) -> None:
    assert parse_yuan(format_yuan(fen, grouped=grouped)) == fen


@given(st.integers(0, 10**6), st.integers(0, 99))
def test_decimal_yuan_come_out_exact_where_floats_would_not(yuan: int, cents: int) -> None:
    assume(cents % 10)
    assert parse_yuan(f"{yuan}.{cents:02d}") + parse_yuan("0.10") == yuan * 100 + cents + 10
