"""The pages of the site's back office, leader and consultant, and of those who may see overlaps."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from qudao.customers.actions.classify_bulk import classify_bulk
from qudao.customers.actions.request_extension import request_extension
from qudao.customers.actions.send_visit_message import send_visit_message
from qudao.customers.models import Extension, Registration, Unmasking, Visit
from qudao.customers.report import Report
from qudao.kit.clock import pinned
from qudao.kit.encrypted import decrypt
from qudao.organization.models import Event, IdempotencyKey, Role
from qudao.programmes.models import Assignment
from tests.support.browser import Browser
from tests.support.desk import came, papers, reported
from tests.support.town import at, project, user

pytestmark = pytest.mark.django_db


def reader(name: str, role: str) -> Browser:
    return Browser(user(name, role, at_projects=(project(),)))


def office() -> Browser:
    return reader("office", Role.SITE_BACK_OFFICE)


def leader() -> Browser:
    return reader("leader", Role.SITE_LEADER)


def consultant() -> Browser:
    return reader("consultant", Role.CONSULTANT)


def begun() -> tuple[Registration, Visit]:
    registration = reported()
    visit = came(registration)
    send_visit_message(visit=visit, by=user("agent"), at=at("2025-03-03 11:05"))
    return registration, visit


@pytest.mark.rulebook("CU-21")
def test_the_papers_go_from_office_to_leader_to_consultant() -> None:
    registration, visit = begun()
    with pinned(at("2025-03-03 12:00")):
        assert "1 组到访等后台审核" in office().text("/d/chain/")
        assert office().post(f"/d/visits/{visit.public_id}/review/", tab="office").status_code == 303
        assert "1 组到访等领导签字" in leader().text("/d/chain/")
        assert leader().post(f"/d/visits/{visit.public_id}/signature/").status_code == 303
        assert "1 组到访等录入系统" in consultant().text("/d/chain/")
        assert consultant().post(f"/d/visits/{visit.public_id}/entry/").status_code == 303
        assert "没有等录入的到访" in consultant().text("/d/chain/")
    assert Registration.objects.get(pk=registration.pk).status == "visited"


def test_a_step_out_of_order_is_refused_with_words_and_nothing_is_written() -> None:
    _, visit = begun()
    with pinned(at("2025-03-03 12:00")):
        answer = leader().post(f"/d/visits/{visit.public_id}/signature/")
    assert answer.status_code == 409
    assert "后台审核还没有完成" in answer.content.decode()
    assert Visit.objects.get().leader_signed_at is None


@pytest.mark.parametrize(
    ("role", "step"),
    [
        (Role.FRONT_DESK, "review"),
        (Role.SITE_LEADER, "review"),
        (Role.SITE_BACK_OFFICE, "signature"),
        (Role.SITE_LEADER, "entry"),
        (Role.CONSULTANT, "signature"),
    ],
)
def test_each_step_belongs_to_one_role(role: str, step: str) -> None:
    _, visit = begun()
    assert reader("somebody", role).post(f"/d/visits/{visit.public_id}/{step}/").status_code == 403


def test_the_queue_is_oldest_first_and_names_what_is_missing() -> None:
    for number in (1, 2):
        came(reported("2025-03-03 09:00", Report(f"客户{number}", f"1381234567{number}")), f"2025-03-03 1{3 - number}:00")
    with pinned(at("2025-03-03 15:00")):
        page = office().text("/d/chain/", tab="message")
    assert page.index("客户2") < page.index("客户1")
    with pinned(at("2025-03-04 00:00")):
        assert "2 组到访当天没有报备" in office().text("/d/chain/", tab="broken")


def test_another_sites_visits_do_not_stand_in_the_queue() -> None:
    registration = reported(site=project("云岭花园"))
    visit = came(registration)
    send_visit_message(visit=visit, by=user("agent"), at=at("2025-03-03 11:05"))
    with pinned(at("2025-03-03 12:00")):
        assert "没有等审核的到访" in office().text("/d/chain/")
        assert office().post(f"/d/visits/{visit.public_id}/review/").status_code == 404


@pytest.mark.rulebook("CU-07")
def test_several_visits_are_classified_at_once() -> None:
    visits = [came(reported("2025-03-03 09:00", Report(f"客户{number}", f"1381234567{number}", bulk_proposed=True))) for number in range(3)]
    with pinned(at("2025-03-03 12:00")):
        assert "渠道认为是大宗" in office().text("/d/chain/", tab="bulk")
        assert office().post("/d/chain/bulk/").status_code == 422
        answer = office().post("/d/chain/bulk/", visit=[str(visit.public_id) for visit in visits[:2]], bulk="yes")
    assert answer.status_code == 303
    assert [row.bulk for row in Visit.objects.order_by("pk")] == [True, True, None]


def test_visits_of_another_site_are_as_absent_from_the_classification_as_those_that_never_were() -> None:
    mine, foreign = came(reported()), came(reported(site=project("云岭花园"), by="other"))
    with pinned(at("2025-03-03 12:00")):
        for visits in ([str(foreign.public_id)], ["0190c0de-0000-7000-8000-000000000000"]):
            assert office().post("/d/chain/bulk/", visit=visits, bulk="yes").status_code == 404
        clerk = office()
        assert clerk.post("/d/chain/bulk/", visit=[str(foreign.public_id), str(mine.public_id)], bulk="yes").status_code == 303
        assert "已认定 1 组到访" in clerk.text("/d/chain/")
    assert set(Visit.objects.values_list("pk", "bulk")) == {(mine.pk, True), (foreign.pk, None)}


def asked() -> Extension:
    registration = reported()
    visit = came(registration)
    papers(visit, message="2025-03-03 11:05", office="2025-03-03 12:00", leader="2025-03-03 13:00", entry="2025-03-03 14:00")
    classify_bulk(visit=visit, bulk=True, by=user("office", Role.SITE_BACK_OFFICE), at=at("2025-03-03 15:00"))
    return request_extension(registration=registration, grounds="企业团购", by=user("agent"), at=at("2025-04-10 10:00"))


def test_the_leader_agrees_to_an_extension_once() -> None:
    extension = asked()
    with pinned(at("2025-04-11 10:00")):
        assert "1 份延期申请等答复" in leader().text("/d/extensions/")
        assert leader().post(f"/d/extensions/{extension.public_id}/", verdict="maybe").status_code == 422
        assert leader().post(f"/d/extensions/{extension.public_id}/", verdict="approve").status_code == 303
        assert leader().post(f"/d/extensions/{extension.public_id}/", verdict="decline").status_code == 409
        assert "已同意" in leader().text("/d/extensions/", tab="done")
    assert Registration.objects.get().protected_until == at("2025-06-02 00:00")


def test_the_regulations_own_refusal_is_listed_with_its_reason() -> None:
    request_extension(registration=reported(), grounds="没时间", by=user("agent"), at=at("2025-03-05 10:00"))
    with pinned(at("2025-03-05 11:00")):
        assert "没有等答复的延期申请" in leader().text("/d/extensions/")
        assert "按制度不予受理" in leader().text("/d/extensions/", tab="done")


@pytest.mark.rulebook("CU-43", "CU-01")
def test_who_else_reported_is_shown_on_its_own_page_and_every_opening_is_recorded() -> None:
    mine = reported()
    reported("2025-03-04 09:00", of="丰宅网络", by="other")
    with pinned(at("2025-03-05 10:00")):
        assert "丰宅网络" not in office().text(f"/d/registrations/{mine.public_id}/")
        for _ in range(2):
            assert "丰宅网络" in office().text(f"/d/registrations/{mine.public_id}/others/")
    assert Event.objects.filter(kind="customers.rivals_viewed").count() == 2


@pytest.mark.parametrize("role", [Role.PARTNER_AGENT, Role.PARTNER_ADMINISTRATOR, Role.FRONT_DESK, Role.CONSULTANT, Role.FINANCE])
def test_others_may_not_see_who_else_reported(role: str) -> None:
    mine = reported()
    answer = reader("somebody", role).get(f"/d/registrations/{mine.public_id}/others/")
    assert answer.status_code == 403
    assert not Event.objects.filter(kind="customers.rivals_viewed").exists()


@pytest.mark.rulebook("CU-10")
def test_a_full_number_is_shown_once_with_a_reason() -> None:
    mine = reported()
    path = f"/d/registrations/{mine.public_id}/"
    clerk = office()
    with pinned(at("2025-03-05 10:00")):
        assert "13812345678" not in clerk.text(path)
        assert clerk.post(path + "number/", field="phone", reason="").status_code == 422
        answer = clerk.post(path + "number/", field="phone", reason="核对签字")
        assert (answer.status_code, answer["Location"]) == (303, path + "#number")
        shown = clerk.get(path)
        assert "13812345678" in shown.content.decode()
        assert shown["Cache-Control"].startswith("no-store")
        assert "13812345678" not in clerk.text(path)
    assert Unmasking.objects.count() == 1


def test_a_number_looked_at_is_shown_on_the_page_of_its_own_registration_only() -> None:
    mine, another = reported(), reported("2025-03-03 09:10", Report("陈国栋", "13920761188"))
    clerk = office()
    with pinned(at("2025-03-05 10:00")):
        clerk.post(f"/d/registrations/{mine.public_id}/number/", field="phone", reason="核对签字")
        assert "13812345678" not in clerk.text(f"/d/registrations/{another.public_id}/")
        assert "13812345678" in clerk.text(f"/d/registrations/{mine.public_id}/")


def test_the_answer_kept_for_a_second_send_holds_no_number() -> None:
    mine = reported()
    clerk = office()
    with pinned(at("2025-03-05 10:00")):
        clerk.post(f"/d/registrations/{mine.public_id}/number/", field="phone", reason="核对签字")
    kept = IdempotencyKey.objects.get()
    assert b"13812345678" not in decrypt(bytes(kept.answer), IdempotencyKey.context(kept.principal, kept.key))


def test_who_has_left_the_site_gets_no_number_by_sending_the_form_again() -> None:
    mine = reported()
    clerk, path = office(), f"/d/registrations/{mine.public_id}/"
    form = {"field": "phone", "reason": "核对签字", "idempotency_key": "the-very-same-form"}
    with pinned(at("2025-03-05 10:00")):
        clerk.post(path + "number/", **form)
        Assignment.objects.all().delete()
        again = clerk.post(path + "number/", **form)
        page = clerk.get(path)
    assert (again.status_code, page.status_code) == (303, 404)
    assert "13812345678" not in again.content.decode() + page.content.decode()


def test_a_burst_is_shown_to_the_office_and_released() -> None:
    mine = reported()
    Registration.objects.update(held_for_review=True)
    with pinned(at("2025-03-05 10:00")):
        assert "1 份因短时间内号码相连暂扣" in office().text("/d/registrations/")
        assert office().post(f"/d/registrations/{mine.public_id}/release/").status_code == 303
        assert office().post(f"/d/registrations/{mine.public_id}/release/").status_code == 409


@pytest.mark.rulebook("CU-04")
def test_the_leader_gives_an_exception_on_the_registrations_page() -> None:
    mine = reported("2025-03-20 07:00", Report("周敏", "13812345678", local=False))
    came(mine, "2025-03-20 09:00")
    path = f"/d/registrations/{mine.public_id}/"
    with pinned(at("2025-03-20 10:00")):
        assert "报备时限的例外" in leader().text(path)
        assert leader().post(path + "exception/", exception=" ").status_code == 422
        assert leader().post(path + "exception/", exception="航班改签").status_code == 303
        assert "航班改签" in leader().text(path)
        assert office().post(path + "exception/", exception="x").status_code == 403


@pytest.mark.parametrize(
    "query",
    [
        {"status": "registered"},
        {"status": "lapsed"},
        {"q": "nothing"},
        {"project": "P-滨河苑"},
        {"partner": "x' OR 1=1"},
        {"page": "99999"},
        {"page": "x"},
        {"held": "1"},
    ],
)
def test_the_list_takes_any_filter(query: dict[str, str]) -> None:
    reported()
    with pinned(at("2025-03-05 10:00")):
        assert office().get("/d/registrations/", **query).status_code == 200


def test_lists_show_fifty_rows_and_ask_at_most_thirty_queries() -> None:
    for number in range(60):
        registration = reported("2025-03-03 09:00", Report(f"客户{number}", str(13812340000 + 7 * number)))
        visit = came(registration)
        send_visit_message(visit=visit, by=user("agent"), at=at("2025-03-03 11:05"))
    browser = office()
    with pinned(at("2025-03-03 12:00")):
        for path in ("/d/registrations/", "/d/chain/", "/d/chain/?tab=bulk", f"/d/registrations/{registration.public_id}/others/", "/d/extensions/"):
            with CaptureQueriesContext(connection) as queries:
                page = browser.text(path)
            assert len(queries) <= 30, (path, len(queries))
            assert page.count("客户") <= 200
        assert browser.text("/d/registrations/").count('class="q-dot') == 50


@pytest.mark.parametrize(
    ("role", "first"),
    [
        (Role.FRONT_DESK, "/d/front-desk/"),
        (Role.SITE_BACK_OFFICE, "/d/chain/"),
        (Role.SITE_LEADER, "/d/chain/"),
        (Role.CONSULTANT, "/d/chain/"),
        (Role.CHANNEL_MANAGER, "/d/extensions/"),
        (Role.FINANCE, "/d/months/"),
        (Role.RULE_OWNER, "/d/policies/"),
        (Role.AUDITOR, "/d/audit/"),
        (Role.ADMINISTRATOR, "/d/months/"),
    ],
)
def test_everybody_begins_where_the_work_is(role: str, first: str) -> None:
    assert reader("somebody", role)
    assert reader("somebody", role).get("/d/")["Location"] == first
