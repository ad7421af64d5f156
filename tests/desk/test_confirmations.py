"""The desk sees who confirmed the policies and who is open; each confirmation holds for a cycle; a partner without a contact is incomplete."""

import re
from datetime import date, datetime

import pytest
from django.db import IntegrityError, transaction

from qudao.kit import clock
from qudao.kit.refused import Refused
from qudao.organization.models import Event, Role, User
from qudao.partners.actions.end_person import end_person
from qudao.partners.actions.set_compliance_contact import set_compliance_contact
from qudao.partners.confirmations import addressees, asked_of
from qudao.partners.models import Partner, Person
from qudao.programmes.actions.confirm_policy import confirm_policy
from qudao.programmes.actions.read_policy import read_policy
from qudao.programmes.in_force import version_at
from qudao.programmes.models import Binding, PolicyReceipt, PolicyVersion
from qudao.programmes.told import current_versions
from tests.support import town
from tests.support.browser import Browser
from tests.support.policies import approved, manager, owner, policy_of_programme

pytestmark = pytest.mark.django_db
NOW = town.at("2025-03-03 09:00")
PAGE = "/d/policies/confirmations/"


@pytest.fixture(autouse=True)
def today():  # type: ignore[no-untyped-def]
    with clock.pinned(NOW):
        yield


def in_force() -> PolicyVersion:
    return version_at(town.programme(), at=NOW)


def administrator(name: str) -> User:
    return town.user(f"a-{name}", Role.PARTNER_ADMINISTRATOR, of=town.partner(name))


def told(page: str) -> str:
    """The part of the page about policies."""
    return page[page.index("<h1>") : page.index('id="contacts"')]


@pytest.mark.rulebook("CO-31")
def test_of_thirty_partners_asked_for_the_year_twenty_eight_answer_and_two_are_named() -> None:
    version = in_force()
    people = [administrator(f"渠道{number:02}") for number in range(30)]
    for somebody in people:
        confirm_policy(version=version, by=somebody, at=town.at("2024-02-01 09:00"))
    assert "还差 30 个确认" in Browser(owner()).text(PAGE), "the year is over: everybody is open again"

    for somebody in people[:28]:
        confirm_policy(version=version, by=somebody, at=NOW)

    page = told(Browser(owner()).text(PAGE))
    assert "还差 2 个确认" in page
    assert "每 12 个月确认一次" in page
    assert "告知 30 个，" in page
    assert "已确认 28（93.33%），未确认 2" in page
    assert [name for name in (f"渠道{number:02}" for number in range(30)) if name in page] == ["渠道28", "渠道29"]
    assert page.count("上次 2024-02-01") == 2


@pytest.mark.rulebook("CO-31")
def test_a_distributor_without_a_compliance_contact_is_listed_as_incomplete_until_one_is_named() -> None:
    head, bare = administrator("恒屋经纪"), town.partner("新来渠道")
    named = Partner.objects.get(name="恒屋经纪")
    Browser(manager()).post(f"/d/partners/{named.public_id}/compliance-contact/", person=head.person.public_id)

    page = Browser(manager()).text(PAGE)
    rows = page[page.index('class="q-contacts"') :].split("<li>")[1:]
    assert "1 个渠道没有合规联系人" in page
    assert [(bare.name in rows[0], "不完整：没有联系人" in rows[0]), (named.name in rows[1], "不完整" in rows[1])] == [(True, True), (True, False)]
    event = Event.objects.get(kind="partners.compliance_contact_set")
    assert (event.subject_id, event.by) == (str(named.public_id), manager())


def test_who_has_left_answers_for_nobody() -> None:
    partner = town.partner()
    first, second = administrator(partner.name), town.user("second", of=partner)
    set_compliance_contact(partner=partner, person=second.person, by=manager(), at=NOW)
    assert not Partner.objects.without_compliance_contact().exists()
    end_person(person=second.person, by=first, at=NOW)
    assert list(Partner.objects.without_compliance_contact()) == [partner]


@pytest.mark.parametrize(("left_on", "is_active"), [(NOW.date(), True), (None, False)], ids=["left", "account closed"])
def test_either_having_left_or_a_closed_account_is_enough_to_answer_for_nobody(left_on: date | None, is_active: bool) -> None:
    person = administrator("恒屋经纪").person
    set_compliance_contact(partner=person.partner, person=person, by=manager(), at=NOW)
    User.objects.filter(pk=person.user_id).update(is_active=is_active)
    Person.objects.filter(pk=person.pk).update(left_on=left_on)
    assert list(Partner.objects.without_compliance_contact()) == [person.partner]


def test_only_one_of_its_own_present_people_answers_for_a_partner() -> None:
    partner, foreign = town.partner(), administrator("另一家")
    for person in (foreign.person, None):
        with pytest.raises(Refused, match="contact_not_of_partner"):
            set_compliance_contact(partner=partner, person=person, by=manager(), at=NOW)
    answer = Browser(manager()).post(f"/d/partners/{partner.public_id}/compliance-contact/", person=foreign.person.public_id)
    assert answer.status_code == 422
    assert "请选择恒屋经纪的一位在职人员" in answer.content.decode()


