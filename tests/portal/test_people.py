"""The partner's own people: its administrator adds them and lets them go, within his own rights."""

import re

import pytest
from django.test import Client

from qudao.kit.refused import Refused
from qudao.organization.models import Event, Role, User
from qudao.partners.actions.add_person import add_person
from qudao.partners.actions.end_person import end_person
from qudao.partners.actions.reset_password import reset_password
from qudao.partners.actions.set_designated_filer import set_designated_filer
from qudao.partners.models import Person, Standing
from tests.support.portal import Portal, on, portal, text
from tests.support.town import at, partner, user

pytestmark = pytest.mark.django_db
NOW = "2025-03-03 09:00"


@pytest.fixture
def administrator() -> Portal:
    return portal(user("王倩", Role.PARTNER_ADMINISTRATOR, of=partner()))


def shown_password(page: str) -> str:
    found = re.search(r'q-password">([0-9A-Z]{12})<', page)
    return found.group(1) if found else ""


def test_an_added_agent_signs_in_with_the_password_that_is_shown_once(administrator: Portal) -> None:
    with on(NOW):
        answer = administrator.post("portal:person_add", name="李雷", username="lilei")
        assert answer.status_code == 303
        first, second = (text(administrator.client.get(answer["Location"])) for _ in range(2))
    password = shown_password(first)
    assert password
    assert not shown_password(second)
    person = Person.objects.get(user__name="李雷")
    assert (person.user.role, person.partner.name, person.user.username) == (Role.PARTNER_AGENT, "恒屋经纪", "c-恒屋经纪.lilei")
    assert person.user.password_is_one_time
    assert Client().login(username=person.user.username, password=password)
    event = Event.objects.get(kind="partners.person_added")
    assert "李雷" not in str(event.numbers)
    assert password not in str(event.numbers)


@pytest.mark.parametrize("role", [Role.CHANNEL_MANAGER, Role.ADMINISTRATOR, Role.FINANCE, Role.FRONT_DESK, "", "owner"])
def test_nobody_gives_a_right_that_is_not_the_partner_s(administrator: Portal, role: str) -> None:
    with on(NOW):
        answer = administrator.post("portal:person_add", name="李雷", username="lilei", role=role)
    assert answer.status_code == 422
    assert "只能给渠道经纪人或渠道管理员的角色" in text(answer)
    assert not User.objects.filter(name="李雷").exists()


@pytest.mark.parametrize(
    ("name", "username", "message"),
    [("", "lilei", "请填写姓名"), ("李雷", "", "用户名"), ("李雷", "li lei", "用户名"), ("李" * 33, "lilei", "最多 32 个字")],
)
def test_a_name_that_cannot_be_is_said_beside_its_field(administrator: Portal, name: str, username: str, message: str) -> None:
    with on(NOW):
        answer = administrator.post("portal:person_add", name=name, username=username)
    assert answer.status_code == 422
    assert message in text(answer)
    assert f'value="{username}"' in text(answer)


def test_a_taken_name_is_known_only_within_the_own_partner(administrator: Portal) -> None:
    add_person(
        partner=partner("睿源地产"), name="别人", username="lilei", by=user("rival", Role.PARTNER_ADMINISTRATOR, of=partner("睿源地产")), at=at(NOW)
    )
    with on(NOW):
        assert administrator.post("portal:person_add", name="李雷", username="lilei").status_code == 303
        again = administrator.post("portal:person_add", name="李雷二", username="LILEI")
    assert again.status_code == 422
    assert "已经有人用" in text(again)


def test_ending_access_signs_the_person_out_and_keeps_the_customers(administrator: Portal) -> None:
    agent = user("李雷", of=partner())
    browser = portal(agent)
    with on(NOW):
        assert browser.get("portal:list").status_code == 200
        assert administrator.post("portal:person_end", agent.person.public_id).status_code == 303
        assert browser.get("portal:list").status_code == 302
        page = text(administrator.get("portal:my"))
    assert "2025-03-03 已停用" in page
    agent.refresh_from_db()
    assert not agent.is_active


def test_nobody_ends_himself_and_the_last_administrator_stays(administrator: Portal) -> None:
    me = User.objects.get(username="王倩").person
    with on(NOW):
        answer = administrator.post("portal:person_end", me.public_id)
    assert answer.status_code == 409
    assert "不能停用自己的账号" in text(answer)
    system = user("system", Role.ADMINISTRATOR)
    with pytest.raises(Refused, match="people_last_administrator"):
        end_person(person=me, by=system, at=at(NOW))


def test_a_reset_password_replaces_the_old_one_and_ends_open_sessions(administrator: Portal) -> None:
    agent = user("李雷", of=partner())
    browser = portal(agent)
    with on(NOW):
        answer = administrator.post("portal:person_reset", agent.person.public_id)
        password = shown_password(text(administrator.client.get(answer["Location"])))
        assert browser.get("portal:list").status_code == 302
    assert User.objects.get(username="李雷").password_is_one_time
    assert Client().login(username="李雷", password=password)
    assert not Client().login(username="李雷", password="a long password")


def test_a_designated_filer_is_named_and_unnamed(administrator: Portal) -> None:
    agent = user("李雷", of=partner())
    with on(NOW):
        administrator.post("portal:person_filer", agent.person.public_id, designated="1")
        assert "指定备案人" in text(administrator.get("portal:my"))
        assert Person.objects.get(user=agent).is_designated_filer
        administrator.post("portal:person_filer", agent.person.public_id, designated="0")
    assert not Person.objects.get(user=agent).is_designated_filer


@pytest.mark.parametrize("route", ["portal:person", "portal:person_reset", "portal:person_end", "portal:person_filer"])
def test_another_partner_s_person_is_as_absent_as_a_missing_one(administrator: Portal, route: str) -> None:
    theirs = user("rival", of=partner("睿源地产")).person.public_id
    missing = "00000000-0000-4000-8000-000000000000"
    with on(NOW):
        ask = administrator.get if route == "portal:person" else administrator.post
        other, nobody = ask(route, theirs), ask(route, missing)
    assert (other.status_code, other.content) == (404, nobody.content)


def test_an_agent_sees_himself_and_manages_nobody() -> None:
    agent = user("李雷", of=partner())
    colleague = user("韩梅", of=partner()).person
    browser = portal(agent)
    with on(NOW):
        page = text(browser.get("portal:my"))
        assert browser.get("portal:person_add").status_code == 403
        assert browser.post("portal:person_end", colleague.public_id).status_code == 403
    assert "李雷" in page
    assert "韩梅" not in page
    for act in (
        lambda: add_person(partner=partner(), name="新人", username="new", by=agent, at=at(NOW)),
        lambda: end_person(person=colleague, by=agent, at=at(NOW)),
        lambda: reset_password(person=colleague, by=agent, at=at(NOW)),
        lambda: set_designated_filer(person=colleague, designated=True, by=agent, at=at(NOW)),
    ):
        with pytest.raises(Refused, match="people_not_yours"):
            act()


def test_a_suspended_partner_is_told_on_its_own_page(administrator: Portal) -> None:
    Standing.objects.create(
        partner=partner(), kind="suspended", from_at=at("2025-03-01 00:00"), until_at=at("2025-03-11 00:00"), recorded_at=at("2025-03-01 00:00")
    )
    with on(NOW):
        during = text(administrator.get("portal:my"))
    with on("2025-03-11 00:00"):
        after = text(administrator.get("portal:my"))
    assert "合作暂停中" in during
    assert "到 2025-03-10 24:00 为止" in during
    assert "合作正常" in after
