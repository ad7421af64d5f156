"""The door keeper, the headers and the machine keys."""

import pytest
from django.test import Client

from qudao.kit import clock
from qudao.kit.refused import Refused
from qudao.organization.actions.create_machine_key import create_machine_key
from qudao.organization.actions.create_user import create_user
from qudao.organization.actions.disable_user import disable_user
from qudao.organization.actions.revoke_machine_key import revoke_machine_key
from qudao.organization.models import Event, MachineKey, Role, User
from qudao.organization.permissions.row import FINANCE, api, row
from qudao.organization.permissions.scopes import SCOPES

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator() -> User:
    return User.objects.create_user("admin", role=Role.ADMINISTRATOR)


@pytest.fixture
def partner() -> User:
    return User.objects.create_user("partner", role=Role.PARTNER_ADMINISTRATOR)


def test_nothing_of_others_runs_in_our_pages_and_they_are_not_kept() -> None:
    answer = Client().get("/sign-in/")
    assert "default-src 'self'" in answer["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("address", ["/nowhere", "/d/nowhere/", "/p/%00", "/?q=%00", "/%ff%fe"])
def test_an_odd_address_is_answered_calmly(address: str) -> None:
    assert Client().get(address).status_code in (400, 404)


@pytest.mark.parametrize("address", ["/sign-in/", "/sign-out/", "/language/", "/p/report/"])
def test_a_form_in_another_encoding_is_answered_calmly(address: str) -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.post(address, b"a=b", content_type="application/x-www-form-urlencoded; charset=utf-16").status_code == 400


def test_an_unknown_address_of_the_api_is_a_problem_in_json() -> None:
    answer = Client().get("/api/v1/nowhere")
    assert (answer.status_code, answer["Content-Type"], answer.json()["code"]) == (404, "application/problem+json", "not_found")


def test_a_stranger_is_asked_to_sign_in_and_led_back() -> None:
    assert Client().get("/account/password/?a=b")["Location"] == "/sign-in/?next=%2Faccount%2Fpassword%2F%3Fa%3Db"


def test_a_fragment_asked_for_after_the_session_ended_leads_the_whole_page_to_sign_in() -> None:
    answer = Client().get("/account/password/", headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Redirect"][:9]) == (401, "/sign-in/")


@pytest.mark.parametrize("wrong", [{}, {"GET": frozenset()}, {"GET": frozenset({"nobody_known"})}, {"HEAD": FINANCE}])
def test_a_row_that_allows_by_accident_is_not_accepted(wrong: dict[str, frozenset[str]]) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        row(scope="none", **wrong)


def test_a_row_knows_its_methods() -> None:
    known = row(scope="none", GET=FINANCE, POST=api("deals:write"))
    assert known.allowed("HEAD") == known.allowed("GET") == FINANCE
    assert known.allowed("DELETE") is None


def test_a_machine_key_is_shown_once_and_only_its_hash_is_kept(partner: User, administrator: User) -> None:
    key, secret = create_machine_key(user=partner, name="ERP", scopes=["registrations:read"], by=administrator, at=clock.now())
    assert secret.startswith("qudao_")
    assert secret.encode() not in bytes(MachineKey.objects.get(pk=key.pk).key_hash)
    assert Event.objects.get().kind == "organization.machine_key_created"


@pytest.mark.parametrize("scopes", [[], ["visits:write"], ["everything"], ["registrations:read", "deals:write"]])
def test_a_key_gets_no_right_that_its_user_has_not(partner: User, administrator: User, scopes: list[str]) -> None:
    with pytest.raises(Refused, match="scope"):
        create_machine_key(user=partner, name="ERP", scopes=scopes, by=administrator, at=clock.now())
    assert not MachineKey.objects.exists()


@pytest.mark.parametrize(
    "authorization", ["", "Bearer", "Bearer x", "Bearer qudao_" + "0" * 48, "Basic cXVkYW86", "Bearer qudao_" + "é" * 10, "Bearer qudao_" + "0" * 500]
)
def test_what_is_no_key_opens_nothing(authorization: str) -> None:
    answer = Client().get("/api/v1/registrations", headers={"Authorization": authorization.encode().decode("latin-1")})
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Bearer")


def test_a_key_ends_with_its_revocation_or_its_user(partner: User, administrator: User) -> None:
    def status(secret: str) -> int:
        return Client(headers={"Authorization": f"Bearer {secret}"}).get("/api/v1/registrations").status_code

    (one, first), (_two, second) = (
        create_machine_key(user=partner, name=name, scopes=["registrations:read"], by=administrator, at=clock.now()) for name in ("a", "b")
    )
    assert (status(first), status(second)) == (200, 200)
    revoke_machine_key(key=one, by=administrator, at=clock.now())
    assert (status(first), status(second)) == (401, 200)
    with pytest.raises(Refused, match="key_revoked_before"):
        revoke_machine_key(key=one, by=administrator, at=clock.now())
    disable_user(user=partner, by=administrator, at=clock.now())
    assert status(second) == 401


def test_a_session_does_not_open_the_api(partner: User) -> None:
    client = Client()
    client.force_login(partner)
    assert client.get("/api/v1/registrations").status_code == 401


def test_scopes_belong_to_known_roles() -> None:
    assert {role for roles in SCOPES.values() for role in roles} <= set(Role.values)


@pytest.mark.parametrize(("username", "role", "code"), [("ADMIN", Role.FINANCE, "username_taken"), ("new", "king", "role_unknown")])
def test_an_account_needs_a_free_name_and_a_known_role(administrator: User, username: str, role: str, code: str) -> None:
    with pytest.raises(Refused, match=code):
        create_user(username=username, name="新人", role=role, password=None, by=administrator, at=clock.now())


def test_nobody_switches_himself_off(administrator: User) -> None:
    with pytest.raises(Refused, match="own_account"):
        disable_user(user=administrator, by=administrator, at=clock.now())
