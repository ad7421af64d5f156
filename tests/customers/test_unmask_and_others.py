"""Looking at full numbers, at who else reported a customer, at family; always on record."""

import pytest
from django.db import ProgrammingError, transaction

from qudao.customers.actions.file_formal_registration import file_formal_registration
from qudao.customers.actions.relate_persons import relate_persons
from qudao.customers.actions.release_from_review import release_from_review
from qudao.customers.actions.unmask import unmask
from qudao.customers.actions.view_rivals import view_rivals
from qudao.customers.models import Registration, Relation, Unmasking
from qudao.customers.reasons import from_json, to_json
from qudao.customers.refusals import message
from qudao.customers.report import Report
from qudao.kit.refused import Refused
from qudao.organization.models import Event, Role, User
from qudao.rules.decision import Reason
from tests.support.desk import REPORT, came, reported
from tests.support.town import at, partner, project, user

pytestmark = pytest.mark.django_db


def test_one_number_is_shown_with_a_reason_and_the_look_stays_on_record() -> None:
    registration = reported()
    clerk = user("office", Role.SITE_BACK_OFFICE)
    assert unmask(record=registration, field="phone", reason="核对签字", by=clerk, at=at("2025-03-04 10:00")) == "13812345678"
    row = Unmasking.objects.get()
    assert (row.user, row.registration, row.field, row.reason, row.at) == (clerk, registration, "phone", "核对签字", at("2025-03-04 10:00"))
    assert "13812345678" not in str(Event.objects.get(kind="customers.number_unmasked").numbers)


@pytest.mark.parametrize("reason", ["\u3000", "\u200b", "…—"])
def test_a_reason_that_says_nothing_shows_no_number(reason: str) -> None:
    with pytest.raises(Refused, match="unmask_reason_missing"):
        unmask(record=reported(), field="phone", reason=reason, by=user("office", Role.SITE_BACK_OFFICE), at=at("2025-03-04 10:00"))
    assert not Unmasking.objects.exists()


@pytest.mark.parametrize(("before", "is_shown"), [(58, True), (59, True), (60, False)])
def test_sixty_numbers_an_hour_are_looked_at_and_no_more(before: int, is_shown: bool) -> None:
    registration, clerk, other = reported(), user("office", Role.SITE_BACK_OFFICE), user("manager", Role.CHANNEL_MANAGER)
    looks = [Unmasking(user=clerk, registration=registration, field="phone", reason="核对签字", at=at("2025-03-04 10:00")) for _ in range(before)]
    Unmasking.objects.bulk_create(looks)

    def look(by: User, when: str) -> str:
        return unmask(record=registration, field="phone", reason="核对签字", by=by, at=at(when))

    if is_shown:
        assert look(clerk, "2025-03-04 10:59") == "13812345678"
    else:
        with pytest.raises(Refused, match="unmask_limit") as refused:
            look(clerk, "2025-03-04 10:59")
        assert "最多查看 60 次" in message(refused.value)
        assert Unmasking.objects.count() == before
    assert look(other, "2025-03-04 10:59") == "13812345678"
    assert look(clerk, "2025-03-04 11:00") == "13812345678"


def test_a_look_is_never_rewritten() -> None:
    unmask(record=reported(), field="phone", reason="核对签字", by=user("office", Role.SITE_BACK_OFFICE), at=at("2025-03-04 10:00"))
    for change in (lambda: Unmasking.objects.update(reason="别的"), lambda: Unmasking.objects.all().delete()):
        with pytest.raises(ProgrammingError), transaction.atomic():
            change()


def test_a_visits_number_is_unmasked_the_same_way() -> None:
    visit = came(reported())
    assert (
        unmask(record=visit, field="phone", reason="核对签字", by=user("office", Role.SITE_BACK_OFFICE), at=at("2025-03-04 10:00")) == "13812345678"
    )
    assert Unmasking.objects.get().visit == visit


