"""A signed-in reader of pages, as a test drives him: no CSRF check, a fresh one-time number for each form."""

from typing import Any
from uuid import uuid4

from django.http import HttpResponse
from django.test import Client

from qudao.organization.models import User


class Browser:
    """Django's test client with the hidden field of our forms."""

    def __init__(self, reader: User) -> None:
        self.client = Client()
        self.client.force_login(reader)

    def get(self, path: str, **query: str) -> HttpResponse:
        """Open a page."""
        return self.client.get(path, query)  # type: ignore[return-value]

    def post(self, path: str, **fields: Any) -> HttpResponse:
        """Send a form."""
        return self.client.post(path, {"idempotency_key": uuid4().hex, **fields})  # type: ignore[return-value]

    def text(self, path: str, **query: str) -> str:
        """The text of a page that must open."""
        answer = self.get(path, **query)
        assert answer.status_code == 200, (path, answer.status_code)
        return answer.content.decode()
