"""Which writings name the same customer."""

import pytest

from qudao.rules.identity import (
    Match,
    Person,
    compare,
    is_surname_only,
    looks_like_company,
    masked_fits,
    normal_company,
    normal_identity,
    normal_name,
    normal_phone,
    person,
    same_company,
)


@pytest.mark.parametrize(
    "written",
    [
        "13812345678",
        "１３８１２３４５６７８",
        "138-1234-5678",
        " 138 1234 5678 ",
        "+86 13812345678",
        "0086-13812345678",
        "8613812345678",
        "（+86）138.1234.5678",
    ],
)
def test_one_phone_in_many_writings(written: str) -> None:
    assert normal_phone(written) == "13812345678"


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("138****5678", "138****5678"),
        ("138＊＊＊＊5678", "138****5678"),
        ("138XXXX5678", "138****5678"),
        ("+86 138****5678", "138****5678"),
        ("0571-8888 1234", "057188881234"),
        ("+86 571 8888 1234", "057188881234"),
        ("86123456", "86123456"),
        ("", ""),
        ("无", ""),
    ],
)
def test_masked_phones_landlines_and_blanks(written: str, normal: str) -> None:
    assert normal_phone(written) == normal


@pytest.mark.parametrize(
    ("masked", "full", "fits"),
    [
        ("138****5678", "13812345678", True),
        ("138****5678", "13812345679", False),
        ("138****5678", "13712345678", False),
        ("138****5678", "138123456789", False),
        ("138****5678", "138****5678", True),
        ("********678", "13812345678", False),
        ("*******5678", "13812345678", True),
    ],
)
def test_a_masked_phone_fits_by_its_visible_digits_and_its_length(masked: str, full: str, fits: bool) -> None:
    assert masked_fits(masked, full) is fits


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        (" 周 敏 ", "周敏"),
        ("周敏女士", "周敏"),
        ("周女士", "周女士"),
        ("Ａｎｎａ·Li", "annali"),
        ("ANNA LI", "annali"),
        ("阿迪力·买买提", "阿迪力买买提"),
    ],
)
def test_names_without_width_case_blanks_and_address(written: str, normal: str) -> None:
    assert normal_name(written) == normal


@pytest.mark.parametrize(
    ("written", "alone"),
    [("周", True), ("周女士", True), ("欧阳先生", True), ("周 总", True), ("周敏", False), ("周敏女士", False), ("欧阳", False), ("", False)],
)
def test_a_surname_with_a_form_of_address_is_a_surname_only(written: str, alone: bool) -> None:
    assert is_surname_only(written) is alone


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("杭州云岭科技有限公司", "云岭科技", True),
        ("杭州云岭科技有限公司", "浙江省杭州市云岭科技有限责任公司", True),
        ("云岭科技（杭州）有限公司", "云岭", True),
        ("杭州 云岭 科技 有限公司", "云岭科技股份有限公司", True),
        ("云岭科技", "云峰科技", False),
        ("杭州云岭科技有限公司", "科技", False),
        ("杭州云岭科技有限公司", "杭州", False),
        ("杭州云岭科技有限公司", "有限公司", False),
        ("上海贸易有限公司", "北京贸易有限公司", False),
        ("", "云岭", False),
    ],
)
@pytest.mark.rulebook("CU-06")
def test_companies_by_full_or_characteristic_name(one: str, other: str, same: bool) -> None:
    assert same_company(one, other) is same
    assert same_company(other, one) is same


def test_a_bare_trade_word_keeps_its_full_name() -> None:
    assert normal_company("上海贸易有限公司") == "上海贸易有限公司"


def test_identity_numbers_ignore_blanks_width_and_case() -> None:
    assert normal_identity(" 3301 0219 8001 0112 3x ") == normal_identity("３３０１０２１９８００１０１１２３Ｘ") == "33010219800101123X"


@pytest.mark.parametrize(
    ("name", "firm"), [("云岭科技有限公司", True), ("云岭科技", True), ("周敏", False), ("阿迪力买", False), ("阿迪力·买买提", True)]
)
def test_a_buyers_name_may_be_a_firms(name: str, firm: bool) -> None:
    assert looks_like_company(name) is firm


ZHOU = person("周敏", "13812345678", "33010219800101123X")


@pytest.mark.parametrize(
    ("other", "match"),
    [
        (person("周敏", "13812345678", None), Match.CORRECT),
        (person("周女士", "13812345678", None), Match.CORRECT),
        (person("周敏", "13812345687", "33010219800101123x"), Match.CORRECT),
        (person("周敏", "138****5678", None), Match.CORRECT),
        (person("郑敏", "138****5678", None), Match.NONE),
        (person("", "138****5678", None), Match.NONE),
        (person("周敏", "13812345687", None), Match.NAME_ONLY),
        (person("周敏", None, None), Match.NAME_ONLY),
        (person("郑敏", "13812345687", None), Match.NONE),
    ],
)
@pytest.mark.rulebook("CU-35")
def test_one_right_identifier_suffices_and_a_name_alone_does_not(other: Person, match: Match) -> None:
    assert compare(ZHOU, other) is match
    assert compare(other, ZHOU) is match


def test_blank_identifiers_never_agree() -> None:
    assert compare(person("周敏", None, None), person("陈强", None, None)) is Match.NONE
    assert compare(person("", None, None), person("", None, None)) is Match.NONE
