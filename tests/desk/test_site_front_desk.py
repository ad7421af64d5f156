"""The front desk's pages: search, record, print, formal report."""

import re

import pytest

from qudao.customers.models import Notice, Registration, Visit
from qudao.customers.report import Report
from qudao.kit.clock import pinned
from qudao.organization.events import record
from qudao.organization.models import Event, Role
from tests.support.browser import Browser
from tests.support.desk import came, reported
from tests.support.town import at, partner, project, user

pytestmark = pytest.mark.django_db


def desk(*sites: str, pack: str = "property-distribution") -> Browser:
    return Browser(user("front", Role.FRONT_DESK, at_projects=tuple(project(name, pack=pack) for name in sites or ("滨河苑",))))


def test_the_last_four_digits_find_the_reports_of_all_partners_masked() -> None:
    reported()
    reported(of="丰宅网络", by="other")
    with pinned(at("2025-03-03 10:30")):
        page = desk().text("/d/front-desk/", q="5678")
    assert "恒屋经纪" in page
    assert "丰宅网络" in page
    assert "138****5678" in page
    assert "13812345678" not in page
    assert Event.objects.filter(kind="customers.desk_searched").count() == 1


def test_the_same_digits_at_another_project_are_not_found() -> None:
    reported(site=project("云岭花园"))
    with pinned(at("2025-03-03 10:30")):
        page = desk("滨河苑").text("/d/front-desk/", q="5678")
    assert "没有找到报备" in page
    assert "登记自然到访" in page


def test_the_receipts_number_finds_one_report_however_it_is_typed() -> None:
    registration = reported()
    with pinned(at("2025-03-03 10:30")):
        for typed in (registration.number, registration.number.lower().replace("-", ""), f"https://qudao.example/v/{registration.number}/"):
            assert "找到 1 份报备" in desk().text("/d/front-desk/", q=typed)


@pytest.mark.parametrize("typed", ["567", "56789", "周敏", "13812345678", "<script>"])
def test_other_searches_say_what_to_type(typed: str) -> None:
    reported()
    with pinned(at("2025-03-03 10:30")):
        assert "请输入电话后四位数字" in desk().text("/d/front-desk/", q=typed)


@pytest.mark.parametrize(("before", "answer"), [(298, "找到 1 份报备"), (299, "找到 1 份报备"), (300, "一小时内最多查找 300 次")])
def test_a_desk_searches_three_hundred_times_an_hour_and_no_more(before: int, answer: str) -> None:
    browser, reader = desk(), user("front")
    reported()
    for _ in range(before):
        record("customers.desk_searched", reader, by=reader, at=at("2025-03-03 10:00"), numbers={"found": 0})
    with pinned(at("2025-03-03 10:30")):
        assert answer in browser.text("/d/front-desk/", q="5678")
    with pinned(at("2025-03-03 11:00")):
        assert "找到 1 份报备" in browser.text("/d/front-desk/", q="5678")


def test_two_taps_record_the_visit() -> None:
    registration = reported()
    browser = desk()
    with pinned(at("2025-03-03 11:00")):
        page = browser.text(f"/d/front-desk/registrations/{registration.public_id}/")
        assert "由恒屋经纪带访" in page
        answer = browser.post(f"/d/front-desk/registrations/{registration.public_id}/", learned_from="渠道推荐")
    visit = Visit.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, f"/d/visits/{visit.public_id}/")
    assert (visit.at, visit.source, visit.partner) == (at("2025-03-03 11:00"), "channel", partner())


@pytest.mark.rulebook("CU-05")
def test_a_late_report_is_shown_as_a_walk_in_before_and_after_it_is_recorded() -> None:
    registration = reported("2025-03-03 10:30")
    browser = desk()
    with pinned(at("2025-03-03 11:00")):
        page = browser.text(f"/d/front-desk/registrations/{registration.public_id}/")
        assert "将记为自然到访" in page
        assert "只提前" in page
        browser.post(f"/d/front-desk/registrations/{registration.public_id}/", learned_from="渠道推荐")
        shown = browser.text(f"/d/visits/{Visit.objects.get().public_id}/")
    assert "报备迟到或已失效，按规定不计入渠道" in shown
    assert Visit.objects.get().source == "walk_in"


