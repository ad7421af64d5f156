"""The administrator gives the company's own systems keys that do no more than the colleague they stand for."""

import re

import pytest
from django.test import Client

from qudao.organization.models import MachineKey, Role
from tests.support import town
from tests.support.portal import portal, text

pytestmark = pytest.mark.django_db


def test_a_key_acts_as_a_colleague_within_what_he_may_do() -> None:
    browser = portal(town.user("admin", Role.ADMINISTRATOR))
    town.user("office", Role.SITE_BACK_OFFICE, at_projects=(town.project(),))
    assert browser.post("desk:keys", name="前台系统", user="office", scopes="deals:write").status_code == 303
    secret = re.search(r"qudao_[0-9a-f]{20,}", text(browser.get("desk:keys")))
    assert secret is not None
    assert MachineKey.objects.get().scopes == ["deals:write"]
    assert Client().get("/api/v1/registrations", headers={"Authorization": f"Bearer {secret[0]}"}).status_code == 403
    assert secret[0] not in text(browser.get("desk:keys"))


@pytest.mark.parametrize(
    "sent",
    [
        {"name": "", "user": "office", "scopes": "deals:write"},
        {"name": "系统", "user": "nobody", "scopes": "deals:write"},
        {"name": "系统", "user": "agent", "scopes": "registrations:read"},
        {"name": "系统", "user": "office", "scopes": ""},
        {"name": "系统", "user": "desk", "scopes": "deals:write"},
    ],
)
def test_a_key_that_would_do_too_much_is_refused_with_a_sentence(sent: dict[str, str]) -> None:
    town.user("office", Role.SITE_BACK_OFFICE, at_projects=(town.project(),))
    town.user("desk", Role.FRONT_DESK, at_projects=(town.project(),))
    town.user("agent", Role.PARTNER_AGENT, of=town.partner())
    answer = portal(town.user("admin", Role.ADMINISTRATOR)).post("desk:keys", **sent)
    assert answer.status_code == 422
    assert 'role="alert"' in text(answer)
    assert not MachineKey.objects.exists()
