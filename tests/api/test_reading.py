"""What machines may send: JSON only, every field once, instants with their offset."""

import json
import warnings
from typing import Any

import pytest
from django.test import Client

from qudao.customers.models import Registration
from qudao.organization.actions.create_machine_key import create_machine_key
from qudao.organization.models import Role
from tests.support import town

pytestmark = pytest.mark.django_db
AT = town.at("2025-03-03 09:00")
REPORT = {"project": "P-滨河苑", "customer_name": "周敏", "phone": "13812345678", "declared": True}


@pytest.fixture
def key() -> dict[str, str]:
    town.project()
    user = town.user("agent-a", Role.PARTNER_ADMINISTRATOR, of=town.partner())
    secret = create_machine_key(user=user, name="test", scopes=["registrations:read", "registrations:write"], by=user, at=AT)[1]
    return {"Authorization": f"Bearer {secret}", "Idempotency-Key": "a-key-of-this-test"}


def post(key: dict[str, str], body: str, kind: str = "application/json") -> Any:
    return Client().post("/api/v1/registrations", data=body, content_type=kind, headers=key)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (json.dumps(REPORT)[:-1] + ', "phone": "13900000000"}', "phone"),
        (json.dumps(REPORT)[:-1] + ', "phone": "13812345678"}', "phone"),
        (json.dumps(REPORT)[:-1] + ', "more": {"a": 1, "b": 2, "a": 3}}', "a"),
    ],
)
def test_a_field_that_stands_twice_is_named_and_nothing_is_written(key: dict[str, str], body: str, field: str) -> None:
    answer = post(key, body)
    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")
    assert answer.json()["errors"] == [{"where": field, "expected": "每个字段只写一次"}]
    assert Registration.objects.count() == 0


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/jsonp", "x", ""])
def test_a_body_of_another_type_is_refused(key: dict[str, str], kind: str) -> None:
    answer = post(key, json.dumps(REPORT), kind)
    assert (answer.status_code, answer["Content-Type"]) == (415, "application/problem+json")
    assert (answer.json()["code"], answer.json()["title"]) == ("not_json", "内容的格式不对")
    assert Registration.objects.count() == 0


@pytest.mark.parametrize("kind", ["application/json", "application/json; charset=utf-8", "Application/JSON"])
def test_json_is_taken_however_its_type_is_written(key: dict[str, str], kind: str) -> None:
    assert post(key, json.dumps(REPORT), kind).status_code == 201


def test_an_instant_without_its_offset_is_refused_and_one_with_it_taken(key: dict[str, str]) -> None:
    assert post(key, json.dumps(REPORT)).status_code == 201
    with warnings.catch_warnings():
        warnings.simplefilter("error", RuntimeWarning)
        for before in ("2100-01-01T00:00:00", "2100-01-01", "2100-01-01 00:00:00 08:00"):
            answer = Client().get("/api/v1/registrations", {"before": before}, headers=key)
            assert (before, answer.status_code, answer["Content-Type"]) == (before, 422, "application/problem+json")
            assert [error["where"] for error in answer.json()["errors"]] == ["query.before"]
        for before, count in (("2100-01-01T00:00:00+08:00", 1), ("2100-01-01T00:00:00Z", 1), ("2000-01-01T00:00:00Z", 0)):
            answer = Client().get("/api/v1/registrations", {"before": before}, headers=key)
            assert (answer.status_code, len(answer.json()["items"])) == (200, count)
        for before in ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"):
            assert Client().get("/api/v1/registrations", {"before": before}, headers=key).status_code == 200
