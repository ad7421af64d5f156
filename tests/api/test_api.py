"""The machines' door: the same actions as the pages, with a key, and errors that name what was expected."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from qudao.customers.models import Registration, Visit
from qudao.kit import clock
from qudao.organization.actions.create_machine_key import create_machine_key
from qudao.organization.actions.revoke_machine_key import revoke_machine_key
from qudao.organization.models import MachineKey, Role
from tests.support import town

pytestmark = pytest.mark.django_db
AT = town.at("2025-03-03 09:00")


@pytest.fixture(autouse=True)
def _pinned() -> Iterator[None]:
    with clock.pinned(AT):
        yield


def key_for(name: str, role: str, scopes: list[str], **where: Any) -> tuple[MachineKey, str]:
    user = town.user(name, role, **where)
    return create_machine_key(user=user, name="test", scopes=scopes, by=user, at=AT)


class Machine:
    """A program with a key."""

    def __init__(self, key: str) -> None:
        self.headers = {"Authorization": f"Bearer {key}"}
        self.client = Client()
        self.sent = 0

    def post(self, path: str, content: object, **headers: str) -> Any:
        self.sent += 1
        headers = {"Idempotency-Key": f"{id(self)}-{self.sent}-abcdefgh", **self.headers, **headers}
        return self.client.post(f"/api/v1/{path}", data=json.dumps(content), content_type="application/json", headers=headers)

    def get(self, path: str) -> Any:
        return self.client.get(f"/api/v1/{path}", headers=self.headers)


@pytest.fixture
def partner_machine() -> Machine:
    town.project()
    return Machine(key_for("agent-a", Role.PARTNER_ADMINISTRATOR, ["registrations:read", "registrations:write"], of=town.partner())[1])


BUYERS = [{"name": "周敏", "phone": "13812345678"}]
REPORT = {"project": "P-滨河苑", "customer_name": "周敏", "phone": "13812345678", "declared": True}


def test_a_partner_system_reports_a_customer_and_reads_the_window(partner_machine: Machine) -> None:
    answer = partner_machine.post("registrations", REPORT)
    assert answer.status_code == 201, answer.content
    told = answer.json()
    assert told["status"] == "registered"
    assert told["phone"] == "138****5678"
    assert told["protected_until"] == "2025-03-10T16:00:00Z"
    assert told["clause"]
    assert told["because"][0]["sentence"]
    assert partner_machine.get(f"registrations/{told['number']}").json() == told
    assert partner_machine.get("registrations").json() == {"items": [told], "next_before": None}


def test_the_same_key_again_reports_once_with_the_same_bytes(partner_machine: Machine) -> None:
    first = partner_machine.post("registrations", REPORT, **{"Idempotency-Key": "one-and-the-same"})
    again = partner_machine.post("registrations", REPORT, **{"Idempotency-Key": "one-and-the-same"})
    assert first.content == again.content
    assert first.status_code == again.status_code == 201
    assert Registration.objects.count() == 1


def test_another_partners_registration_is_answered_like_a_missing_one(partner_machine: Machine) -> None:
    number = partner_machine.post("registrations", REPORT).json()["number"]
    other = Machine(key_for("agent-b", Role.PARTNER_ADMINISTRATOR, ["registrations:read"], of=town.partner("安居行"))[1])
    foreign, missing = other.get(f"registrations/{number}"), other.get("registrations/XX-0000-0000-0000")
    assert foreign.status_code == missing.status_code == 404
    assert foreign.content == missing.content


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"phone": "1381234567"}, "phone"),
        ({"customer_name": " "}, "customer_name"),
        ({"planned_visit_on": "2025-02-30"}, "planned_visit_on"),
        ({"partner_id": "someone-else"}, "partner_id"),
        ({"received_at": "2020-01-01T00:00:00Z"}, "received_at"),
        ({"declared": "perhaps"}, "declared"),
    ],
)
def test_what_is_malformed_is_named_and_nothing_is_written(partner_machine: Machine, change: dict[str, object], where: str) -> None:
    answer = partner_machine.post("registrations", {**REPORT, **change})
    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"
    assert where in [error["where"] for error in answer.json()["errors"]]
    assert Registration.objects.count() == 0


def test_an_unknown_project_is_refused_with_its_field(partner_machine: Machine) -> None:
    answer = partner_machine.post("registrations", {**REPORT, "project": "nowhere"})
    assert answer.status_code == 409
    assert answer.json()["code"] == "project_unknown"
    assert answer.json()["where"] == "project"


def test_a_body_that_is_not_json_is_a_clear_error(partner_machine: Machine) -> None:
    headers = {**partner_machine.headers, "Idempotency-Key": "not-json-at-all"}
    answer = partner_machine.client.post("/api/v1/registrations", data="{", content_type="application/json", headers=headers)
    assert answer.status_code == 400
    assert answer.json()["code"] == "unreadable"


def test_a_revoked_key_opens_nothing() -> None:
    town.project()
    row, secret = key_for("agent-a", Role.PARTNER_ADMINISTRATOR, ["registrations:read"], of=town.partner())
    assert Machine(secret).get("registrations").status_code == 200
    revoke_machine_key(key=row, by=row.user, at=AT)
    assert Machine(secret).get("registrations").status_code == 401


def test_a_key_is_kept_as_a_hash_only() -> None:
    row, secret = key_for("agent-a", Role.PARTNER_ADMINISTRATOR, ["registrations:read"], of=town.partner())
    assert secret.encode() not in bytes(row.key_hash)
    assert secret not in (row.prefix, row.name)


def test_the_site_records_a_visit_and_books_a_deal_that_names_the_owner(partner_machine: Machine) -> None:
    number = partner_machine.post("registrations", REPORT).json()["number"]
    site = town.project()
    desk = Machine(key_for("desk", Role.SITE_BACK_OFFICE, ["visits:write", "visits:read", "deals:write", "deals:read"], at_projects=(site,))[1])
    with clock.pinned(town.at("2025-03-03 11:00")):
        visit = desk.post("visits", {"project": site.code, "registration": number, "learned_from": "渠道介绍"})
    assert visit.status_code == 201, visit.content
    assert visit.json()["source"] == "channel"
    deal = {
        "project": site.code,
        "unit": "3-1201",
        "price": "2400000.00",
        "buyers": [{"name": "周敏", "phone": "13812345678"}],
        "subscribed_at": "2025-03-05T10:00:00+08:00",
    }
    with clock.pinned(town.at("2025-03-05 12:00")):
        booked = desk.post("deals", deal)
        assert booked.status_code == 201, booked.content
        moved = desk.post(f"deals/{booked.json()['number']}/stages", {"stage": "contracted_at", "at": "2025-03-05T11:00:00+08:00"})
    assert booked.json()["credits"][0] | {"clause": ""} == {"partner": "C-恒屋经纪", "registration": number, "share_bp": 10000, "clause": ""}
    assert moved.json()["contracted_at"] == "2025-03-05T03:00:00Z"
    assert desk.get(f"deals/{booked.json()['number']}").json() == moved.json()


def test_a_deal_of_long_ago_is_not_booked_by_machine_but_brought_in_as_history() -> None:
    site = town.project()
    desk = Machine(key_for("desk", Role.SITE_BACK_OFFICE, ["deals:write"], at_projects=(site,))[1])
    buyers = [{"name": "周敏", "phone": "13812345678"}]
    deal = {"project": site.code, "unit": "3-1201", "price": "1", "buyers": buyers, "subscribed_at": "2024-11-30T10:00:00+08:00"}
    answer = desk.post("deals", deal)
    assert (answer.status_code, answer.json()["code"], answer.json()["where"]) == (409, "stage_too_old", "subscribed_at")
    assert "历史资料" in answer.json()["detail"]
    assert desk.post("deals", deal | {"subscribed_at": "2024-12-01T10:00:00+08:00"}).status_code == 201


@pytest.mark.parametrize("learned_from", ["路\x1b过", "路" * 61])
def test_an_arrival_in_unreadable_or_long_words_is_refused_with_its_field(learned_from: str) -> None:
    site = town.project()
    desk = Machine(key_for("desk", Role.SITE_BACK_OFFICE, ["visits:write"], at_projects=(site,))[1])
    visit = {"project": site.code, "customer_name": "周敏", "phone": "13812345678", "source": "walk_in", "learned_from": learned_from}
    answer = desk.post("visits", visit)
    assert answer.status_code == 422
    assert [error["where"] for error in answer.json()["errors"]] == ["learned_from"]
    assert not Visit.objects.exists()
    assert desk.post("visits", visit | {"learned_from": "\u202e路过" + "路" * 58}).status_code == 201
    assert Visit.objects.get().learned_from == "路过" + "路" * 58


def test_the_description_for_machines_is_open_and_names_every_route() -> None:
    described = Client().get("/api/v1/openapi.json").json()
    assert set(described["paths"]) == {
        "/api/v1/registrations",
        "/api/v1/registrations/{number}",
        "/api/v1/visits",
        "/api/v1/visits/{number}",
        "/api/v1/deals",
        "/api/v1/deals/{number}",
        "/api/v1/deals/{number}/stages",
    }
