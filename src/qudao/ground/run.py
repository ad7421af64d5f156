"""`qudao run`: everything on one machine, with one command."""

import fcntl
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from qudao.ground.supervise import Command, Database, Supervisor
from qudao.kit.embedded_postgres import APP, OWNER, Server, Unavailable
from qudao.kit.home import home, private_directory, secret
from qudao.kit.processes import die_with_parent

READY_WITHIN = 90.0
WEB_WORKERS = 2
WEB_THREADS = 4
ACCOUNTS = "demo-accounts.txt"


class CannotRun(Exception):
    """Qudao cannot start here; the message says why and what to do."""


@dataclass(frozen=True)
class Place:
    """Where this run lives: its home, its address, and its database if that is not the embedded one."""

    home: Path
    host: str
    port: int
    urls: dict[str, str]

    @property
    def is_embedded(self) -> bool:
        """Whether the database is our own."""
        return not self.urls

    @property
    def address(self) -> str:
        """What to type into a browser."""
        return f"http://{'127.0.0.1' if self.host == '0.0.0.0' else self.host}:{self.port}/"  # noqa: S104 (a comparison)


def run() -> int:
    """Install nothing, start everything, and stay until asked to stop. The exit code: 0 after a clean stop."""
    try:
        place = from_environment()
        with only_one(place.home):
            return serve(place)
    except (CannotRun, Unavailable) as reason:
        print(reason, file=sys.stderr)
        return 1


def from_environment() -> Place:
    """Read QUDAO_HOME, PORT, QUDAO_BIND, DATABASE_URL and DATABASE_OWNER_URL."""
    text = os.environ.get("PORT") or "8000"
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise CannotRun(f"PORT is {text!r}: expected a number from 1 to 65535")
    urls = {name: os.environ[name] for name in ("DATABASE_URL", "DATABASE_OWNER_URL") if os.environ.get(name)}
    if len(urls) == 1:
        missing = ({"DATABASE_URL", "DATABASE_OWNER_URL"} - urls.keys()).pop()
        raise CannotRun(
            f"{missing} is missing: the application serves as one role and migrates as another, which owns the tables; set both, or neither"
        )
    return Place(home=home(), host=os.environ.get("QUDAO_BIND", "127.0.0.1"), port=int(text), urls=urls)


@contextmanager
def only_one(directory: Path) -> Iterator[None]:
    """Hold the home's lock, so that no second run works in the same data."""
    try:
        private_directory(directory, 0o711)
        file = open(directory / "run.lock", "a+", encoding="ascii")  # noqa: SIM115 (entered below, outside this try)
    except OSError as error:
        raise CannotRun(f"QUDAO_HOME {directory} cannot be used: {error.strerror}") from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise CannotRun(
                f"QUDAO_HOME {directory} is in use by process {file.read().strip() or '?'}; stop that one, or set another QUDAO_HOME"
            ) from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


def serve(place: Place) -> int:
    """Start database, web and worker, say where they are, and hold them up."""
    require_free(place)
    for name in ("django", "field-keys", "lookup"):
        secret(name)
    for name in ("log", "static"):
        private_directory(place.home / name, 0o711)
    supervisor = Supervisor(say)
    supervisor.listen()
    try:
        if bring_up(supervisor, place):
            announce(place)
            supervisor.tend_until(lambda: False)
        say("stopping …")
    finally:
        supervisor.stop()
    say("stopped")
    return 0


def bring_up(supervisor: Supervisor, place: Place) -> bool:
    """Start everything in its order and wait until it is ready; False when asked to stop meanwhile."""
    if place.is_embedded:
        start_database(supervisor, Server(place.home))
    if not prepare(supervisor, place):
        return False
    for command in commands(place):
        supervisor.start(command)
    if not supervisor.tend_until(lambda: is_ready(place), seconds=READY_WITHIN) and not supervisor.stopping.is_set():
        raise CannotRun(f"Qudao did not become ready within {READY_WITHIN:.0f} s; see {place.home / 'log'}")
    return not supervisor.stopping.is_set()