@pytest.mark.parametrize(
    ("field", "reason", "code"),
    [("phone", " ", "unmask_reason_missing"), ("customer_name", "x", "unmask_field_unknown"), ("identity_no", "x", "unmask_blank")],
)
def test_without_reason_or_number_nothing_is_shown(field: str, reason: str, code: str) -> None:
    with pytest.raises(Refused, match=code):
        unmask(record=reported(), field=field, reason=reason, by=user("office", Role.SITE_BACK_OFFICE), at=at("2025-03-04 10:00"))
    assert not Unmasking.objects.exists()


@pytest.mark.rulebook("CU-43", "CU-01")
def test_the_company_sees_who_else_reported_the_customer_and_the_look_is_recorded() -> None:
    mine = reported()
    by_phone = reported("2025-03-04 09:00", of="丰宅网络", by="other")
    by_mask = reported("2025-03-04 10:00", Report("周敏", "138****5678"), of="锦程房产", by="third")
    reported("2025-03-04 11:00", Report("周敏", "13900000000"), of="德润地产", by="fourth")
    reported("2025-03-04 12:00", site=project("云岭花园"), of="德润地产", by="fourth")
    auditor = user("auditor", Role.AUDITOR)
    assert view_rivals(registration=mine, by=auditor, at=at("2025-03-05 10:00")) == [by_phone, by_mask]
    event = Event.objects.get(kind="customers.rivals_viewed")
    assert (event.by, event.subject_id, event.numbers) == (auditor, str(mine.public_id), {"others": 2})


@pytest.mark.rulebook("CU-06")
def test_a_company_by_full_and_by_characteristic_name_is_one_possible_match() -> None:
    full = reported(report=Report("何建军", company="杭州云岭科技有限公司", corporate=True))
    short = reported("2025-03-04 09:00", Report("何总", company="云岭科技", corporate=True), of="丰宅网络", by="other")
    assert (full.status, short.status) == ("registered", "registered")
    assert view_rivals(registration=full, by=user("auditor", Role.AUDITOR), at=at("2025-03-05 10:00")) == [short]


def test_a_relation_is_kept_once() -> None:
    clerk = user("office", Role.SITE_BACK_OFFICE)
    for _ in range(2):
        relate_persons(person="138 1234 5678", relative="13900001111", relation="spouse", by=clerk, at=at("2025-03-04 10:00"))
    assert Relation.objects.count() == 1


@pytest.mark.parametrize(
    ("person", "relative", "relation", "code"),
    [
        ("13812345678", "13900001111", "friend", "relation_unknown"),
        ("138****5678", "13900001111", "spouse", "relative_malformed"),
        ("13812345678", "", "spouse", "relative_malformed"),
        ("13812345678", "+86 13812345678", "spouse", "relative_same"),
    ],
)
def test_a_relation_that_says_nothing_is_refused(person: str, relative: str, relation: str, code: str) -> None:
    with pytest.raises(Refused, match=code):
        relate_persons(person=person, relative=relative, relation=relation, by=user("office", Role.SITE_BACK_OFFICE), at=at("2025-03-04 10:00"))


def test_a_held_report_is_released_once() -> None:
    registration = reported()
    Registration.objects.update(held_for_review=True)
    clerk = user("office", Role.SITE_BACK_OFFICE)
    assert not release_from_review(registration=registration, by=clerk, at=at("2025-03-04 10:00")).held_for_review
    with pytest.raises(Refused, match="not_held"):
        release_from_review(registration=registration, by=clerk, at=at("2025-03-04 10:01"))


@pytest.mark.rulebook("CU-10")
def test_without_a_visit_of_the_customer_no_formal_report_is_taken() -> None:
    site = project("东湖里", pack="property-intercompany")
    leader = user("leader", Role.SITE_LEADER, at_projects=(site,))
    with pytest.raises(Refused, match="formal_needs_visit"):
        file_formal_registration(
            project=site, partner=partner(), report=REPORT, visit=None, customer_signed=True, by=leader, at=at("2025-03-20 10:00")
        )
    assert not Registration.objects.exists()


def test_reasons_come_back_from_json_with_days_and_instants() -> None:
    reason = Reason("x", "2.5", {"until": at("2025-03-11 00:00"), "on": at("2025-03-11 00:00").date(), "days": 7, "local": True, "visit_id": "A2CD"})
    assert from_json(to_json([reason])) == (reason,)
