"""A partner's person at the portal's pages, with the clock held still."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from qudao.kit import clock, ids
from qudao.organization.models import User
from tests.support.town import at


@dataclass
class Portal:
    """A signed-in browser."""

    client: Client

    def get(self, name: str, /, *args: Any, **query: str) -> HttpResponse:
        """A page by its route."""
        return self.client.get(reverse(name, args=args), query)

    def post(self, name: str, /, *args: Any, key: str = "", **fields: str) -> HttpResponse:
        """A form, with a one-time number of its own unless `key` gives one."""
        return self.client.post(reverse(name, args=args), {"idempotency_key": key or ids.new_token(16), **fields})


def portal(user: User) -> Portal:
    """A browser in which somebody has signed in."""
    client = Client()
    client.force_login(user)
    return Portal(client)


@contextmanager
def on(instant: str) -> Iterator[None]:
    """Pages are asked for at this instant, Shanghai time."""
    with clock.pinned(at(instant)):
        yield


def text(answer: HttpResponse) -> str:
    """The page as text; dates that are kept in one piece read as text."""
    return re.sub(r'<span class="text-nowrap">([^<]*)</span>', r"\1", answer.content.decode())
