"""The timeline of one registration: where it stands, what to do next, and whose it is."""

import pytest

from qudao.customers.actions.classify_bulk import classify_bulk
from qudao.customers.models import Extension, Registration, Visit
from qudao.customers.report import Report
from qudao.organization.models import Role, User
from tests.support.deals import booked, clerk
from tests.support.desk import came, papers, reported
from tests.support.portal import Portal, on, portal, text
from tests.support.town import partner, project, user

pytestmark = pytest.mark.django_db
CHAIN = {"message": "2025-03-03 11:05", "office": "2025-03-03 12:00", "leader": "2025-03-03 13:00", "entry": "2025-03-03 14:00"}
MISSING = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def administrator() -> Portal:
    return portal(user("王倩", Role.PARTNER_ADMINISTRATOR, of=partner()))


def page_of(who: Portal, row: Registration, now: str) -> str:
    with on(now):
        return text(who.get("portal:registration", row.public_id))


def test_before_the_visit_the_next_step_is_to_bring_the_customer(administrator: Portal) -> None:
    row = reported()
    page = page_of(administrator, row, "2025-03-03 10:00")
    assert "带客户到访滨河苑" in page
    assert "剩 7 天 14 小时" in page
    assert page.count("btn-main") == 1
    assert f'href="/p/clauses/{row.policy.reference}/2.5/"' in page


@pytest.mark.rulebook("CU-21")
def test_on_the_day_of_the_visit_the_message_is_sent_with_one_press(administrator: Portal) -> None:
    row = reported()
    visit = came(row)
    page = page_of(administrator, row, "2025-03-03 12:00")
    assert "补发今天的到访报备" in page
    assert "到访资料 1 / 5" in page
    assert "等您发送" in page
    with on("2025-03-03 12:00"):
        answer = administrator.post("portal:send_visit_message", visit.public_id)
        assert (answer.status_code, answer["Location"]) == (303, f"/p/customers/{row.public_id}/")
    page = page_of(administrator, row, "2025-03-03 12:01")
    assert "到访资料 2 / 5" in page
    assert "等案场办完到访资料" in page
    assert "等案场办理" in page
    assert "等后台审核" in page


@pytest.mark.parametrize(("now", "status"), [("2025-03-03 23:59:59", 303), ("2025-03-04 00:00:00", 409), ("2025-03-04 00:00:01", 409)])
def test_the_message_is_due_on_the_day_of_the_visit(administrator: Portal, now: str, status: int) -> None:
    row = reported()
    visit = came(row)
    with on(now):
        answer = administrator.post("portal:send_visit_message", visit.public_id)
    assert answer.status_code == status
    assert (Visit.objects.get().message_at is not None) == (status == 303)
    if status == 409:
        assert "没有办成，什么都没有改动" in text(answer)
        assert "再带客户到访滨河苑一次" in page_of(administrator, row, now)


def test_once_protected_the_end_and_the_priority_are_shown(administrator: Portal) -> None:
    row = reported()
    papers(came(row), **CHAIN)
    page = page_of(administrator, row, "2025-03-04 09:00")
    assert "至 2025-04-17 24:00" in page
    assert "优先时间仍是 2025-03-03 09:00" in page
    assert "请客户在 2025-04-17 24:00 前认购" in page


def test_a_visit_that_the_desk_recorded_under_no_report_is_shown_from_the_decision(administrator: Portal) -> None:
    row = reported()
    papers(came(row), **CHAIN)
    Visit.objects.update(registration=None)
    page = page_of(administrator, row, "2025-03-04 09:00")
    assert "2025-03-03 11:00" in page
    assert "至 2025-04-17 24:00" in page


@pytest.mark.rulebook("CU-22")
def test_a_missing_confirmation_form_is_said(administrator: Portal) -> None:
    row = reported()
    came(row)
    assert "还缺带客确认单" in page_of(administrator, row, "2025-03-03 12:00")


def bulk_customer() -> Registration:
    row = reported()
    visit = papers(came(row), **CHAIN)
    classify_bulk(visit=visit, bulk=True, by=clerk(project()), at=visit.entered_at)
    return row


@pytest.mark.rulebook("CU-16")
def test_a_bulk_customer_s_partner_asks_for_an_extension(administrator: Portal) -> None:
    row = bulk_customer()
    assert "申请大宗客户延期" in page_of(administrator, row, "2025-04-16 09:00")
    with on("2025-04-16 09:00"):
        blank = administrator.post("portal:request_extension", row.public_id, grounds=" ")
        assert (blank.status_code, Extension.objects.count()) == (422, 0)
        answer = administrator.post("portal:request_extension", row.public_id, grounds="一次买 12 套")
        assert answer.status_code == 303
        page = text(administrator.client.get(answer["Location"]))
        again = administrator.post("portal:request_extension", row.public_id, grounds="再来一次")
    assert "延期申请已收到" in page
    assert "等我司决定" in page
    assert again.status_code == 409
    assert Extension.objects.get().refusal is None