@pytest.mark.rulebook("CU-23")
def test_a_visit_without_how_he_learned_of_us_is_refused_beside_the_field_and_keeps_what_was_typed() -> None:
    registration = reported()
    with pinned(at("2025-03-03 11:00")):
        answer = desk().post(f"/d/front-desk/registrations/{registration.public_id}/", learned_from=" ", customer_name="周敏儿", phone="13812345678")
    assert answer.status_code == 422
    assert "请填写获知渠道" in answer.content.decode()
    assert "周敏儿" in answer.content.decode()
    assert not Visit.objects.exists()


@pytest.mark.parametrize(("field", "value"), [("phone", "1381234"), ("phone", "abc"), ("customer_name", "李响")])
def test_a_visitor_that_cannot_be_is_refused_with_words(field: str, value: str) -> None:
    registration = reported()
    fields = {"learned_from": "路过", field: value} | ({"phone": "13700001111"} if field == "customer_name" else {})
    with pinned(at("2025-03-03 11:00")):
        answer = desk().post(f"/d/front-desk/registrations/{registration.public_id}/", **fields)
    assert answer.status_code == 422
    assert "q-error" in answer.content.decode()


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("customer_name", "李\x07响", "含有无法显示的字符"),
        ("customer_name", "李" * 61, "最多 60 个字，现在有 61 个"),
        ("learned_from", "路\x1b过", "含有无法显示的字符"),
        ("learned_from", "路" * 61, "最多 60 个字，现在有 61 个"),
        ("learned_from", "\u202e\u200b", "请填写获知渠道"),
        ("company", "司" * 121, "最多 120 个字，现在有 121 个"),
    ],
)
def test_an_arrival_in_unreadable_or_long_words_is_refused_and_nothing_is_cut(field: str, value: str, said: str) -> None:
    site, registration = project(), reported()
    told = {"customer_name": "李响", "phone": "13700001111", "learned_from": "路过", field: value}
    with pinned(at("2025-03-03 11:00")):
        alone = desk().post("/d/front-desk/walk-in/", project=str(site.public_id), source="walk_in", **told)
        brought = desk().post(f"/d/front-desk/registrations/{registration.public_id}/", **{"learned_from": "路过", field: value})
    for answer in (alone, brought):
        assert answer.status_code == 422
        assert said in answer.content.decode()
    assert not Visit.objects.exists()


@pytest.mark.parametrize("length", [59, 60])
def test_an_arrival_is_kept_as_long_as_it_was_written_without_letters_that_turn_the_line(length: int) -> None:
    words, site = "李" * length, project()
    told = {"customer_name": f"\u202e{words}", "phone": "13700001111", "learned_from": f"{words}\u2066"}
    with pinned(at("2025-03-03 11:00")):
        answer = desk().post("/d/front-desk/walk-in/", project=str(site.public_id), **told)
    assert answer.status_code == 303
    assert (Visit.objects.get().customer_name, Visit.objects.get().learned_from) == (words, words)


def test_a_walk_in_is_recorded_without_a_report() -> None:
    site = project()
    with pinned(at("2025-03-03 11:00")):
        answer = desk().post(
            "/d/front-desk/walk-in/", project=str(site.public_id), customer_name="李响", phone="13700001111", learned_from="路过", source="walk_in"
        )
    assert answer.status_code == 303
    assert Visit.objects.get().source == "walk_in"


def test_a_walk_in_at_a_project_that_is_not_ones_own_is_refused() -> None:
    other = project("云岭花园")
    with pinned(at("2025-03-03 11:00")):
        answer = desk().post("/d/front-desk/walk-in/", project=str(other.public_id), customer_name="李响", learned_from="路过", source="walk_in")
    assert answer.status_code == 422
    assert "请选择您所在的项目" in answer.content.decode()


def test_a_registration_of_another_project_is_as_good_as_missing() -> None:
    registration = reported(site=project("云岭花园"))
    assert desk("滨河苑").get(f"/d/front-desk/registrations/{registration.public_id}/").status_code == 404