@pytest.mark.rulebook("CO-31")
@pytest.mark.parametrize(("at", "receipts"), [("2026-03-02 23:59", 1), ("2026-03-03 00:00", 2), ("2026-03-04 09:00", 2)])
def test_within_its_year_a_confirmation_counts_once_and_from_the_same_day_on_it_is_a_new_one(at: str, receipts: int) -> None:
    version, agent = in_force(), administrator("恒屋经纪")
    confirm_policy(version=version, by=agent, at=NOW)
    for _ in range(2):
        confirm_policy(version=version, by=agent, at=town.at(at))
    kept = PolicyReceipt.objects.filter(kind="confirmed").order_by("cycle")
    assert [row.cycle for row in kept] == list(range(receipts))
    assert Event.objects.filter(kind="programmes.policy_confirmed").count() == receipts
    assert PolicyReceipt.objects.filter(kind="read").count() == 1


def test_the_database_keeps_one_receipt_of_a_person_and_a_cycle() -> None:
    receipt = confirm_policy(version=in_force(), by=administrator("恒屋经纪"), at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        PolicyReceipt.objects.create(version=receipt.version, user=receipt.user, kind="confirmed", at=NOW)


def test_the_firm_has_confirmed_by_any_of_its_people_even_one_who_left_since() -> None:
    version, partner = in_force(), town.partner()
    first, second = administrator(partner.name), town.user("second", of=partner)
    confirm_policy(version=version, by=second, at=NOW)
    end_person(person=second.person, by=first, at=NOW)
    assert [(row.name, row.state.is_open) for row in addressees(version, at=NOW)] == [(partner.name, False)]
    assert [one.state.is_open for one in asked_of(first, at=NOW)] == [False]


@pytest.mark.rulebook("CO-30")
def test_our_own_people_are_told_where_they_begin_and_confirm_on_the_version() -> None:
    version = version_at(town.programme("field-team"), at=NOW)
    desk = Browser(town.user("desk", Role.FRONT_DESK, at_projects=(town.project(),)))
    address = f"/d/policies/versions/{version.public_id}/"
    assert address in desk.text("/d/front-desk/")
    assert "我已知悉" in desk.text(address)
    assert PolicyReceipt.objects.get().kind == "read"

    desk.post(address + "confirm/")

    assert address not in desk.text("/d/front-desk/")
    assert "您已确认知悉" in desk.text(address)
    states = {row.name: row.state.is_open for row in addressees(version, at=NOW)}
    assert states == {"desk · 案场前台": False}


def test_whom_a_policy_does_not_bind_has_nothing_to_confirm() -> None:
    version = in_force()
    reader = Browser(owner())
    assert "我已知悉" not in reader.text(f"/d/policies/versions/{version.public_id}/")
    assert reader.post(f"/d/policies/versions/{version.public_id}/confirm/").status_code == 422
    with pytest.raises(Refused, match="version_not_addressed"):
        read_policy(version=version_at(town.programme("field-team"), at=NOW), by=administrator("恒屋经纪"), at=NOW)
    assert not PolicyReceipt.objects.exists()


def test_suppliers_are_told_what_is_addressed_to_suppliers_and_partners_what_is_to_partners() -> None:
    ours, theirs = in_force(), version_at(town.programme("suppliers"), at=NOW)
    agent, supplier = administrator("恒屋经纪"), administrator("迅达物流")
    Partner.objects.filter(name="迅达物流").update(kind="supplier")
    for somebody, version in ((agent, ours), (supplier, theirs)):
        assert [one.current.version for one in asked_of(somebody, at=NOW)] == [version]
        assert [row.name for row in addressees(version, at=NOW)] == [Partner.objects.get(people__user=somebody).name]
        assert list(PolicyVersion.objects.visible_to(somebody)) == [version]


def test_what_is_to_come_is_told_beside_what_holds_and_what_it_replaces_no_longer() -> None:
    policy = policy_of_programme(town.programme(), NOW)
    old, new = in_force(), approved(policy, date(2025, 4, 1), NOW)

    def standings(at: datetime) -> list[tuple[PolicyVersion, str]]:
        return [(one.version, one.standing) for one in current_versions(at=at)]

    assert standings(town.at("2025-03-31 23:59")) == [(old, "in_force"), (new, "scheduled")]
    assert standings(town.at("2025-04-01 00:00")) == [(new, "in_force")]
    assert standings(town.at("2025-04-02 00:00")) == [(new, "in_force")]


def test_a_policy_that_governs_nothing_any_more_asks_nobody() -> None:
    old, new = in_force(), version_at(town.programme("membership"), at=NOW)
    Binding.objects.create(programme=town.programme(), policy=new.policy, starts_on=date(2025, 3, 4), at=NOW)
    assert [one.version for one in current_versions(at=town.at("2025-03-03 23:59"))] == [new, old]
    assert [one.version for one in current_versions(at=town.at("2025-03-04 00:00"))] == [new]
    assert [one.version for one in current_versions(at=town.at("2025-03-05 00:00"))] == [new]


def test_the_page_is_all_in_english_for_who_reads_english() -> None:
    administrator("恒屋经纪")
    in_force()
    User.objects.filter(pk=manager().pk).update(language="en")
    page = told(Browser(manager()).text(PAGE))
    assert "1 confirmation is missing" in page
    assert "confirmed every 12 months" in page
    assert "1 partner has no compliance contact" in page
    assert "Distributors" in page
    assert not re.search("[\u4e00-\u9fff]", page.replace("恒屋经纪", ""))