def require_free(place: Place) -> None:
    """Refuse a port that somebody listens on."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((place.host, place.port))
        except OSError as error:
            raise CannotRun(
                f"port {place.port} on {place.host} cannot be used ({error.strerror}); set PORT to another one, for example PORT={place.port + 1}"
            ) from error


def start_database(supervisor: Supervisor, server: Server) -> None:
    """Start the embedded server and see that it has our roles and our database."""
    wait_for_orphans(server)
    keeper = supervisor.start(Database(server))
    server.wait(keeper.process)
    server.provide()


def wait_for_orphans(server: Server, seconds: float = 15) -> None:
    """A server whose supervisor was killed is just shutting down; one that stays was started by somebody else."""
    end = time.monotonic() + seconds
    while (left := server.running()) and time.monotonic() < end:
        time.sleep(0.1)
    if left:
        raise CannotRun(f"another PostgreSQL (process {left[0]}) works in {server.data}; stop it, or set another QUDAO_HOME")
    server.clear_remains()


def prepare(supervisor: Supervisor, place: Place) -> bool:
    """Migrate, grant, check and fill the database, in a process of its own, so that this one stays small and hears Ctrl-C; False after that."""
    say("preparing the database …")
    command = [sys.executable, "-m", "qudao.ground.prepare"]
    process = subprocess.Popen(
        command,
        env={**os.environ, **environment(place)},
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=die_with_parent(signal.SIGTERM),
    )
    if not supervisor.tend_until(lambda: process.poll() is not None):
        process.terminate()
        process.wait()
        return False
    if process.returncode:
        raise CannotRun("the database could not be prepared (see above)")
    return True


def commands(place: Place) -> list[Command]:
    """The web server and the worker. They do not learn the owner's URL: only migrations need it."""
    web = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", place.host, "--port", str(place.port)]
    web += ["--workers", str(WEB_WORKERS), "--blocking-threads", str(WEB_THREADS), "--respawn-failed-workers", "--respawn-interval", "0.3"]
    web += ["--workers-kill-timeout", "10", "--log-level", "warning", "--no-access-log", "qudao.wsgi:application"]
    shared = environment(place) | {"DATABASE_OWNER_URL": ""}
    return [
        Command("web", web, log=place.home / "log" / "web.log", environment={**shared, "QUDAO_POOL": str(WEB_THREADS)}),
        Command("worker", [sys.executable, "-m", "qudao.ground.worker"], log=place.home / "log" / "worker.log", environment=shared),
    ]


def environment(place: Place) -> dict[str, str]:
    """What the programs need to know."""
    server = Server(place.home)
    urls = place.urls or {"DATABASE_URL": server.url(APP), "DATABASE_OWNER_URL": server.url(OWNER)}
    return {**urls, "QUDAO_HOME": str(place.home), "DJANGO_SETTINGS_MODULE": "qudao.settings", "PYTHONUNBUFFERED": "1"}


def is_ready(place: Place) -> bool:
    """Ask /healthz."""
    host = "127.0.0.1" if place.host == "0.0.0.0" else place.host  # noqa: S104 (a comparison)
    connection = http.client.HTTPConnection(host, place.port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        answer = connection.getresponse()
        return answer.status == 200 and json.load(answer).get("status") == "ready"
    except (OSError, http.client.HTTPException, ValueError):
        return False
    finally:
        connection.close()


def announce(place: Place) -> None:
    """Say where it is and who can sign in."""
    say(f"Qudao 渠道: {place.address}")
    accounts = place.home / ACCOUNTS
    if accounts.exists():
        print(accounts.read_text(encoding="utf-8").rstrip())
        say(f"these accounts are kept in {accounts}")
    say("Ctrl-C stops it")


def say(line: str) -> None:
    """One line to whoever started us."""
    print(line, flush=True)
