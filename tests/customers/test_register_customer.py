"""A partner's report and its answer."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from qudao.customers.actions.register_customer import register_customer
from qudao.customers.models import Registration
from qudao.customers.report import Report
from qudao.kit.refused import Refused
from qudao.organization.models import Event
from qudao.partners.models import Standing
from tests.support.town import at, partner, project, user

pytestmark = pytest.mark.django_db

REPORT = Report("周敏", "13812345678")


def register(
    report: Report = REPORT, *, by: str = "agent", of: str = "恒屋经纪", when: datetime | None = None, pack: str = "property-distribution"
) -> Registration:
    firm = partner(of)
    site = project("滨河苑" if pack == "property-distribution" else "东湖里", pack=pack)
    return register_customer(partner=firm, project=site, report=report, by=user(by, of=firm), at=when or at("2025-03-03 09:00"), origin="portal")


def test_a_report_is_protected_until_the_end_of_the_seventh_day() -> None:
    registration = register()
    assert registration.status == "registered"
    assert (registration.protected_from, registration.protected_until) == (at("2025-03-03 09:00"), at("2025-03-11 00:00"))
    assert registration.clause == "2.5"
    assert registration.reasons[0]["code"] == "protected_before_visit"


def test_the_row_keeps_the_phone_masked_and_encrypted() -> None:
    registration = register()
    assert registration.phone_shown == "138****5678"
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone FROM customers_registration")
        assert b"13812345678" not in bytes(cursor.fetchone()[0])
    assert Registration.objects.get().phone == "13812345678"


@pytest.mark.rulebook("CU-20")
def test_the_stored_time_is_the_one_of_the_door_to_the_second() -> None:
    registration = register(when=at("2025-03-03 09:00:07"))
    assert Registration.objects.get(pk=registration.pk).received_at == at("2025-03-03 09:00:07")


@pytest.mark.rulebook("CU-08")
def test_a_report_without_the_declaration_is_a_refused_row_with_its_clause() -> None:
    registration = register(Report("周敏", "13812345678", declared=False))
    assert (registration.status, registration.clause, registration.protected_from) == ("refused", "2.12", None)


@pytest.mark.rulebook("CU-06")
def test_a_corporate_report_without_the_company_is_refused() -> None:
    assert register(Report("周敏", "13812345678", corporate=True)).status == "refused"
    assert register(Report("周敏", "13812345678", corporate=True, company="杭州云岭科技有限公司")).status == "registered"


def test_a_suspended_partner_gets_a_refused_row_and_no_exception() -> None:
    Standing.objects.create(
        partner=partner(), kind="suspended", from_at=at("2025-03-01 00:00"), until_at=at("2025-03-05 00:00"), recorded_at=at("2025-03-01 00:00")
    )
    assert register().status == "refused"
    assert register(when=at("2025-03-05 00:00")).status == "registered"


def test_a_closed_project_takes_no_report_and_leaves_no_trace() -> None:
    site = project()
    site.closed_at = at("2025-03-03 09:00")
    site.save()
    with pytest.raises(Refused, match="project_closed"):
        register()
    assert not Registration.objects.exists()
    assert not Event.objects.exclude(kind__startswith="programmes.").exists()


def test_the_same_partner_reporting_again_sees_its_first_report() -> None:
    first = register()
    again = register(Report("周 敏", "+86 138-1234-5678"), when=at("2025-03-05 10:00"))
    assert again.reasons[0]["code"] == "repeated"
    assert (again.status, again.protected_from, again.protected_until) == (first.status, first.protected_from, first.protected_until)


@pytest.mark.django_db(transaction=True)
def test_two_agents_of_one_partner_who_report_at_once_make_one_claim() -> None:
    firm, site = partner(), project()
    agents = [user(f"agent{number}", of=firm) for number in range(4)]

    def send(number: int) -> None:
        try:
            received = at("2025-03-03 09:00") - timedelta(seconds=number)
            register_customer(partner=firm, project=site, report=REPORT, by=agents[number], at=received, origin="portal")
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(send, range(4)))
    rows = Registration.objects.order_by("received_at")
    assert [row.reasons[0]["code"] for row in rows] == ["protected_before_visit", "repeated", "repeated", "repeated"]
    assert {row.protected_from for row in rows} == {at("2025-03-03 08:59:57")}


def test_after_the_lapse_the_same_customer_is_a_new_claim() -> None:
    register()
    assert register(when=at("2025-03-11 00:00")).protected_from == at("2025-03-11 00:00")


@pytest.mark.rulebook("CU-01", "CU-43")
def test_a_rivals_report_changes_nothing_in_the_answer_and_not_one_query() -> None:
    firm, site = partner(), project()
    agent = user("agent", of=firm)
    register(Report("冯军", "13900001111"), of="丰宅网络", by="other")
    register(Report("马丽", "13900009999"))  # the first decision under a pack leaves its version

    def ask(phone: str) -> tuple[list[str], Registration]:
        with CaptureQueriesContext(connection) as queries:
            row = register_customer(partner=firm, project=site, report=Report("冯军", phone), by=agent, at=at("2025-03-03 10:00"), origin="portal")
        return [query["sql"].split(" ")[0] for query in queries], Registration.objects.get(pk=row.pk)

    taken_queries, taken = ask("13900001111")
    Registration.objects.filter(pk=taken.pk).update(name_key="x", phone_key=None, phone_masked_key=None)  # as if it had not been
    free_queries, free = ask("13900002222")
    assert taken_queries == free_queries
    for name in ("status", "protected_from", "protected_until", "clause", "reasons", "stage", "held_for_review"):
        assert getattr(taken, name) == getattr(free, name)


@pytest.mark.rulebook("CU-08")
@pytest.mark.parametrize(("count", "held"), [(9, 0), (10, 10), (11, 11)])
def test_ten_consecutive_phones_in_five_minutes_are_held_for_the_back_office(count: int, held: int) -> None:
    for step in range(count):
        registration = register(Report(f"客户{step}", str(13812345670 + step)), when=at("2025-03-03 09:00") + timedelta(seconds=20 * step))
        assert registration.status == "registered"
    assert Registration.objects.filter(held_for_review=True).count() == held


def test_ten_phones_that_do_not_follow_one_another_are_not_held() -> None:
    for step in range(10):
        register(Report(f"客户{step}", str(13812345670 + 2 * step)))
    assert not Registration.objects.filter(held_for_review=True).exists()


@pytest.mark.rulebook("CU-09")
@pytest.mark.parametrize(
    ("received", "status"), [("2025-03-19 23:59", "pre_registered"), ("2025-03-20 00:00", "refused"), ("2025-03-18 12:00", "pre_registered")]
)
def test_a_pre_report_comes_at_the_latest_on_the_day_before(received: str, status: str) -> None:
    report = Report("周敏", "13812345678", planned_visit_on=at("2025-03-20 00:00").date())
    registration = register(report, when=at(received), pack="property-intercompany")
    assert (registration.stage, registration.status) == ("pre", status)


@pytest.mark.rulebook("CU-09")
def test_only_the_designated_filer_pre_reports_where_there_is_one() -> None:
    firm = partner()
    user("filer", of=firm, is_filer=True)
    assert register(by="agent", pack="property-intercompany").status == "refused"
    assert register(by="filer", pack="property-intercompany").status == "pre_registered"


def test_the_event_holds_codes_and_ids_only() -> None:
    registration = register()
    event = Event.objects.get(kind="customers.customer_registered")
    assert event.subject_id == str(registration.public_id)
    assert "周敏" not in str(event.numbers)
    assert "5678" not in str(event.numbers)
