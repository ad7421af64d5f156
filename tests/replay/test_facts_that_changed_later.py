"""What became known later does not touch what was decided before: each story changes one fact afterwards, and nothing differs.

That the change matters is shown beside it: where the change is not undone, the same story differs.
"""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from qudao.customers.actions.classify_bulk import classify_bulk
from qudao.customers.actions.confirm_visit import confirm_visit
from qudao.customers.actions.decide_extension import decide_extension
from qudao.customers.actions.grant_exception import grant_exception
from qudao.customers.actions.relate_persons import relate_persons
from qudao.customers.actions.request_extension import request_extension
from qudao.customers.models import Extension, Registration, Relation, Visit
from qudao.customers.report import Report
from qudao.imports.actions.start_taking_in import start_taking_in
from qudao.imports.actions.take_in_batch import take_in_batch
from qudao.imports.actions.upload_history import upload_history
from qudao.orders.actions.advance_deal import advance_deal
from qudao.orders.actions.cancel_deal import cancel_deal
from qudao.orders.details import BuyerDetails
from qudao.organization.models import Event, Role
from qudao.partners.actions.set_designated_filer import set_designated_filer
from qudao.partners.models import Person, Standing
from qudao.replay.decisions import verify_decisions
from qudao.settlement.actions.close_month import close_month
from tests.support.deals import booked, clerk, formally
from tests.support.desk import came, papers, reported
from tests.support.town import at, partner, programme, project, user

pytestmark = pytest.mark.django_db
EARLY = at("2025-01-01 00:00")
Known = type[Registration] | type[Visit] | type[Extension] | type[Relation] | type[Standing]


def differences() -> list[str]:
    return [str(difference) for difference in verify_decisions().differences]


def entered(visit: Visit) -> Visit:
    return papers(visit, message="2025-03-03 11:00", office="2025-03-03 15:00", leader="2025-03-03 16:00", entry="2025-03-03 17:00")


def leader() -> object:
    return user("leader", Role.SITE_LEADER, at_projects=(project(),))


def bulk_found_after_the_deal() -> None:
    """Bulk, extended, and ruled on; afterwards the site finds that it was none. The ruling within the extension stays explicable."""
    visit = entered(came(reported()))
    office = clerk(visit.project)
    classify_bulk(visit=visit, bulk=True, by=office, at=at("2025-03-04 09:00"))
    request = request_extension(registration=Registration.objects.get(), grounds="团购", by=user("agent"), at=at("2025-04-01 09:00"))
    decide_extension(extension=request, approve=True, by=office, at=at("2025-04-02 09:00"))
    booked(visit.project, "2025-05-20 12:00", subscribed_at="2025-05-20 10:00")
    classify_bulk(visit=visit, bulk=False, by=office, at=at("2025-05-21 09:00"))


def exception_after_the_ruling() -> None:
    """Late for a customer from elsewhere, a walk-in, nobody's deal; the leader's exception comes after the ruling."""
    registration = reported("2025-03-03 10:00", Report("周敏", "13812345678", local=False))
    came(registration, "2025-03-03 11:00")
    booked(project(), "2025-03-05 12:00", subscribed_at="2025-03-05 10:00")
    grant_exception(registration=registration, reason="航班延误", by=leader(), at=at("2025-03-06 09:00"))  # type: ignore[arg-type]


def stage_with_an_earlier_day() -> None:
    """Ruled on at the subscription of the tenth; then it is told that the customer had pre-subscribed on the second, before the report."""
    reported("2025-03-03 09:00")
    deal = booked(project(), "2025-03-10 12:00", subscribed_at="2025-03-10 10:00")
    advance_deal(deal=deal, stage="pre_subscribed_at", on=at("2025-03-02 10:00"), by=clerk(project()), at=at("2025-03-11 10:00"))


def confirmed_after_closing() -> None:
    """The month is closed with the paper missing; it is signed afterwards."""
    visit = entered(came(reported()))
    booked(visit.project, "2025-03-28 12:00", subscribed_at="2025-03-05 10:00", contracted_at="2025-03-06 10:00", filed_at="2025-03-28 10:00")
    close()
    consultant = user("consultant", Role.CONSULTANT, at_projects=(visit.project,))
    confirm_visit(visit=visit, by=clerk(visit.project), at=at("2025-04-03 12:00"), consultant=consultant)


def designated_after_the_report() -> None:
    """An agent pre-reports; later the partner names somebody else as its filer."""
    site = project("海岸", pack="property-intercompany")
    reported("2025-03-03 09:00", site=site)
    somebody = user("filer", of=partner())
    chief = user("chief", Role.PARTNER_ADMINISTRATOR, of=partner())
    set_designated_filer(person=Person.objects.get(user=somebody), designated=True, by=chief, at=at("2025-03-04 09:00"))


def brought_by_a_formal_report() -> None:
    """A customer comes by himself; the deal is ruled on at his pre-subscription, and the partner's formal report names the visit later that day."""
    site = project("海岸", pack="property-intercompany")
    booked(site, "2025-03-03 09:30", BuyerDetails(name="周敏", phone="13812345678"), pre_subscribed_at="2025-03-03 09:00")
    formally("2025-03-03 11:00", of="恒屋经纪", site=site)