@pytest.mark.parametrize(
    ("grounds", "said"), [("团\x07购", "含有无法显示的字符"), ("团" * 501, "最多 500 个字，现在有 501 个"), ("\u202e", "请写明理由")]
)
def test_grounds_in_unreadable_or_long_words_are_refused_and_nothing_is_cut(administrator: Portal, grounds: str, said: str) -> None:
    row = bulk_customer()
    with on("2025-04-16 09:00"):
        answer = administrator.post("portal:request_extension", row.public_id, grounds=grounds)
        assert (answer.status_code, Extension.objects.count()) == (422, 0)
        assert said in text(answer)
        assert administrator.post("portal:request_extension", row.public_id, grounds="\u202e" + "团" * 500).status_code == 303
    assert Extension.objects.get().grounds == "团" * 500


def test_an_extension_that_the_regulation_refuses_says_why(administrator: Portal) -> None:
    row = reported()
    with on("2025-03-05 09:00"):
        page = text(administrator.get("portal:request_extension", row.public_id))
        answer = administrator.post("portal:request_extension", row.public_id, grounds="还没来")
        after = text(administrator.client.get(answer["Location"]))
    assert "现在不能申请延期" in page
    assert "客户尚未到访，不能延期" in after.replace(",", "，")


@pytest.mark.parametrize("route", ["portal:registration", "portal:receipt", "portal:request_extension"])
def test_another_partner_s_registration_is_as_absent_as_a_missing_one(administrator: Portal, route: str) -> None:
    row = reported(of="睿源地产", by="rival")
    with on("2025-03-03 10:00"):
        theirs, missing = administrator.get(route, row.public_id), administrator.get(route, MISSING)
    assert theirs.status_code == missing.status_code == 404
    assert theirs.content == missing.content


def test_an_agent_s_colleague_s_registration_is_absent_too() -> None:
    row = reported(by="韩梅")
    colleague = portal(user("李雷", of=partner()))
    with on("2025-03-03 10:00"):
        theirs, missing = colleague.get("portal:registration", row.public_id), colleague.get("portal:registration", MISSING)
    assert (theirs.status_code, theirs.content) == (404, missing.content)


def test_another_partner_s_visit_cannot_be_reported(administrator: Portal) -> None:
    visit = came(reported(of="睿源地产", by="rival"))
    with on("2025-03-03 12:00"):
        theirs, missing = administrator.post("portal:send_visit_message", visit.public_id), administrator.post("portal:send_visit_message", MISSING)
    assert (theirs.status_code, theirs.content) == (404, missing.content)
    assert Visit.objects.get().message_at is None


def test_every_page_of_a_registration_costs_few_queries(administrator: Portal, django_assert_max_num_queries: object) -> None:
    row = bulk_customer()
    with on("2025-03-04 09:00"):
        for route in ("portal:registration", "portal:receipt", "portal:request_extension"):
            with django_assert_max_num_queries(30):  # type: ignore[operator]
                administrator.get(route, row.public_id)


def rival() -> User:
    return user("rival", Role.PARTNER_ADMINISTRATOR, of=partner("睿源地产"))


def transcript(who: Portal, row: Registration, now: str) -> list[str]:
    with on(now):
        pages = [
            who.get("portal:list"),
            who.get("portal:registration", row.public_id),
            who.get("portal:receipt", row.public_id),
            who.get("portal:notices"),
        ]
        return [text(page).split('name="csrfmiddlewaretoken"')[0] for page in pages]


@pytest.mark.rulebook("CU-43")
def test_until_the_contract_no_page_depends_on_a_rival(administrator: Portal) -> None:
    row = reported()
    papers(came(row), **CHAIN)
    before = transcript(administrator, row, "2025-03-10 09:00")
    theirs = reported("2025-03-03 10:30", of="睿源地产", by="rival")
    came(theirs, "2025-03-05 11:00")
    booked(project(), "2025-03-09 10:00", subscribed_at="2025-03-09 10:00")
    assert transcript(administrator, row, "2025-03-10 09:00") == before


def test_after_the_contract_the_next_step_is_the_ruling_letter(administrator: Portal) -> None:
    row = reported()
    papers(came(row), **CHAIN)
    booked(project(), "2025-03-09 10:00", subscribed_at="2025-03-09 10:00", contracted_at="2025-03-09 10:00")
    page = page_of(administrator, row, "2025-03-10 09:00")
    letter = row.letters.get()
    assert "打开判定书" in page
    assert f"/p/letters/{letter.public_id}/" in page
    with on("2025-03-10 09:00"):
        assert "已判定" in text(administrator.get("portal:list"))


def test_a_report_of_another_customer_stays_waiting_beside_a_ruled_one(administrator: Portal) -> None:
    row = reported(report=Report("孙伟", "13900000001"))
    booked(project(), "2025-03-09 10:00", contracted_at="2025-03-09 10:00", subscribed_at="2025-03-09 10:00")
    assert "带客户到访" in page_of(administrator, row, "2025-03-09 11:00")
