"""Qudao answers to its own names only: links in pages and answers are never built from a name that a stranger sent."""

import pytest
from django.test import Client

from qudao.settings import hosts

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:8123", "localhost:8000", "[::1]:8000"])
def test_it_answers_to_this_machines_own_names(host: str) -> None:
    assert Client().get("/sign-in/", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost@evil.example", "", "a b"])
def test_another_name_is_refused_with_a_plain_page(host: str) -> None:
    answer = Client().get("/sign-in/", headers={"Host": host, "Accept-Language": "en"})
    assert answer.status_code == 400
    assert answer["Content-Type"].startswith("text/html")
    assert "does not live at this address" in answer.content.decode()


def test_another_name_is_refused_to_machines_as_a_problem_in_json() -> None:
    answer = Client().get("/api/v1/openapi.json", headers={"Host": "evil.example"})
    assert (answer.status_code, answer["Content-Type"], answer.json()["code"]) == (400, "application/problem+json", "host_unknown")


def test_the_address_it_listens_on_and_the_names_of_the_administrator_are_added() -> None:
    own = ["127.0.0.1", "localhost", "[::1]"]
    assert hosts({}) == hosts({"QUDAO_HOSTS": " , ", "QUDAO_BIND": ""}) == own
    assert hosts({"QUDAO_BIND": "10.0.0.5", "QUDAO_HOSTS": "qudao.example.com, .lan"}) == [*own, "10.0.0.5", "qudao.example.com", ".lan"]
    assert hosts({"QUDAO_BIND": "fe80::1"}) == [*own, "[fe80::1]"]
