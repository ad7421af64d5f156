"""Signing in and out, changing password and language, and what a stranger learns."""

from typing import Any

import pytest
from django.test import Client

from qudao.kit import clock
from qudao.organization.actions.create_machine_key import create_machine_key
from qudao.organization.actions.disable_user import disable_user
from qudao.organization.fingerprints import FIELD
from qudao.organization.models import Event, Role, User

PASSWORD = "a long password"
pytestmark = pytest.mark.django_db


@pytest.fixture
def user() -> User:
    return User.objects.create_user("zhou", PASSWORD, name="周敏", role=Role.FINANCE, email="zhou@example.com")


def sign_in(login: str, password: str = PASSWORD, **more: str) -> Any:
    return Client(headers={"Accept-Language": "zh-CN"}).post("/sign-in/", {"login": login, "password": password, **more})


def test_the_sign_in_page_speaks_the_readers_language() -> None:
    page = Client().get("/sign-in/", headers={"Accept-Language": "zh-CN"}).content.decode()
    assert "用户名或邮箱" in page
    assert "忘了密码" in page
    assert "sign up" not in page
    assert "用户名或邮箱" in Client().get("/sign-in/", headers={"Accept-Language": "fr"}).content.decode()


@pytest.mark.parametrize("login", ["zhou", "ZHOU", "zhou@example.com", " zhou "])
def test_user_name_or_e_mail_opens_the_door_and_leads_home(user: User, login: str) -> None:
    answer = sign_in(login)
    assert (answer.status_code, answer["Location"]) == (302, "/")


@pytest.mark.parametrize(
    ("role", "home"), [(Role.PARTNER_AGENT, "/p/"), (Role.PARTNER_ADMINISTRATOR, "/p/"), (Role.FRONT_DESK, "/d/"), (Role.AUDITOR, "/d/")]
)
def test_home_is_the_portal_for_partners_and_the_desk_for_our_people(role: str, home: str) -> None:
    client = Client()
    client.force_login(User.objects.create_user("somebody", role=role))
    assert client.get("/")["Location"] == home


def test_a_wrong_password_and_an_unknown_account_answer_alike(user: User) -> None:
    wrong, unknown = sign_in("zhou", "not the password"), sign_in("zhoa", "not the password")
    assert wrong.status_code == unknown.status_code == 422
    for answer in (wrong, unknown):
        assert "用户名或密码不对" in answer.content.decode()


def test_the_sixth_wrong_password_in_five_minutes_is_not_even_looked_at(user: User) -> None:
    for _ in range(5):
        sign_in("zhou", "not the password")
    answer = sign_in("zhou", PASSWORD)
    assert answer.status_code == 422
    assert "试的次数太多" in answer.content.decode()


def test_after_signing_in_one_is_led_back_but_never_to_another_site(user: User) -> None:
    assert sign_in("zhou", next="/d/deals/")["Location"] == "/d/deals/"
    assert sign_in("zhou", next="//evil.example/")["Location"] == "/"


def test_nobody_signs_up(user: User) -> None:
    for address in ("/signup/", "/accounts/signup/", "/sign-up/"):
        assert Client().get(address).status_code == 404


def test_a_disabled_user_is_nobody_from_the_next_request_on(user: User) -> None:
    client = Client()
    client.force_login(user)
    assert client.get("/account/password/").status_code == 200
    disable_user(user=user, by=User.objects.create_user("admin", role=Role.ADMINISTRATOR), at=clock.now())
    assert client.get("/account/password/").status_code == 302
    assert sign_in("zhou")["Location"] == "/account/inactive/"


def test_signing_out_ends_the_session_and_needs_a_post(user: User) -> None:
    client = Client()
    client.force_login(user)
    assert client.get("/sign-out/").status_code == 200
    assert client.get("/account/password/").status_code == 200
    assert client.post("/sign-out/")["Location"] == "/sign-in/"
    assert client.get("/account/password/").status_code == 302


