"""The chain of papers of a first visit, bulk, and the extension."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import IntegrityError, connection, transaction

from qudao.customers.actions.classify_bulk import classify_bulk
from qudao.customers.actions.confirm_visit import confirm_visit
from qudao.customers.actions.decide_extension import decide_extension
from qudao.customers.actions.enter_in_system import enter_in_system
from qudao.customers.actions.pass_office_review import pass_office_review
from qudao.customers.actions.request_extension import request_extension
from qudao.customers.actions.send_visit_message import send_visit_message
from qudao.customers.actions.sign_as_leader import sign_as_leader
from qudao.customers.models import Extension, Registration, Visit
from qudao.customers.visit_details import VisitDetails
from qudao.kit.refused import Refused
from qudao.organization.models import Event, Role, User
from tests.support.desk import came, came_alone, papers, reported
from tests.support.town import at, partner, project, user

pytestmark = pytest.mark.django_db


def fresh(registration: Registration) -> Registration:
    return Registration.objects.get(pk=registration.pk)


def office(site_of: Visit) -> User:
    return user("office", Role.SITE_BACK_OFFICE, at_projects=(site_of.project,))


def leader(site_of: Visit) -> User:
    return user("leader", Role.SITE_LEADER, at_projects=(site_of.project,))


def consultant(site_of: Visit) -> User:
    return user("consultant", Role.CONSULTANT, at_projects=(site_of.project,))


@pytest.mark.rulebook("CU-21")
def test_entry_before_the_signature_is_refused_and_after_it_starts_the_forty_five_days() -> None:
    registration = reported("2025-03-03 09:00")
    visit = came(registration, "2025-03-03 11:00")
    send_visit_message(visit=visit, by=user("agent"), at=at("2025-03-03 11:05"))
    pass_office_review(visit=visit, by=office(visit), at=at("2025-03-03 11:20"))
    with pytest.raises(Refused, match="chain_not_yet") as refusal:
        enter_in_system(visit=visit, by=consultant(visit), at=at("2025-03-03 11:30"))
    assert refusal.value.clause == "2.10"
    assert (fresh(registration).status, fresh(registration).protected_until) == ("registered", at("2025-03-11 00:00"))
    sign_as_leader(visit=visit, by=leader(visit), at=at("2025-03-03 17:00"))
    enter_in_system(visit=visit, by=consultant(visit), at=at("2025-03-03 17:10"))
    ruled = fresh(registration)
    assert (ruled.status, ruled.protected_from, ruled.protected_until) == ("visited", at("2025-03-03 09:00"), at("2025-04-18 00:00"))


def test_every_step_waits_for_the_one_before_it() -> None:
    visit = came(reported())
    for action, by in ((pass_office_review, office(visit)), (sign_as_leader, leader(visit)), (enter_in_system, consultant(visit))):
        with pytest.raises(Refused, match="chain_not_yet"):
            action(visit=visit, by=by, at=at("2025-03-03 12:00"))


@pytest.mark.parametrize(("when", "ok"), [("2025-03-03 23:59:59", True), ("2025-03-04 00:00:00", False), ("2025-03-04 00:00:01", False)])
def test_the_message_is_sent_on_the_visits_own_day(when: str, ok: bool) -> None:
    visit = came(reported())
    if ok:
        assert send_visit_message(visit=visit, by=user("agent"), at=at(when)).message_at == at(when)
    else:
        with pytest.raises(Refused, match="chain_broken"):
            send_visit_message(visit=visit, by=user("agent"), at=at(when))


def test_only_the_partner_that_brought_the_customer_sends_the_message() -> None:
    visit = came(reported())
    with pytest.raises(Refused, match="message_not_own"):
        send_visit_message(visit=visit, by=user("other", of=partner("丰宅网络")), at=at("2025-03-03 11:05"))


@pytest.mark.rulebook("CU-20")
def test_an_instant_once_written_is_not_written_again() -> None:
    visit = came(reported())
    send_visit_message(visit=visit, by=user("agent"), at=at("2025-03-03 11:05"))
    with pytest.raises(Refused, match="chain_done"):
        send_visit_message(visit=visit, by=user("agent"), at=at("2025-03-03 11:06"))
    assert Visit.objects.get().message_at == at("2025-03-03 11:05")


def test_a_walk_in_has_no_chain() -> None:
    alone = came_alone(project(), VisitDetails("李响"))
    with pytest.raises(Refused, match="chain_none"):
        pass_office_review(visit=alone, by=office(alone), at=at("2025-03-03 12:00"))


def test_a_late_report_cannot_be_entered_under_the_partner() -> None:
    visit = came(reported("2025-03-03 10:30"))
    send_visit_message(visit=visit, by=user("agent"), at=at("2025-03-03 11:05"))
    with pytest.raises(Refused, match="walk_in_no_chain"):
        pass_office_review(visit=visit, by=office(visit), at=at("2025-03-03 12:00"))


@pytest.mark.django_db(transaction=True)
def test_two_clerks_at_the_same_step_write_it_once() -> None:
    visit = came(reported())
    send_visit_message(visit=visit, by=user("agent"), at=at("2025-03-03 11:05"))
    clerk = office(visit)

    def review() -> str:
        try:
            pass_office_review(visit=visit, by=clerk, at=at("2025-03-03 12:00"))
        except Refused as refusal:
            return refusal.code
        finally:
            connection.close()
        return "passed"

    with ThreadPoolExecutor(4) as pool:
        outcomes = sorted(future.result() for future in [pool.submit(review) for _ in range(4)])
    assert outcomes == ["chain_done"] * 3 + ["passed"]
    assert Event.objects.filter(kind="customers.office_review_passed").count() == 1


def test_a_confirmation_needs_a_partner_and_a_consultant() -> None:
    visit = came(reported())
    with pytest.raises(Refused, match="confirmation_without_consultant"):
        confirm_visit(visit=visit, by=office(visit), at=at("2025-03-03 12:00"))
    confirm_visit(visit=visit, consultant=consultant(visit), by=office(visit), at=at("2025-03-03 12:00"))
    with pytest.raises(Refused, match="confirmed_already"):
        confirm_visit(visit=visit, consultant=consultant(visit), by=office(visit), at=at("2025-03-03 12:01"))
    with pytest.raises(Refused, match="confirmation_without_partner"):
        confirm_visit(visit=came_alone(project(), VisitDetails("李响")), by=office(visit), at=at("2025-03-03 12:00"))


def visited(bulk: bool | None = True) -> Registration:
    registration = reported("2025-03-03 09:00")
    visit = came(registration, "2025-03-03 11:00")
    papers(visit, message="2025-03-03 11:05", office="2025-03-03 12:00", leader="2025-03-03 13:00", entry="2025-03-03 14:00")
    if bulk is not None:
        classify_bulk(visit=visit, bulk=bulk, by=office(visit), at=at("2025-03-03 15:00"))
    return fresh(registration)


@pytest.mark.rulebook("CU-16")
@pytest.mark.parametrize(("asked", "refusal"), [("2025-04-16 10:00", None), ("2025-04-17 23:59:59", None), ("2025-04-18 00:00", "extension_late")])
def test_an_extension_is_asked_for_while_protected(asked: str, refusal: str | None) -> None:
    registration = visited()
    extension = request_extension(registration=registration, grounds="企业团购", by=user("agent"), at=at(asked))
    assert (extension.refusal[0]["code"] if extension.refusal else None) == refusal
    if refusal is None:
        decide_extension(extension=extension, approve=True, by=user("leader"), at=at("2025-05-02 10:00"))
        assert (fresh(registration).status, fresh(registration).protected_until) == ("extended", at("2025-06-02 00:00"))


@pytest.mark.rulebook("CU-07")
@pytest.mark.parametrize("bulk", [False, None])
def test_what_the_site_did_not_find_to_be_bulk_is_not_extended(bulk: bool | None) -> None:
    extension = request_extension(registration=visited(bulk), grounds="企业团购", by=user("agent"), at=at("2025-04-10 10:00"))
    assert extension.refusal[0]["code"] == "extension_not_bulk"


def test_a_second_extension_is_a_refused_row() -> None:
    registration = visited()
    first = request_extension(registration=registration, grounds="企业团购", by=user("agent"), at=at("2025-04-10 10:00"))
    with pytest.raises(Refused, match="extension_open"):
        request_extension(registration=registration, grounds="再延", by=user("agent"), at=at("2025-04-10 11:00"))
    decide_extension(extension=first, approve=True, by=user("leader"), at=at("2025-04-11 10:00"))
    second = request_extension(registration=registration, grounds="再延", by=user("agent"), at=at("2025-05-30 10:00"))
    assert second.refusal[0]["code"] == "extension_again"
    assert fresh(registration).protected_until == at("2025-06-02 00:00")


def test_an_extension_without_a_visit_is_a_refused_row() -> None:
    extension = request_extension(registration=reported(), grounds="没时间", by=user("agent"), at=at("2025-03-05 10:00"))
    assert extension.refusal[0]["code"] == "extension_without_visit"


def test_nobody_answers_his_own_request() -> None:
    asker = user("agent")
    registration = visited()
    extension = request_extension(registration=registration, grounds="企业团购", by=asker, at=at("2025-04-10 10:00"))
    with pytest.raises(Refused, match="extension_own"):
        decide_extension(extension=extension, approve=True, by=asker, at=at("2025-04-11 10:00"))
    with pytest.raises(IntegrityError, match="extension_decided_by_another"), transaction.atomic():
        Extension.objects.filter(pk=extension.pk).update(decided_by=asker, approved_at=at("2025-04-11 10:00"))


def test_an_answered_request_is_not_answered_again() -> None:
    registration = visited()
    extension = request_extension(registration=registration, grounds="企业团购", by=user("agent"), at=at("2025-04-10 10:00"))
    decide_extension(extension=extension, approve=False, by=user("leader"), at=at("2025-04-11 10:00"))
    with pytest.raises(Refused, match="extension_decided"):
        decide_extension(extension=extension, approve=True, by=user("leader"), at=at("2025-04-11 11:00"))
    assert fresh(registration).status == "visited"
