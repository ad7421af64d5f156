"""Arrivals at the front desk, and what they make of a report."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import IntegrityError, connection, transaction

from qudao.customers.actions.grant_exception import grant_exception
from qudao.customers.actions.record_visit import record_visit
from qudao.customers.models import Registration, Visit
from qudao.customers.report import Report
from qudao.customers.visit_details import VisitDetails
from qudao.kit.refused import Refused
from qudao.organization.models import Role
from tests.support.desk import came, came_alone, desk_user, papers, reported
from tests.support.town import at, partner, project, user

pytestmark = pytest.mark.django_db


def fresh(registration: Registration) -> Registration:
    return Registration.objects.get(pk=registration.pk)


@pytest.mark.rulebook("CU-03", "CU-05")
@pytest.mark.parametrize(
    ("arrival", "status", "source"),
    [
        ("2025-03-03 09:59:59", "refused", "walk_in"),
        ("2025-03-03 10:00:00", "registered", "channel"),
        ("2025-03-03 10:00:01", "registered", "channel"),
    ],
)
def test_a_local_customer_reported_less_than_an_hour_before_is_a_walk_in(arrival: str, status: str, source: str) -> None:
    registration = reported()
    visit = came(registration, arrival)
    assert (fresh(registration).status, Visit.objects.get(pk=visit.pk).source) == (status, source)


@pytest.mark.rulebook("CU-04")
@pytest.mark.parametrize(
    ("received", "status"), [("2025-03-19 23:59", "registered"), ("2025-03-20 00:00", "refused"), ("2025-03-18 10:00", "registered")]
)
def test_a_customer_from_out_of_town_is_reported_the_day_before(received: str, status: str) -> None:
    registration = reported(received, Report("周敏", "13812345678", local=False))
    came(registration, "2025-03-20 09:00")
    assert fresh(registration).status == status


@pytest.mark.rulebook("CU-04")
def test_the_site_leader_may_excuse_a_late_report_from_out_of_town_and_the_decision_shows_it() -> None:
    registration = reported("2025-03-20 07:00", Report("周敏", "13812345678", local=False))
    visit = came(registration, "2025-03-20 09:00")
    leader = user("leader", Role.SITE_LEADER, at_projects=(registration.project,))
    ruled = grant_exception(registration=registration, reason="航班改签", by=leader, at=at("2025-03-20 12:00"))
    assert ruled.status == "registered"
    assert "remote_exception" in [reason["code"] for reason in ruled.reasons]
    assert Visit.objects.get(pk=visit.pk).source == "channel"
    with pytest.raises(Refused, match="exception_given"):
        grant_exception(registration=registration, reason="再来一次", by=leader, at=at("2025-03-20 12:01"))


@pytest.mark.parametrize(("second", "source"), [("2025-03-10 23:59", "channel"), ("2025-03-11 00:00", "walk_in"), ("2025-03-11 00:01", "walk_in")])
def test_an_exception_makes_visits_of_the_walk_ins_within_the_window_only(second: str, source: str) -> None:
    """Late for a remote customer on the third: seven days, until the end of the tenth; no papers, so nothing longer."""
    registration = reported("2025-03-03 10:00", Report("周敏", "13812345678", local=False))
    first, late = came(registration, "2025-03-03 11:00"), came(registration, second)
    Visit.objects.update(desk_at=None)
    Visit.objects.filter(pk=first.pk).update(desk_at=first.at)
    leader = user("leader", Role.SITE_LEADER, at_projects=(registration.project,))

    grant_exception(registration=registration, reason="航班改签", by=leader, at=at("2025-03-20 12:00"))

    assert Visit.objects.get(pk=first.pk).source == "channel"
    assert Visit.objects.get(pk=late.pk).source == source


@pytest.mark.parametrize(
    ("local", "role", "reason", "code"),
    [
        (True, Role.SITE_LEADER, "有原因", "exception_local"),
        (False, Role.SITE_BACK_OFFICE, "有原因", "exception_not_leader"),
        (False, Role.SITE_LEADER, "  ", "exception_reason_missing"),
    ],
)
def test_an_exception_needs_a_remote_customer_a_leader_and_a_reason(local: bool, role: str, reason: str, code: str) -> None:
    registration = reported("2025-03-20 07:00", Report("周敏", "13812345678", local=local))
    with pytest.raises(Refused, match=code):
        grant_exception(registration=registration, reason=reason, by=user("somebody", role), at=at("2025-03-20 08:00"))


@pytest.mark.rulebook("CU-23")
def test_a_visitor_without_how_he_learned_of_the_project_is_refused() -> None:
    registration = reported()
    for text in ("", "   "):
        with pytest.raises(Refused, match="learned_from_missing"):
            from_desk(registration, text)
    assert not Visit.objects.exists()


def from_desk(registration: Registration, learned_from: str) -> Visit:
    return record_visit(
        project=registration.project,
        details=VisitDetails(),
        registration=registration,
        source="channel",
        learned_from=learned_from,
        by=desk_user(registration.project),
        at=at("2025-03-03 11:00"),
    )


@pytest.mark.rulebook("CU-23")
def test_the_same_phone_under_a_second_channel_is_marked_as_a_repeat_for_the_back_office() -> None:
    first, second = reported(), reported(of="丰宅网络", by="other")
    assert not came(first, "2025-03-03 11:00").is_repeat
    assert came(second, "2025-03-04 11:00").is_repeat
    assert fresh(second).status == "registered"


def test_a_visitor_whom_the_report_does_not_name_is_refused() -> None:
    registration = reported()
    with pytest.raises(Refused, match="visitor_not_reported"):
        came(registration, details=VisitDetails("李响", "13700001111"))


def test_a_visit_before_its_report_is_refused() -> None:
    registration = reported()
    with pytest.raises(Refused, match="visit_before_report"):
        came(registration, "2025-03-03 08:59:59")


def test_a_report_of_another_project_carries_no_visit_here() -> None:
    registration = reported(site=project("云岭花园"))
    registration.project = project("滨河苑")
    with pytest.raises(Refused, match="registration_of_other_project"):
        came(registration)


def test_two_open_chains_for_one_customer_are_refused() -> None:
    registration = reported()
    came(registration, "2025-03-03 11:00")
    with pytest.raises(Refused, match="chain_open"):
        came(registration, "2025-03-03 15:00")


def test_a_chain_that_can_no_longer_be_completed_leaves_room_for_a_second_visit() -> None:
    registration = reported()
    came(registration, "2025-03-03 11:00")  # the partner sends no message that day
    second = came(registration, "2025-03-05 11:00")
    papers(second, message="2025-03-05 11:10", office="2025-03-05 12:00", leader="2025-03-05 13:00", entry="2025-03-05 14:00")
    assert (fresh(registration).status, fresh(registration).protected_until) == ("visited", at("2025-04-20 00:00"))


def test_a_visit_after_the_window_is_a_walk_in() -> None:
    registration = reported()
    assert came(registration, "2025-03-11 00:00").source == "walk_in"
    assert fresh(registration).status == "lapsed"


def test_a_second_visit_restarts_nothing_and_opens_no_chain() -> None:
    registration = reported()
    first = came(registration)
    papers(first, message="2025-03-03 11:10", office="2025-03-03 12:00", leader="2025-03-03 13:00", entry="2025-03-03 14:00")
    second = came(registration, "2025-03-20 10:00")
    assert (second.source, second.desk_at) == ("channel", None)
    assert fresh(registration).protected_until == at("2025-04-18 00:00")


@pytest.mark.rulebook("CU-05")
def test_a_partner_who_brings_a_customer_it_never_reported_brings_a_walk_in() -> None:
    visit = came_alone(project(), VisitDetails("周敏", "13812345678", brought_by=partner()), source="channel")
    assert (visit.source, visit.registration) == ("walk_in", None)


def test_the_database_refuses_a_signature_before_the_review() -> None:
    visit = came(reported())
    with pytest.raises(IntegrityError, match="chain_in_order"), transaction.atomic():
        Visit.objects.filter(pk=visit.pk).update(leader_signed_at=at("2025-03-03 12:00"))
    with pytest.raises(IntegrityError, match="chain_in_order"), transaction.atomic():
        Visit.objects.filter(pk=visit.pk).update(office_passed_at=at("2025-03-03 12:00"))


def test_the_database_refuses_a_registered_visit_without_its_partner() -> None:
    visit = came(reported())
    with pytest.raises(IntegrityError, match="registered_visit_names_partner"), transaction.atomic():
        Visit.objects.filter(pk=visit.pk).update(partner=None)


@pytest.mark.django_db(transaction=True)
def test_two_clerks_who_record_the_same_arrival_make_one_chain() -> None:
    registration = reported()
    desk_user(registration.project)

    def record() -> str:
        try:
            came(registration, "2025-03-03 11:00")
        except Refused as refusal:
            return refusal.code
        finally:
            connection.close()
        return "recorded"

    with ThreadPoolExecutor(4) as pool:
        outcomes = sorted(future.result() for future in [pool.submit(record) for _ in range(4)])
    assert outcomes == ["chain_open"] * 3 + ["recorded"]
