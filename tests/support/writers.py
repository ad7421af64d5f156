"""Writers that remember what was acknowledged to them, for tests that kill the server under them."""

import http.client
import json
import os
import random
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import uuid4

import psycopg

from qudao.kit.embedded_postgres import APP, OWNER, Server
from tests.support.running import ROOT, Running, environment

PATH = "/api/v1/registrations"
PATIENCE = 60.0
TRY_AGAIN = {0, 409, 425, 429, 500, 502, 503, 504}
"""Answers, or none at all, after which nobody knows whether it was done: the same key is sent again."""


@dataclass
class Company:
    """What the writers write about: a project's code and a machine key for each."""

    project: str
    keys: list[str]


def seed(run: Running, writers: int) -> Company:
    """Make the project, and a partner with a machine key for each writer, in the run's own database."""
    server = Server(run.home)
    place = environment(
        run.home, run.port, DATABASE_URL=server.url(APP), DATABASE_OWNER_URL=server.url(OWNER), DJANGO_SETTINGS_MODULE="qudao.settings"
    )
    done = subprocess.run(
        [sys.executable, "-m", "tests.support.seed_writers", str(writers)], cwd=ROOT, env=place, capture_output=True, text=True, timeout=60
    )
    if done.returncode:
        raise AssertionError(done.stderr)
    return Company(**json.loads(done.stdout))


@dataclass
class Written:
    """One acknowledged request: what was sent under which key, and the answer's number and bytes."""

    secret: str
    key: str
    body: bytes
    number: str
    answer: bytes


class Writer(threading.Thread):
    """Reports one customer after another, each under a key of its own, and sends a key again until the answer is definite."""

    def __init__(self, port: int, project: str, secret: str, number: int) -> None:
        super().__init__(daemon=True)
        self.port, self.project, self.secret = port, project, secret
        self.random = random.Random(number)
        self.phone = 13000000000 + number * 10_000_000
        self.written: list[Written] = []
        self.last_begun = 0.0
        """When the last request that was acknowledged at its first try began."""
        self.wrong: list[str] = []
        self.enough = threading.Event()
        self.connection: http.client.HTTPConnection | None = None

    def run(self) -> None:
        while not self.enough.is_set():
            self.phone += self.random.randint(2, 900)
            report = {"project": self.project, "customer_name": "演练客户", "phone": str(self.phone), "declared": True}
            self.report(uuid4().hex, json.dumps(report).encode())

    def report(self, key: str, body: bytes) -> None:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            begun = time.monotonic()
            status, answer = self.send(key, body)
            if status == 201:
                self.written.append(Written(self.secret, key, body, json.loads(answer)["number"], answer))
                self.last_begun = begun
                return
            if status not in TRY_AGAIN:
                self.wrong.append(f"{status}: {answer[:200]!r}")
                self.enough.set()
                return
            time.sleep(0.05)
        self.wrong.append(f"no definite answer within {PATIENCE} s")

    def send(self, key: str, body: bytes) -> tuple[int, bytes]:
        """One try; status 0 when the connection broke."""
        headers = {"Authorization": f"Bearer {self.secret}", "Idempotency-Key": key, "Content-Type": "application/json"}
        try:
            if self.connection is None:
                self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
            self.connection.request("POST", PATH, body, headers)
            answer = self.connection.getresponse()
            return answer.status, answer.read()
        except (OSError, http.client.HTTPException):
            if self.connection is not None:
                self.connection.close()
            self.connection = None
            return 0, b""


@dataclass
class Outcome:
    """What a drill left: keys acknowledged but not there, effects beyond one for each key, and how long each return took."""

    acknowledged: int
    lost: set[str]
    extra: int
    missing_events: int
    other_bytes: int
    wrong: list[str]
    returned: list[tuple[str, float]] = field(default_factory=list)


def drill(run: Running, kills: list[str], *, writers: int = 8, pause: float = 0.8) -> Outcome:
    """Let the writers write, kill one after another, wait each time until everything serves again, then count."""
    company = seed(run, writers)
    crew = [Writer(run.port, company.project, secret, number) for number, secret in enumerate(company.keys)]
    for writer in crew:
        writer.start()
    wait_for(
        lambda: all(writer.written for writer in crew),
        30,
        lambda: f"not every writer has written: {[writer.wrong for writer in crew]}\n{run.output()}",
    )
    returned = []
    for kind in kills:
        time.sleep(pause)
        returned.append((kind, kill_and_wait(run, crew, kind)))
    for writer in crew:
        writer.enough.set()
    for writer in crew:
        writer.join(PATIENCE + 15)
    outcome = count(run, crew)
    outcome.returned = returned
    return outcome


def kill_and_wait(run: Running, crew: list[Writer], kind: str, seconds: float = 30) -> float:
    """`kill -9` one process of that kind; return after how long a new one is there and writes are acknowledged again."""
    victims = run.children()[kind]
    victim = random.Random(len(victims)).choice(victims)
    before = {process.pid for process in victims}
    start = time.monotonic()
    os.kill(victim.pid, 9)

    def is_back() -> bool:
        again = {process.pid for process in run.children()[kind]} - before
        return (
            bool(again)
            and all(run.health()[1].get(part) for part in ("web", "database", "worker"))
            and any(writer.last_begun > start for writer in crew)
        )

    wait_for(is_back, seconds, lambda: f"{kind} did not come back:\n{run.output()}")
    if kind == "job worker":
        wait_for(lambda: beats(run) > 0, seconds, lambda: f"no heartbeat of a new worker:\n{run.output()}")
    return time.monotonic() - start


def beats(run: Running) -> int:
    """How many workers have shown a sign of life within the last two seconds and a half."""
    with psycopg.connect(run.database_url()) as connection:
        row = connection.execute("SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > now() - interval '2.5 s'").fetchone()
        assert row is not None
        return int(row[0])


def wait_for(done: Callable[[], bool], seconds: float, what: Callable[[], str]) -> None:
    """Look every tenth of a second until `done`; AssertionError with `what` when time is up."""
    end = time.monotonic() + seconds
    while not done():
        if time.monotonic() > end:
            raise AssertionError(what())
        time.sleep(0.1)


def count(run: Running, crew: list[Writer]) -> Outcome:
    """Compare what the writers remember with what the database holds."""
    written = [one for writer in crew for one in writer.written]
    with psycopg.connect(run.database_url()) as connection:
        stored = [number for (number,) in connection.execute("SELECT number FROM customers_registration")]
        row = connection.execute("SELECT count(*) FROM organization_event WHERE kind = 'customers.customer_registered'").fetchone()
    assert row is not None
    sample = random.Random(7).sample(written, min(60, len(written)))
    by_secret = {writer.secret: writer for writer in crew}
    replayed = [by_secret[one.secret].send(one.key, one.body) == (201, one.answer) for one in sample]
    return Outcome(
        acknowledged=len(written),
        lost={one.number for one in written} - set(stored),
        extra=len(stored) - len({one.number for one in written}),
        missing_events=len(stored) - row[0],
        other_bytes=replayed.count(False),
        wrong=[line for writer in crew for line in writer.wrong],
    )