@pytest.mark.rulebook("CU-22")
def test_the_confirmation_form_prints_its_six_fields_and_the_paper_is_recorded() -> None:
    registration = reported()
    visit = came(registration)
    site = registration.project
    consultant = user("gu", Role.CONSULTANT, at_projects=(site,))
    browser = desk()
    with pinned(at("2025-03-03 11:30")):
        assert "缺" in browser.text(f"/d/visits/{visit.public_id}/")
        form = browser.text(f"/d/visits/{visit.public_id}/confirmation/")
        for words in ("周敏 138****5678", "agent", "恒屋经纪", "2025-03-03 11:00:00", "置业顾问", "客户签字"):
            assert words in form
        answer = browser.post(f"/d/visits/{visit.public_id}/confirm/", consultant=str(consultant.public_id))
        again = browser.post(f"/d/visits/{visit.public_id}/confirm/", consultant=str(consultant.public_id))
    assert (answer.status_code, again.status_code) == (303, 409)
    assert Visit.objects.get().confirmed_at == at("2025-03-03 11:30")


def walked_in(pack: str = "property-intercompany", **fields: str) -> tuple[Browser, Visit]:
    site = project("东湖里", pack=pack)
    browser = desk("东湖里", pack=pack)
    with pinned(at("2025-03-20 10:00")):
        told = {"customer_name": "周敏", "phone": "13812345678", "learned_from": "渠道推荐", "source": "walk_in"}
        answer = browser.post("/d/front-desk/walk-in/", project=str(site.public_id), **(told | fields))
    assert answer.status_code == 303
    return browser, Visit.objects.latest("pk")


@pytest.mark.rulebook("CU-12")
def test_an_agent_who_entered_without_the_form_has_waived_until_he_files_it() -> None:
    firm = partner()
    browser, visit = walked_in(partner=firm.code)
    with pinned(at("2025-03-20 16:00")):
        assert "已放弃" in browser.text(f"/d/visits/{visit.public_id}/")
        answer = browser.post(f"/d/visits/{visit.public_id}/formal/", customer_signed="yes")
        assert answer.status_code == 303
        assert "已放弃" not in browser.text(f"/d/visits/{visit.public_id}/")
    formal = Registration.objects.get()
    assert (formal.received_at, formal.stage, formal.status) == (at("2025-03-20 16:00"), "formal", "registered")


@pytest.mark.rulebook("CU-10", "CU-11")
def test_a_formal_report_needs_both_signatures_and_shows_the_phone_masked() -> None:
    browser, visit = walked_in()
    with pinned(at("2025-03-20 10:10")):
        assert "138****5678" in browser.text(f"/d/visits/{visit.public_id}/formal/form/")
        browser.post(f"/d/visits/{visit.public_id}/formal/", partner=partner().code)
        unsigned = Registration.objects.get()
        assert (unsigned.status, unsigned.clause) == ("refused", "1.5")
        browser.post(f"/d/visits/{visit.public_id}/formal/", partner=partner().code, customer_signed="yes")
        signed = Registration.objects.latest("pk")
        page = browser.text(f"/d/visits/{visit.public_id}/")
    assert signed.status == "registered"
    assert "13812345678" not in page


def test_a_formal_report_on_another_day_than_the_visit_is_refused() -> None:
    browser, visit = walked_in()
    with pinned(at("2025-03-21 00:00")):
        answer = browser.post(f"/d/visits/{visit.public_id}/formal/", partner=partner().code, customer_signed="yes")
    assert answer.status_code == 422
    assert "正式报备须在客户到访当天登记" in answer.content.decode()


def test_pages_open_in_english_without_a_chinese_word_of_ours() -> None:
    reported(report=Report("Zhang San", "13812345678"))
    reader = user("front", Role.FRONT_DESK, at_projects=(project(),))
    reader.language = "en"
    reader.save()
    with pinned(at("2025-03-03 10:30")):
        page = Browser(reader).text("/d/front-desk/", q="5678")
    assert "1 registration found" in page
    assert not re.findall("[一-鿿]+", re.sub("恒屋经纪|滨河苑|渠道 *<|Qudao 渠道|中文", "", page))


@pytest.mark.rulebook("CU-24")
def test_a_customer_who_comes_alone_is_recorded_so_from_the_report_that_names_him() -> None:
    site = project("东湖里", pack="property-intercompany")
    registration = reported("2025-03-18 10:00", site=site)
    with pinned(at("2025-03-20 14:00")):
        path = f"/d/front-desk/registrations/{registration.public_id}/"
        assert "客户自己来的" in desk("东湖里", pack="property-intercompany").text(path)
        assert desk("东湖里", pack="property-intercompany").post(path, learned_from="路过", alone="1").status_code == 303
    visit = Visit.objects.get()
    assert (visit.partner, visit.source, visit.phone_key) == (None, "walk_in", registration.phone_key)
    assert Notice.objects.get().registration == registration