def close(when: str = "2025-04-02 10:00") -> None:
    close_month(programme=programme(), period=date(2025, 4, 1), by=user("finance", Role.FINANCE), at=at(when))


UNDONE: tuple[Callable[[], None], ...] = (
    bulk_found_after_the_deal,
    exception_after_the_ruling,
    stage_with_an_earlier_day,
    confirmed_after_closing,
    designated_after_the_report,
)


@pytest.mark.parametrize("story", [*UNDONE, brought_by_a_formal_report])
def test_what_was_overwritten_is_undone(story: Callable[[], None]) -> None:
    story()

    assert differences() == []


@pytest.mark.parametrize("story", UNDONE)
def test_without_undoing_the_same_story_differs(story: Callable[[], None], monkeypatch: pytest.MonkeyPatch) -> None:
    story()
    monkeypatch.setattr("qudao.replay.facts.as_it_was", lambda fact, _undo, _at: fact)

    assert differences()


def family_told_after_the_ruling() -> Known:
    """The spouse had been reported; that they are family is told after the ruling."""
    reported("2025-03-03 09:00", Report("王强", "13900000001"))
    booked(project(), "2025-03-10 12:00", subscribed_at="2025-03-10 10:00")
    relate_persons(person="13812345678", relative="13900000001", relation="spouse", by=clerk(project()), at=at("2025-03-11 10:00"))
    return Relation


def suspension_told_late() -> Known:
    """That the partner was suspended since the first is recorded on the tenth; the reports in between were taken."""
    reported("2025-03-03 09:00")
    Standing.objects.create(partner=partner(), kind="suspended", from_at=at("2025-03-01 00:00"), recorded_at=at("2025-03-10 00:00"))
    return Standing


def history_brought_in_later() -> Known:
    """A rival's earlier report comes to light with the history, after the ruling."""
    partner("安居行")
    reported("2025-03-03 09:00")
    booked(project(), "2025-03-05 12:00", subscribed_at="2025-03-05 10:00")
    heading = "registration_id,received_at,partner_id,project_id,stage,customer_name,phone"
    rows = f"{heading}\nH1,2025-03-01 09:00,C-安居行,P-滨河苑,formal,周敏,13812345678\n"
    file = SimpleUploadedFile("registrations.csv", rows.encode())
    now = at("2025-03-20 09:00")
    batch = upload_history(files=[file], by=user("manager", Role.CHANNEL_MANAGER), at=now)
    take_in_batch(batch=start_taking_in(batch=batch, by=user("administrator", Role.ADMINISTRATOR), at=now).public_id, at=now)
    return Registration


def request_brought_in_later() -> Known:
    """An extension that had been agreed on paper comes with a row of history, after the ruling beyond the forty-five days."""
    visit = entered(came(reported()))
    classify_bulk(visit=visit, bulk=True, by=clerk(visit.project), at=at("2025-03-04 09:00"))
    booked(visit.project, "2025-05-20 12:00", subscribed_at="2025-05-20 10:00")
    Extension.objects.create(
        registration=Registration.objects.get(),
        requested_at=at("2025-04-01 09:00"),
        approved_at=at("2025-04-02 09:00"),
        decided_by=clerk(visit.project),
        recorded_at=at("2025-06-01 09:00"),
    )
    return Extension


LATER = (family_told_after_the_ruling, suspension_told_late, history_brought_in_later, request_brought_in_later)


@pytest.mark.parametrize("story", LATER)
def test_what_was_recorded_later_is_not_known_before(story: Callable[[], Known]) -> None:
    story()

    assert differences() == []


@pytest.mark.parametrize("story", LATER)
def test_had_it_been_recorded_earlier_the_same_story_would_differ(story: Callable[[], Known]) -> None:
    model = story()
    model.objects.update(recorded_at=EARLY)

    assert differences()


def test_papers_and_cancellations_after_a_decision_leave_it_as_it_was() -> None:
    registration = reported()
    visit = came(registration)
    deal = booked(visit.project, "2025-03-03 11:30", subscribed_at="2025-03-03 11:20")
    entered(visit)
    booked(
        visit.project,
        "2025-03-28 12:00",
        unit="3-1202",
        subscribed_at="2025-03-05 10:00",
        contracted_at="2025-03-06 10:00",
        filed_at="2025-03-28 10:00",
    )
    close()
    cancel_deal(deal=deal, by=clerk(visit.project), at=at("2025-04-03 10:00"))

    assert differences() == []


def test_a_report_whose_turn_came_late_counts_as_decided_when_all_it_met_was_known() -> None:
    """Sent a moment before another of the same customer, it was written a moment after: the other is a repetition now."""
    later = reported("2025-03-03 09:00:01")
    reported("2025-03-03 09:00:00")

    later.refresh_from_db()
    assert later.reasons[0]["code"] == "repeated"
    assert later.decided_at == at("2025-03-03 09:00:01")
    assert differences() == []


def test_every_registration_says_as_of_when_it_was_decided() -> None:
    visit = came(reported())
    assert decided_at() == at("2025-03-03 11:00")
    entered(visit)

    assert decided_at() == at("2025-03-03 17:00")
    assert Event.objects.filter(kind="customers.customer_entered").get().at == decided_at()


def decided_at() -> datetime:
    return Registration.objects.get().decided_at
