"""One cell to one value: what is read, and what is refused rather than guessed."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from qudao.decide import cells
from qudao.decide.problems import CellError, masked

ZONE = ZoneInfo("Asia/Shanghai")
NINE_FIVE = datetime(2025, 3, 9, 9, 5, tzinfo=ZONE)


def wide(text: str) -> str:
    """Digits and marks in full width."""
    return "".join(chr(ord(ch) + 0xFEE0) if "!" <= ch <= "~" else ch for ch in text)


@pytest.mark.parametrize(
    "said",
    [
        "2025-03-09T09:05:00+08:00",
        "2025-03-09T09:05+08:00",
        "2025-03-09 09:05",
        "2025-03-09 09:05:00",
        "2025/3/9 9:05",
        "2025.3.9 9:05",
        "2025年3月9日 9时05分",
        "2025年3月9日 09:05",
        "2025-03-09T01:05:00Z",
        "2025-03-09T01:05:00+0000",
        "2025-03-08T19:05:00-06",
        wide("2025-03-09 09:05"),
        "2025-03-09\u300009:05",
        datetime(2025, 3, 9, 9, 5),  # noqa: DTZ001
    ],
)
def test_an_instant_is_read_in_every_usual_form(said: Any) -> None:
    assert cells.instant(said, ZONE) == NINE_FIVE


def test_midnight_at_the_end_of_a_day_is_the_next_day() -> None:
    assert cells.instant("2025-03-09 24:00", ZONE) == datetime(2025, 3, 10, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("2025-02-29 10:00", "no_such_date"),
        ("2025-02-28 24:01", "no_such_date"),
        ("2025-13-01 10:00", "no_such_date"),
        ("2025-04-31", "no_such_date"),
        ("2025-03-09 09:60", "no_such_date"),
        ("1899-12-31 09:00", "absurd_date"),
        ("2200-01-01 09:00", "absurd_date"),
        ("yesterday", "wrong"),
        ("09/03/2025", "wrong"),
        ("2025-03/09", "wrong"),
        (45717.375, "wrong"),
        (True, "wrong"),
    ],
)
def test_an_instant_that_does_not_exist_or_is_no_instant_is_refused(said: Any, code: str) -> None:
    with pytest.raises(CellError) as error:
        cells.instant(said, ZONE)
    assert error.value.code == code


def test_a_day_may_carry_midnight_but_no_other_time() -> None:
    assert cells.day("2025-03-09 00:00", ZONE) == date(2025, 3, 9)
    with pytest.raises(CellError) as error:
        cells.day("2025-03-09 00:01", ZONE)
    assert error.value.code == "has_time"


@pytest.mark.parametrize(
    ("said", "fen"),
    [
        ("1280000", 128000000),
        ("1,280,000.00", 128000000),
        ("1,280,000.5", 128000050),
        ("0", 0),
        ("0.01", 1),
        ("¥12.30", 1230),
        (wide("1,280,000.00"), 128000000),
        ("\uffe512.30元", 1230),
        (1280000.0, 128000000),
        (0.1 + 0.2, 30),
        (Decimal("0.29"), 29),
        (7, 700),
    ],
)
def test_money_is_read_exactly(said: Any, fen: int) -> None:
    assert cells.money(said) == fen


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("1.234", "decimals"),
        ("1.000", "decimals"),
        (1.234, "decimals"),
        ("-1", "negative"),
        (-0.01, "negative"),
        ("1E400", "not_finite"),
        ("NaN", "not_finite"),
        (float("nan"), "not_finite"),
        (float("inf"), "not_finite"),
        ("12,80,000", "wrong"),
        ("128万", "wrong"),
        ("1.", "wrong"),
        ("", "wrong"),
        ("1000000000000.01", "too_large"),
        ("9" * 400, "too_large"),
        (True, "wrong"),
        ("1²", "wrong"),
        ("①00", "wrong"),
        ("1½", "wrong"),
    ],
)
def test_money_that_is_no_money_is_refused(said: Any, code: str) -> None:
    with pytest.raises(CellError) as error:
        cells.money(said)
    assert error.value.code == code


@pytest.mark.parametrize(
    "read",
    [cells.phone, cells.identity, cells.number, cells.month, lambda said: cells.instant(said, ZONE)],
)
def test_a_sign_that_only_looks_like_a_digit_is_none(read: Any) -> None:
    for said in ("1381234567²", "11010519491231002①", "2²", "2026-0③", "2025-03-0³ 09:00"):
        with pytest.raises(CellError):
            read(said)


def test_signs_in_an_attribute_stay_as_they_are() -> None:
    assert cells.attributes('{"面积": "90m²"}') == '{"面积": "90m²"}'
    assert cells.attributes("｛＂share＂：１２｝") == '{"share": 12}'
    with pytest.raises(CellError):
        cells.attributes('{"share": ²}')


@pytest.mark.parametrize(
    ("said", "phone"),
    [
        ("13812345678", "13812345678"),
        ("138 1234 5678", "13812345678"),
        ("138-1234-5678", "13812345678"),
        ("+86 138 1234 5678", "13812345678"),
        ("008613812345678", "13812345678"),
        (wide("13812345678"), "13812345678"),
        (13812345678.0, "13812345678"),
        (13812345678, "13812345678"),
        ("138****5678", "138****5678"),
        (wide("138****5678"), "138****5678"),
        ("0571-88889999", "057188889999"),
        ("021 6666 7777", "02166667777"),
        ("400-800-8888", "4008008888"),
        ("+1 415 555 2671", "+14155552671"),
        ("0044 20 7946 0958", "+442079460958"),
    ],
)
def test_a_phone_is_read_in_every_usual_form(said: Any, phone: str) -> None:
    assert cells.phone(said) == phone


@pytest.mark.parametrize("said", ["1381234567", "138123456789", "1381234567O", "call me", "138***5678", "138*****5678", "12", "+86", "1.38E+10"])
def test_a_malformed_phone_is_refused(said: str) -> None:
    with pytest.raises(CellError):
        cells.phone(said)


@pytest.mark.parametrize("said", [110101199003078123, "110101199003078123", " 11010119900307812x "])
def test_a_whole_identity_number_is_kept(said: Any) -> None:
    assert cells.identity(said).startswith("1101011990030781")


@pytest.mark.parametrize("said", [110101199003078123.0, "1.10101199003078E+17", "1E15"])
def test_an_identity_number_that_lost_digits_is_refused(said: Any) -> None:
    with pytest.raises(CellError) as error:
        cells.identity(said)
    assert error.value.code == "lost_digits"


@pytest.mark.parametrize(
    ("said", "value"), [("是", True), ("true", True), ("TRUE", True), (1, True), (True, True), ("否", False), ("0", False), (0.0, False)]
)
def test_a_boolean_is_read(said: Any, value: bool) -> None:
    assert cells.boolean(said) is value


@pytest.mark.parametrize("said", ["maybe", "2", 2, "是的"])
def test_what_is_no_boolean_is_refused(said: Any) -> None:
    with pytest.raises(CellError):
        cells.boolean(said)


def test_text_loses_what_nobody_sees_and_keeps_the_rest() -> None:
    assert cells.clean("\u200b 周\u2060敏\ufeff\u3000") == "周敏"
    assert cells.clean("𠮷田") == "𠮷田"
    assert cells.clean("\u3000") is None


@pytest.mark.parametrize("said", ["周\0敏", "\x1b[31m", "\ud800"])
def test_control_characters_are_refused(said: str) -> None:
    with pytest.raises(CellError) as error:
        cells.clean(said)
    assert error.value.code == "control"


@pytest.mark.parametrize(("said", "kept"), [("13812345678", "138****5678"), ("1381234567", "138****567"), ("周敏", "周*"), ("周", "周*")])
def test_a_personal_value_is_masked_in_messages(said: str, kept: str) -> None:
    assert masked(said) == kept
