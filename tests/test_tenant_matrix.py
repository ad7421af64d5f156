"""T9: every route, every method, everybody, over his own object, another's and one that does not exist.

What is expected comes from the permission table; somebody else's object must be the same as a missing one, to the byte.
Generated from the URL configuration: a new route without a row fails. Two planted defects show that the matrix can fail.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from qudao.customers.models import RegistrationQuerySet, VisitQuerySet
from qudao.kit import clock, ids
from qudao.organization.actions.create_machine_key import create_machine_key
from qudao.organization.actions.disable_user import disable_user
from qudao.organization.actions.revoke_machine_key import revoke_machine_key
from qudao.organization.fingerprints import FIELD
from qudao.organization.idempotency import EXEMPT, SAFE
from qudao.organization.models import COMPANY_ROLES, Role, User
from qudao.organization.permissions import TABLE
from qudao.organization.permissions.row import ANONYMOUS
from qudao.organization.permissions.scopes import SCOPES
from tests.support.matrix_objects import Side, named, side

OPEN_SCOPES = ("none", "company")
HARMLESS = {("home", 302), ("account_logout", 302), ("healthz", 503), ("api:api-root", 404), ("desk:month_close", 404)}
"""Home and sign-out lead to sign-in; no worker runs beside these tests; Ninja's root is no page; an empty form names no programme."""
pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Route:
    """A named route and the keywords of its address."""

    name: str
    keywords: dict[str, str]


def routes(patterns: list[Any] | None = None, namespace: str = "") -> Iterator[Route]:
    """All routes of the URL configuration, once each."""
    seen = set()
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from routes(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern):
            name = f"{namespace}{pattern.name}"
            keywords = {word: type(converter).__name__.removesuffix("Converter").lower() for word, converter in pattern.pattern.converters.items()}
            if name not in seen:
                seen.add(name)
                yield Route(name, keywords)


@dataclass
class Principal:
    """Somebody who asks: his roles as the table knows them, his side if he has one, and how he shows who he is."""

    name: str
    roles: frozenset[str]
    side: Side | None = None
    user: User | None = None
    cookies: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def is_machine(self) -> bool:
        return "Authorization" in self.headers


def of_session(name: str, user: User, side: Side | None = None) -> Principal:
    """Somebody signed in."""
    client = Client()
    client.force_login(user)
    return Principal(name, frozenset({user.role}), side, user, {settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value})


def of_key(name: str, user: User, scopes: list[str], side: Side | None = None) -> Principal:
    """A program with a key."""
    _row, key = create_machine_key(user=user, name=name, scopes=scopes, by=user, at=clock.now())
    return Principal(name, frozenset(f"api:{scope}" for scope in scopes), side, user, headers={"Authorization": f"Bearer {key}"})


def scopes_of(user: User) -> list[str]:
    return [scope for scope, roles in SCOPES.items() if user.role in roles]


def principals(one: Side, other: Side) -> Iterator[Principal]:
    """Everybody: nobody, each role, the rival, the switched off, the expired, and their programs."""
    yield Principal("anonymous", frozenset({ANONYMOUS}))
    for side_ in (one, other):
        yield of_session(f"administrator of {side_.name}", side_.administrator, side_)
        yield of_session(f"agent of {side_.name}", side_.agent, side_)
        yield of_key(f"program of {side_.name}", side_.administrator, scopes_of(side_.administrator), side_)
        back_office = side_.site[Role.SITE_BACK_OFFICE]
        yield of_key(f"program at {side_.name}", back_office, scopes_of(back_office), side_)
    for role, user in one.site.items():
        yield of_session(str(role), user, one)
    for role in sorted(COMPANY_ROLES):
        yield of_session(str(role), User.objects.create_user(f"the-{role}", role=role))
    yield of_key("program that may only read visits", one.administrator, ["visits:read"], one)
    yield from switched_off(one)


def switched_off(one: Side) -> Iterator[Principal]:
    """Those who were somebody: disabled, expired, revoked. Now they are nobody."""
    gone = User.objects.create_user("gone", role=Role.ADMINISTRATOR)
    partner = User.objects.create_user("gone-too", role=Role.PARTNER_ADMINISTRATOR)
    for principal in (of_session("disabled user", gone), of_key("program of a disabled user", partner, scopes_of(partner))):
        principal.roles = frozenset({ANONYMOUS})
        yield principal
    for user in (gone, partner):
        disable_user(user=user, by=one.administrator, at=clock.now())
    expired = of_session("expired session", one.administrator)
    SessionStore(expired.cookies[settings.SESSION_COOKIE_NAME]).delete()
    expired.roles = frozenset({ANONYMOUS})
    yield expired
    revoked = of_key("revoked key", one.administrator, ["registrations:read"])
    revoke_machine_key(key=one.administrator.machine_keys.order_by("-id")[0], by=one.administrator, at=clock.now())
    revoked.roles = frozenset({ANONYMOUS})
    yield revoked


def ask(principal: Principal, method: str, address: str) -> HttpResponse:
    """The answer to one request, of which nothing stays."""
    client = Client(raise_request_exception=False, headers=principal.headers)
    client.cookies.load(principal.cookies)
    with transaction.atomic():
        if address.startswith("/api/"):
            answer = client.generic(method, address, "{}", content_type="application/json", headers={"Idempotency-Key": ids.new_token(8)})
        elif method == "POST":
            answer = client.post(address, {FIELD: ids.new_token(8)})
        else:
            answer = client.generic(method, address)
        transaction.set_rollback(True)
    return answer


