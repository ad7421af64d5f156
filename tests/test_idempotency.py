"""T3: every state-changing request is done once, however often, however much at the same time it is sent.

Real threads against a real PostgreSQL. Two planted defects show that the checks can fail.
"""

import json
import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Barrier
from typing import Any

import pytest
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client

from qudao.kit import clock
from qudao.organization import idempotency
from qudao.organization.actions.create_machine_key import create_machine_key
from qudao.organization.fingerprints import FIELD
from qudao.organization.idempotency import Attempt, IdempotencyMiddleware
from qudao.organization.models import Event, IdempotencyKey, Role, User
from qudao.organization.permissions import TABLE
from qudao.organization.principal import NOBODY
from tests.support.idempotent_urls import ROWS

OPERATIONS = 300
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.urls("tests.support.idempotent_urls")]


@pytest.fixture(autouse=True)
def _rows(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, row in ROWS.items():
        monkeypatch.setitem(TABLE, name, row)


@dataclass
class Person:
    """Somebody who sends: with a session, or with a machine key."""

    user: User
    cookies: str
    key: str

    def send(self, door: str, key: str, content: dict[str, Any]) -> HttpResponse:
        client = Client(raise_request_exception=False)
        if door == "machine":
            headers = {"Authorization": f"Bearer {self.key}", "Idempotency-Key": key}
            return client.post("/api/machine", json.dumps(content), content_type="application/json", headers=headers)
        client.cookies["sessionid"] = self.cookies
        return client.post("/page", {**content, FIELD: key})


@pytest.fixture
def people() -> list[Person]:
    """Two agents of partners."""
    found = []
    for name in ("zhou", "wang"):
        user = User.objects.create_user(name, role=Role.PARTNER_AGENT)
        client = Client()
        client.force_login(user)
        _row, key = create_machine_key(user=user, name="erp", scopes=["registrations:write"], by=user, at=clock.now())
        found.append(Person(user, client.cookies["sessionid"].value, key))
    return found


@dataclass
class Operation:
    """One thing to be done once, and how often it is sent."""

    number: int
    person: Person
    door: str
    sends: int
    at_once: bool
    answers: list[tuple[int, str, bytes]] = field(default_factory=list)

    def run(self) -> "Operation":
        """Send it, all at once or one after the other, until each send has a definite answer."""
        if self.at_once:
            barrier = Barrier(min(self.sends, 6))
            with ThreadPoolExecutor(barrier.parties) as pool:
                list(pool.map(lambda place: self._send(barrier if place < barrier.parties else None), range(self.sends)))
        else:
            for _ in range(self.sends):
                self._send(None)
        return self

    def _send(self, barrier: Barrier | None) -> None:
        try:
            if barrier:
                barrier.wait(20)
            for _ in range(20):
                content = {"operation": self.number, "answer": "page" if self.number % 2 else "redirect"}
                answer = self.person.send(self.door, f"operation-{self.number:05d}", content)
                if answer.status_code not in (409, 503):
                    break
            self.answers.append((answer.status_code, answer.get("Location", ""), answer.content))
        finally:
            connection.close()


def violations(operations: list[Operation]) -> list[str]:
    """What is not as promised: not done once, or not answered with the same bytes."""
    done = Counter(Event.objects.filter(kind="organization.thing_done").values_list("numbers__operation", "by_id"))
    found = []
    for operation in operations:
        effects = done[operation.number, operation.person.user.pk]
        if effects != 1:
            found.append(f"operation {operation.number} was done {effects} times in {operation.sends} sends")
        if len(set(operation.answers)) != 1 or operation.answers[0][0] not in (200, 201, 303):
            found.append(f"operation {operation.number} was answered in {len(set(operation.answers))} ways")
    return found


def life(people: list[Person], count: int, seed: int) -> list[Operation]:
    """Operations of both people through both doors, each sent 2 to 20 times."""
    dice = random.Random(seed)
    operations = [
        Operation(number, dice.choice(people), dice.choice(["page", "machine"]), dice.randint(2, 20) if number % 3 == 0 else 2, dice.random() < 0.5)
        for number in range(count)
    ]
    with ThreadPoolExecutor(3) as pool:
        return list(pool.map(Operation.run, operations))


def test_several_hundred_operations_sent_2_to_20_times_are_done_once_each(people: list[Person]) -> None:
    assert violations(life(people, OPERATIONS, seed=1)) == []


def test_sabotage_an_answer_stored_outside_the_transaction_is_caught(people: list[Person], monkeypatch: pytest.MonkeyPatch) -> None:
    def once(self: IdempotencyMiddleware, request: HttpRequest, attempt: Attempt) -> HttpResponse:
        kept = IdempotencyKey.objects.filter(principal=attempt.principal, key=attempt.key).first()
        if kept is not None:
            return idempotency.replay(request, attempt, kept)
        with transaction.atomic():
            answer = self._run(request)
        with transaction.atomic():
            idempotency.keep(request, attempt, answer)
        return answer

    monkeypatch.setattr(IdempotencyMiddleware, "_once", once)
    assert violations(life(people, 40, seed=2)) != []


def leaks(people: list[Person]) -> list[str]:
    """Whether the second person gets anything of the first one's by sending his key."""
    first, second = people
    found = []
    for door in ("page", "machine"):
        answer = first.send(door, "the-same-key-for-both", {"operation": 1})
        other = second.send(door, "the-same-key-for-both", {"operation": 1})
        if (answer.content, answer.get("Location")) == (other.content, other.get("Location")) or other.status_code == 422:
            found.append(door)
    return found


def test_one_persons_key_gives_another_nothing(people: list[Person]) -> None:
    assert leaks(people) == []


def test_sabotage_a_key_that_is_not_scoped_is_caught(people: list[Person], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(idempotency, "principal_of", lambda _request: NOBODY)
    assert leaks(people) == ["page", "machine"]


def test_a_request_without_a_key_is_refused_and_changes_nothing(people: list[Person]) -> None:
    for door in ("page", "machine"):
        answer = people[0].send(door, "", {"operation": 1})
        assert answer.status_code == 400
    assert answer.json()["code"] == "idempotency_key_missing"
    assert Event.objects.filter(kind="organization.thing_done").count() == 0


@pytest.mark.parametrize(
    ("key", "status"), [("x" * 7, 400), ("x" * 8, 201), ("x" * 128, 201), ("x" * 129, 400), ("with blank", 400), ("中文的钥匙很长很长", 400)]
)
def test_a_key_is_8_to_128_visible_characters(people: list[Person], key: str, status: int) -> None:
    header = key if key.isascii() else key.encode().decode("latin-1")
    assert people[0].send("machine", header, {"operation": 1}).status_code == status


def test_another_payload_under_a_used_key_is_refused(people: list[Person]) -> None:
    for door in ("page", "machine"):
        people[0].send(door, f"a-key-of-{door}", {"operation": 1})
        answer = people[0].send(door, f"a-key-of-{door}", {"operation": 2})
        assert answer.status_code == 422
    assert answer.json()["code"] == "idempotency_key_reused"
    assert Event.objects.filter(kind="organization.thing_done").count() == 2


def test_a_mistake_changes_nothing_and_does_not_use_up_the_key(people: list[Person]) -> None:
    for wrong, status in (("invalid", 422), ("refused", 409), ("defect", 500)):
        answer = people[0].send("page", "the-key-of-the-form", {"operation": 1, "answer": wrong})
        assert answer.status_code == status
        assert Event.objects.filter(kind="organization.thing_done").count() == 0
    assert people[0].send("page", "the-key-of-the-form", {"operation": 1}).status_code == 303
    assert Event.objects.filter(kind="organization.thing_done").count() == 1


def test_a_page_answers_see_other_and_says_on_replay_that_it_is_one(people: list[Person]) -> None:
    first = people[0].send("page", "the-key-of-the-form", {"operation": 1})
    again = people[0].send("page", "the-key-of-the-form", {"operation": 1})
    assert (first.status_code, again.status_code) == (303, 303)
    assert first["Location"] == again["Location"]
    assert not first.has_header("Idempotency-Replayed")
    assert again["Idempotency-Replayed"] == "true"


def test_the_protection_against_other_sites_is_no_payload(people: list[Person]) -> None:
    client = Client()
    client.cookies["sessionid"] = people[0].cookies
    sent = [client.post("/page", {"operation": 1, "csrfmiddlewaretoken": token, FIELD: "the-key-of-the-form"}) for token in ("a", "b")]
    assert sent[0]["Location"] == sent[1]["Location"]


def test_the_stored_answer_is_encrypted(people: list[Person]) -> None:
    answer = people[0].send("page", "the-key-of-the-form", {"operation": 1, "answer": "page"})
    (kept,) = IdempotencyKey.objects.all()
    assert answer.content not in bytes(kept.answer)
    assert "完成".encode() not in bytes(kept.answer)


def test_a_send_while_the_first_is_under_way_waits_and_then_gives_up(people: list[Person], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(idempotency, "WAIT", "200ms")
    attempt = Attempt(f"user:{people[0].user.public_id}", "the-key-of-the-form", b"")
    holder = connection.copy()
    try:
        with holder.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [attempt.lock])
            answer = people[0].send("page", attempt.key, {"operation": 1})
            assert (answer.status_code, answer["Retry-After"]) == (409, "2")
            cursor.execute("ROLLBACK")
    finally:
        holder.close()
    assert people[0].send("page", attempt.key, {"operation": 1}).status_code == 303


@pytest.fixture
def deadlocks(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """A counter of runs; the first two end as PostgreSQL ends the victim of a deadlock."""
    runs: list[int] = []
    plain = IdempotencyMiddleware._run

    def run(self: IdempotencyMiddleware, request: HttpRequest) -> HttpResponse:
        runs.append(1)
        if len(runs) < 3:
            with connection.cursor() as cursor:
                cursor.execute("DO $$ BEGIN RAISE EXCEPTION 'deadlock detected' USING ERRCODE = '40P01'; END $$")
        return plain(self, request)

    monkeypatch.setattr(IdempotencyMiddleware, "_run", run)
    return runs


def test_the_victim_of_a_deadlock_is_run_again_unseen(people: list[Person], deadlocks: list[int]) -> None:
    assert people[0].send("page", "the-key-of-the-form", {"operation": 1}).status_code == 303
    assert len(deadlocks) == 3
    assert Event.objects.filter(kind="organization.thing_done").count() == 1


def test_bodies_that_are_too_big_or_hold_nul_are_refused_clearly(people: list[Person]) -> None:
    answer = people[0].send("machine", "the-key-of-the-call", {"operation": 1, "name": "a\x00b"})
    assert (answer.status_code, answer.json()["code"]) == (400, "nul_character")
    answer = people[0].send("page", "the-key-of-the-call", {"operation": 1, "name": "a\x00b"})
    assert answer.status_code == 400
    answer = people[0].send("machine", "the-key-of-the-call", {"operation": 1, "name": "x" * (13 << 20)})
    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_big")