def test_a_new_password_is_taken_once_and_a_weak_one_leaves_the_form_usable(user: User) -> None:
    client = Client()
    client.force_login(user)
    weak = {"oldpassword": PASSWORD, "password1": "123", "password2": "123", FIELD: "the-key-of-the-form"}
    assert client.post("/account/password/", weak).status_code == 422
    good = weak | {"password1": "quite another one", "password2": "quite another one"}
    assert client.post("/account/password/", good).status_code == 303
    user.refresh_from_db()
    assert user.check_password("quite another one")


def test_the_chosen_language_is_remembered_with_the_account(user: User) -> None:
    client = Client(headers={"Accept-Language": "zh-CN"})
    client.force_login(user)
    assert client.post("/language/", {"language": "en", "next": "/account/password/"})["Location"] == "/account/password/"
    user.refresh_from_db()
    assert user.language == "en"
    assert client.get("/account/password/").headers["Content-Language"] == "en"
    assert Event.objects.get().kind == "organization.language_chosen"


@pytest.mark.parametrize(
    "content", [{"language": "xx"}, {}, {"language": "en", "next": "//evil.example/"}, {"language": "en", "next": "javascript:1"}]
)
def test_a_language_that_does_not_exist_changes_nothing_and_no_other_site_is_led_to(content: dict[str, str]) -> None:
    answer = Client().post("/language/", content)
    assert (answer.status_code, answer["Location"]) == (303, "/")


def test_every_form_is_protected_against_other_sites(user: User) -> None:
    client = Client(enforce_csrf_checks=True, headers={"Accept-Language": "zh-CN"})
    client.force_login(user)
    answer = client.post("/account/password/", {FIELD: "the-key-of-the-form"})
    assert answer.status_code == 403
    assert "已过期" in answer.content.decode()


def one_time(user: User) -> Client:
    """Signed in with a password that somebody else has seen."""
    User.objects.filter(pk=user.pk).update(password_is_one_time=True)
    client = Client(headers={"Accept-Language": "zh-CN"})
    assert client.post("/sign-in/", {"login": "zhou", "password": PASSWORD}).status_code == 302
    return client


@pytest.mark.parametrize(("method", "status"), [("get", 302), ("post", 303)])
@pytest.mark.parametrize("path", ["/", "/d/", "/d/months/"])
def test_with_a_one_time_password_every_page_leads_to_choosing_ones_own(user: User, path: str, method: str, status: int) -> None:
    if (path, method) == ("/", "post"):
        return
    answer = getattr(one_time(user), method)(path)
    assert (answer.status_code, answer.headers.get("Location")) in [(status, "/account/password/"), (405, None)]


def test_a_script_with_a_one_time_password_is_sent_there_too(user: User) -> None:
    answer = one_time(user).get("/d/", headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Redirect"]) == (403, "/account/password/")


def test_choosing_another_password_opens_every_page_and_is_on_record(user: User) -> None:
    client = one_time(user)
    assert "一次性密码" in client.get("/account/password/").content.decode()
    same = {"oldpassword": PASSWORD, "password1": PASSWORD, "password2": PASSWORD, FIELD: "the-key-of-a-form-1"}
    refused = client.post("/account/password/", same)
    assert (refused.status_code, "新密码要和现在的密码不同" in refused.content.decode()) == (422, True)
    assert client.get("/d/").status_code == 302

    mine = "another secret of mine"
    done = client.post("/account/password/", {"oldpassword": PASSWORD, "password1": mine, "password2": mine, FIELD: "the-key-of-a-form-2"})

    assert done.status_code == 303
    assert client.get("/d/")["Location"] == "/d/months/"
    assert "一次性密码" not in client.get("/account/password/").content.decode()
    event = Event.objects.get(kind="organization.password_chosen")
    assert (event.by, event.numbers) == (user, {"was_one_time": True})


def test_a_program_is_not_asked_for_a_password(user: User) -> None:
    User.objects.filter(pk=user.pk).update(password_is_one_time=True)
    key = create_machine_key(user=user, name="bridge", scopes=["registrations:read"], by=user, at=clock.now())[1]
    answer = Client().get("/api/v1/registrations", headers={"Authorization": f"Bearer {key}"})
    assert answer.status_code not in (302, 303, 403)