def expected(principal: Principal, route: Route, method: str) -> str:
    """What the table says: "in", "sign in", "forbidden"."""
    roles = principal.roles
    machines_only = TABLE[route.name].is_for_machines or route.name.startswith("api:")
    if principal.is_machine != machines_only:
        roles = frozenset({ANONYMOUS})
    if roles & (TABLE[route.name].allowed(method) or frozenset()):
        return "in"
    return "sign in" if roles == {ANONYMOUS} else "forbidden"


def seen(answer: HttpResponse) -> str:
    """What the answer says, in the same words."""
    if answer.status_code == 401 or (answer.status_code in (302, 303) and answer["Location"].startswith(reverse("account_login"))):
        return "sign in"
    if answer.status_code >= 500:
        return f"crash {answer.status_code}"
    return {403: "forbidden", 404: "missing", 405: "no such method"}.get(answer.status_code, "in")


def same(one: HttpResponse, other: HttpResponse) -> bool:
    """Whether nobody can tell two answers apart."""
    return (one.status_code, one.content, dict(one.headers)) == (other.status_code, other.content, dict(other.headers))


def address(route: Route, whose: Side | None, user: User | None = None) -> str:
    """The address that names the object of a side (of `user`, where persons own it), or nothing that exists."""
    return reverse(route.name, kwargs=named(route.name, route.keywords, whose, user))


def mismatches(found: list[Route], people: list[Principal], sides: tuple[Side, Side]) -> list[str]:
    """Every cell of the matrix that is not as the table says."""
    return [wrong for route in found for method in TABLE[route.name].methods for who in people for wrong in cell(route, method, who, sides)]


def cell(route: Route, method: str, who: Principal, sides: tuple[Side, Side]) -> Iterator[str]:
    """What is wrong when `who` asks for his own object, another's, and one that is not there."""
    own = who.side or sides[0]
    want, answer = expected(who, route, method), ask(who, method, address(route, own, who.user))
    got = seen(answer)
    place = f"{method} {route.name} by {who.name}"
    if (route.name, answer.status_code) in HARMLESS:
        got = want
    if got != want:
        yield f"{place}: {got} ({answer.status_code}) instead of {want}"
    if not route.keywords:
        return
    missing = ask(who, method, address(route, None))
    if want == "in" and seen(missing) != "missing" and (method in SAFE or missing.status_code != 422):
        yield f"{place}: a missing object answers {missing.status_code} instead of 404"
    if who.side is not None and want != "sign in" and TABLE[route.name].scope not in OPEN_SCOPES:
        others = ask(who, method, address(route, sides[0] if own is sides[1] else sides[1]))
        if not same(others, missing):
            yield f"{place}: another's object ({others.status_code}) differs from a missing one ({missing.status_code})"


@pytest.fixture
def sides() -> tuple[Side, Side]:
    return side("甲", "13812345678"), side("乙", "13987654321")


def rows_missing(found: list[Route]) -> list[str]:
    """Routes without a row, and rows without a route."""
    names = {route.name for route in found}
    return sorted(f"{name} has no row" for name in names - TABLE.keys()) + sorted(f"row {name} has no route" for name in TABLE.keys() - names)


def test_every_route_has_a_row_and_every_row_a_route() -> None:
    assert rows_missing(list(routes())) == []


def test_everybody_gets_what_the_table_says_and_anothers_object_is_a_missing_one(sides: tuple[Side, Side]) -> None:
    wrong = mismatches(list(routes()), list(principals(*sides)), sides)
    assert not wrong, "\n".join(wrong)


def test_a_method_that_a_row_does_not_name_is_refused(sides: tuple[Side, Side]) -> None:
    administrator = of_session("administrator", User.objects.create_user("the-administrator", role=Role.ADMINISTRATOR))
    for route in routes():
        for method in {"GET", "POST", "PUT", "PATCH", "DELETE"} - TABLE[route.name].methods.keys():
            assert ask(administrator, method, address(route, sides[0])).status_code == 405, f"{method} {route.name}"


def test_every_unsafe_route_asks_for_an_idempotency_key(sides: tuple[Side, Side]) -> None:
    people = list(principals(*sides))
    for route in routes():
        for method in TABLE[route.name].methods.keys() - SAFE:
            insider = next((who for who in people if expected(who, route, method) == "in"), None)
            assert insider is not None, f"nobody may {method} {route.name}"
            client = Client(headers=insider.headers)
            client.cookies.load(insider.cookies)
            answer = client.generic(method, address(route, insider.side or sides[0], insider.user))
            assert (answer.status_code == 400) == (route.name not in EXEMPT), f"{method} {route.name}: {answer.status_code}"


def test_only_sign_in_sign_out_and_language_are_exempt() -> None:
    assert sorted(EXEMPT) == ["account_login", "account_logout", "set_language"]


def test_sabotage_a_query_that_forgets_whose_rows_it_reads_is_caught(sides: tuple[Side, Side], monkeypatch: pytest.MonkeyPatch) -> None:
    for rows in (RegistrationQuerySet, VisitQuerySet):
        monkeypatch.setattr(rows, "visible_to", lambda self, _user: self)
    some = [route for route in routes() if route.name in ("api:registration", "api:visit", "portal:registration")]
    wrong = mismatches(some, list(principals(*sides)), sides)
    assert any("another's object (200) differs from a missing one" in line for line in wrong), wrong


@pytest.mark.urls("tests.support.forgotten_urls")
def test_sabotage_a_view_without_a_row_is_caught_and_opens_to_nobody(sides: tuple[Side, Side]) -> None:
    assert "forgotten has no row" in rows_missing(list(routes()))
    assert {ask(who, "GET", "/forgotten").status_code for who in principals(*sides)} == {404}
