"""What a partner is told: that its customer came alone, and that a window ends."""

from datetime import date

import pytest

from qudao.customers.actions.remind_of_ending import remind_of_ending
from qudao.customers.models import Notice
from qudao.customers.report import Report
from qudao.customers.tasks import remind
from qudao.customers.visit_details import VisitDetails
from qudao.kit.clock import pinned
from qudao.organization.models import Event
from qudao.programmes.models import Project
from tests.support.desk import came_alone, reported
from tests.support.town import at, programme, project

pytestmark = pytest.mark.django_db
ZHOU = VisitDetails("周敏", "13812345678")


def shared_site() -> Project:
    return project("东湖里", pack="property-intercompany", opens_on=date(2025, 1, 1))


@pytest.mark.rulebook("CU-24")
def test_the_only_party_concerned_is_told_at_once_that_its_customer_came_alone() -> None:
    registration = reported("2025-03-18 10:00", site=shared_site())
    visit = came_alone(shared_site(), ZHOU, "2025-03-20 14:00")
    notice = Notice.objects.get()
    assert (notice.registration, notice.kind, notice.at, notice.cause) == (registration, "came_alone", at("2025-03-20 14:00"), str(visit.public_id))


@pytest.mark.rulebook("CU-24")
def test_a_referred_customer_is_told_of_too() -> None:
    reported("2025-03-18 10:00", site=shared_site())
    came_alone(shared_site(), ZHOU, "2025-03-20 14:00", source="referral")
    assert Notice.objects.count() == 1


@pytest.mark.rulebook("CU-24", "CU-43")
def test_while_two_parties_are_concerned_nobody_is_told() -> None:
    reported("2025-03-18 10:00", site=shared_site())
    reported("2025-03-18 11:00", site=shared_site(), of="丰宅网络", by="other")
    came_alone(shared_site(), ZHOU, "2025-03-20 14:00")
    assert not Notice.objects.exists()


def test_two_reports_of_one_party_are_one_party() -> None:
    reported("2025-03-17 10:00", site=shared_site())
    second = reported("2025-03-18 10:00", site=shared_site())
    came_alone(shared_site(), ZHOU, "2025-03-20 14:00")
    assert Notice.objects.get().registration == second


@pytest.mark.parametrize("visitor", [VisitDetails("周敏"), VisitDetails("李响", "13700001111"), VisitDetails("周敏", "13812345679")])
def test_a_visitor_who_is_not_known_by_a_right_number_is_nobodys(visitor: VisitDetails) -> None:
    reported("2025-03-18 10:00", site=shared_site())
    came_alone(shared_site(), visitor, "2025-03-20 14:00")
    assert not Notice.objects.exists()


def test_a_refused_report_concerns_nobody() -> None:
    reported("2025-03-18 10:00", Report("周敏", "13812345678", declared=False), site=shared_site())
    came_alone(shared_site(), ZHOU, "2025-03-20 14:00")
    assert not Notice.objects.exists()


@pytest.mark.rulebook("CU-24")
def test_with_the_switch_off_a_rival_makes_no_difference_and_nobody_is_told() -> None:
    site = project()
    reported("2025-03-18 10:00", site=site)
    came_alone(site, ZHOU, "2025-03-20 14:00")
    assert not Notice.objects.exists()
    reported("2025-03-18 11:00", site=site, of="丰宅网络", by="other")
    came_alone(site, ZHOU, "2025-03-20 15:00")
    assert not Notice.objects.exists()


@pytest.mark.rulebook("CU-24")
def test_with_the_switch_on_the_notice_says_that_the_customer_came_and_nothing_else() -> None:
    """What the switch reveals: a party that is told learns that no other party holds a report that counts; one that is not told learns nothing."""
    registration = reported("2025-03-18 10:00", site=shared_site())
    came_alone(shared_site(), ZHOU, "2025-03-20 14:00")
    notice = Notice.objects.get()
    told = {field.name for field in Notice._meta.concrete_fields}
    assert told == {"id", "public_id", "registration", "kind", "cause", "at", "read_at"}
    assert Notice.objects.visible_to(registration.reported_by).get() == notice
    assert set(Event.objects.get(kind="customers.party_told").numbers) == {"registration", "visit"}


@pytest.mark.rulebook("CU-19")
@pytest.mark.parametrize(("when", "count"), [("2025-03-06 23:59:59", 0), ("2025-03-07 00:00:00", 1), ("2025-03-10 23:59:59", 1)])
def test_three_days_before_the_end_the_partner_is_reminded(when: str, count: int) -> None:
    reported("2025-03-03 09:00")
    assert len(remind_of_ending(programme=programme(), by=None, at=at(when))) == count


@pytest.mark.rulebook("CU-19")
def test_one_reminder_per_window_however_often_the_job_runs() -> None:
    registration = reported("2025-03-03 09:00")
    reported("2025-03-04 09:00")  # the same customer again: it repeats the first window
    for day in ("07", "08", "09", "10"):
        remind_of_ending(programme=programme(), by=None, at=at(f"2025-03-{day} 08:30"))
    assert Notice.objects.get().registration == registration


@pytest.mark.rulebook("CU-19")
@pytest.mark.parametrize(
    ("when", "status"), [("2025-03-10 23:59:59", "registered"), ("2025-03-11 00:00:00", "lapsed"), ("2025-03-11 00:00:01", "lapsed")]
)
def test_a_window_past_its_end_protects_nothing_although_no_job_has_run(when: str, status: str) -> None:
    assert reported("2025-03-03 09:00").status_at(at(when)) == status


def test_nobody_is_reminded_of_what_is_over() -> None:
    reported("2025-03-03 09:00")
    assert remind_of_ending(programme=programme(), by=None, at=at("2025-03-11 00:00")) == []


@pytest.mark.rulebook("CU-19")
def test_the_daily_job_reminds_by_the_clock() -> None:
    registration = reported("2025-03-03 09:00")
    with pinned(at("2025-03-08 08:30")):
        remind(timestamp=0)
        remind(timestamp=0)
    assert Notice.objects.get().registration == registration
