"""Reports checked at the door, and chat lines."""

from datetime import date

import pytest
from django.utils import translation

from qudao.customers.report import BadReport, Report, parse_chat_line, read_report

TODAY = date(2025, 3, 3)
PROJECTS = ["滨河苑", "云岭花园", "东湖里", "云岭山庄"]


def problems(**told: object) -> dict[str, str]:
    with pytest.raises(BadReport) as bad:
        read_report({"customer_name": "周敏", **told}, today=TODAY)
    return bad.value.by_field


def test_a_good_report_is_read_as_told() -> None:
    told = {"customer_name": " 周 敏 ", "phone": "+86 138-1234-5678", "local": "否", "planned_visit_on": "2025-03-04", "corporate": False}
    assert read_report(told, today=TODAY) == Report("周 敏", "13812345678", local=False, planned_visit_on=date(2025, 3, 4))


@pytest.mark.parametrize(
    "phone", ["13812345678", "138****5678", "１３８１２３４５６７８", "008613812345678", "0571-88880000", "+85291234567", "138 xxxx 5678"]
)
def test_phones_that_exist_are_taken(phone: str) -> None:
    assert read_report({"customer_name": "周敏", "phone": phone}, today=TODAY).phone


@pytest.mark.parametrize("phone", ["1381234567", "138123456789", "12812345678", "电话13812345678", "没有", "138***5678", "1e11"])
def test_a_malformed_phone_is_named_with_what_was_expected(phone: str) -> None:
    assert "11 位手机号" in problems(phone=phone)["phone"]


@pytest.mark.parametrize(
    ("day", "ok"), [("2025-03-02", False), ("2025-03-03", True), ("2027-03-04", True), ("2027-03-05", False), ("1900-01-01", False)]
)
def test_a_planned_visit_lies_within_two_years_from_today(day: str, ok: bool) -> None:
    if ok:
        assert read_report({"customer_name": "周敏", "planned_visit_on": day}, today=TODAY).planned_visit_on == date.fromisoformat(day)
    else:
        assert "计划到访日须在" in problems(planned_visit_on=day)["planned_visit_on"]


@pytest.mark.parametrize("day", ["2025-02-30", "明天", "20250304x"])
def test_a_day_that_does_not_exist_is_named(day: str) -> None:
    assert "2025-03-09" in problems(planned_visit_on=day)["planned_visit_on"]


@pytest.mark.parametrize("name", ["", "   ", "。。。", None])
def test_a_name_without_a_letter_is_refused(name: object) -> None:
    assert "客户姓名" in problems(customer_name=name)["customer_name"]


@pytest.mark.parametrize(("length", "ok"), [(59, True), (60, True), (61, False)])
def test_a_name_has_at_most_sixty_letters(length: int, ok: bool) -> None:
    if ok:
        read_report({"customer_name": "周" * length}, today=TODAY)
    else:
        assert "61" in problems(customer_name="周" * length)["customer_name"]


def test_a_nul_character_is_refused_and_every_wrong_field_is_named_at_once() -> None:
    found = problems(customer_name="周\x00敏", phone="1", identity_no="!", local="maybe")
    assert set(found) == {"customer_name", "phone", "identity_no", "local"}


def test_problems_are_told_in_the_readers_language() -> None:
    with translation.override("en"):
        assert "Chinese" not in problems(phone="1")["phone"]
        assert problems(phone="1")["phone"].isascii()


@pytest.mark.rulebook("CU-09")
@pytest.mark.parametrize(
    "line",
    [
        "滨河苑+周敏+13812345678",
        "滨河苑＋周敏＋１３８１２３４５６７８",
        "滨河苑 周敏 138 1234 5678",
        "滨河苑，周敏、13812345678",
        "滨河苑/周敏/+86 13812345678",
        "周敏\t13812345678\t滨河苑",
        "项目：滨河苑\n姓名：周敏\n电话：13812345678",
        "滨河周敏13812345678".replace("滨河", "滨河苑"),
    ],
)
def test_a_chat_line_is_read_whatever_stands_between(line: str) -> None:
    read = parse_chat_line(line, PROJECTS)
    assert (read.project, read.customer_name, read.phone, read.missing, read.unread) == ("滨河苑", "周敏", "13812345678", (), ())


def test_part_of_a_projects_name_is_enough_when_it_is_unique() -> None:
    assert parse_chat_line("滨河+周敏+13812345678", PROJECTS).project == "滨河苑"
    ambiguous = parse_chat_line("云岭+周敏+13812345678", PROJECTS)
    assert (ambiguous.project, ambiguous.projects, ambiguous.missing) == (None, ("云岭花园", "云岭山庄"), ("project",))


@pytest.mark.parametrize(
    ("line", "missing"),
    [
        ("周敏+13812345678", ("project",)),
        ("滨河苑+13812345678", ("customer_name",)),
        ("滨河苑+周敏", ("phone",)),
        ("", ("project", "customer_name", "phone")),
    ],
)
def test_what_a_line_does_not_tell_is_named(line: str, missing: tuple[str, ...]) -> None:
    assert parse_chat_line(line, PROJECTS).missing == missing


def test_company_identity_and_out_of_town_are_recognised() -> None:
    read = parse_chat_line("东湖里+杭州云岭科技有限公司+何建军+33010219900101123x+外地客户+2025-03-20", PROJECTS)
    assert (read.company, read.customer_name, read.identity_no, read.local) == ("杭州云岭科技有限公司", "何建军", "33010219900101123X", False)
    assert read.planned_visit_on == date(2025, 3, 20)


def test_what_cannot_be_placed_is_shown_and_not_guessed() -> None:
    read = parse_chat_line("滨河苑+周敏+1381234567+看两居", PROJECTS)
    assert (read.phone, read.missing) == ("", ("phone",))
    assert set(read.unread) == {"1381234567", "看两居"}


@pytest.mark.parametrize("line", ["\x00" * 50, "+" * 1000, "🏠" * 200, "滨河苑" * 300, "１" * 499])
def test_no_line_breaks_the_reader(line: str) -> None:
    parse_chat_line(line, PROJECTS)
