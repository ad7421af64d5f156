"""Signing in and out, and what a stranger learns."""

import pytest
from django.test import Client

from qudao.organization.models import Role, User

pytestmark = pytest.mark.django_db


def test_the_sign_in_page_speaks_chinese_first() -> None:
    answer = Client().get("/sign-in/", headers={"Accept-Language": "zh-CN"})
    assert answer.status_code == 200
    assert "用户名或邮箱" in answer.content.decode()


def test_the_right_password_opens_the_door_and_leads_home() -> None:
    User.objects.create_user("zhou", "a long password", role=Role.FINANCE)
    client = Client()
    answer = client.post("/sign-in/", {"login": "zhou", "password": "a long password"})
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert client.get("/")["Location"] == "/d/"
