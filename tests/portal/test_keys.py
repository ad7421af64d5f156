"""A partner's administrator gives its own system a key: shown once, kept as a hash, taken away at once."""

import re

import pytest
from django.test import Client

from qudao.organization.models import MachineKey, Role, User
from tests.support import town
from tests.support.portal import portal, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator() -> User:
    return town.user("administrator-a", Role.PARTNER_ADMINISTRATOR, of=town.partner())


def secret_of(page: str) -> str:
    found = re.search(r"qudao_[0-9a-f]{20,}", page)
    return found[0] if found else ""


def opens(secret: str) -> bool:
    return Client().get("/api/v1/registrations", headers={"Authorization": f"Bearer {secret}"}).status_code == 200


def test_a_key_is_shown_once_and_opens_the_api(administrator: User) -> None:
    browser = portal(administrator)
    assert browser.post("portal:keys", name="自家系统").status_code == 303
    secret = secret_of(text(browser.get("portal:keys")))
    assert opens(secret)
    assert secret_of(text(browser.get("portal:keys"))) == ""


def test_a_revoked_key_opens_nothing_any_more(administrator: User) -> None:
    browser = portal(administrator)
    browser.post("portal:keys", name="自家系统")
    secret = secret_of(text(browser.get("portal:keys")))
    browser.post("portal:key_revoke", MachineKey.objects.get().public_id)
    assert not opens(secret)


def test_a_key_without_a_name_is_asked_for_one_and_not_made(administrator: User) -> None:
    answer = portal(administrator).post("portal:keys", name="  ")
    assert answer.status_code == 422
    assert "name-error" in text(answer)
    assert not MachineKey.objects.exists()


def test_a_key_of_a_colleague_or_a_rival_is_as_good_as_missing(administrator: User) -> None:
    portal(administrator).post("portal:keys", name="自家系统")
    for other in (
        town.user("administrator-b", Role.PARTNER_ADMINISTRATOR, of=town.partner()),
        town.user("rival", Role.PARTNER_ADMINISTRATOR, of=town.partner("安居行")),
    ):
        assert portal(other).post("portal:key_revoke", MachineKey.objects.get().public_id).status_code == 404
        assert "自家系统" not in text(portal(other).get("portal:keys"))
