"""A real `qudao run` in a home and on a port of its own."""

import http.client
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from qudao.kit.embedded_postgres import OWNER, Server

ROOT = Path(__file__).parent.parent.parent
CLEARED = ("DATABASE_URL", "DATABASE_OWNER_URL", "QUDAO_HOME", "PORT", "QUDAO_DJANGO", "QUDAO_FIELD_KEYS", "QUDAO_LOOKUP")


@dataclass
class Running:
    """One run: its process, its home and its port."""

    home: Path
    port: int
    process: subprocess.Popen[str]

    def health(self) -> tuple[int, dict[str, object]]:
        """What /healthz says; 0 when nobody answers."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/healthz")
            answer = connection.getresponse()
            return answer.status, json.load(answer)
        except (OSError, http.client.HTTPException, ValueError):
            return 0, {}
        finally:
            connection.close()

    def wait_ready(self, seconds: float = 180) -> float:
        """Wait until /healthz says ready; return how long that took."""
        start = time.monotonic()
        while time.monotonic() - start < seconds:
            if self.process.poll() is not None:
                raise AssertionError(f"qudao run ended with {self.process.returncode}:\n{self.output()}")
            if self.health()[0] == 200 and "http://" in self.output():
                return time.monotonic() - start
            time.sleep(0.1)
        raise AssertionError(f"not ready after {seconds} s:\n{self.output()}")

    def output(self) -> str:
        """What it has said so far, and the ends of its logs."""
        logs = [
            f"== {path.name}\n" + "\n".join(path.read_text(errors="replace").splitlines()[-15:]) for path in sorted((self.home / "log").glob("*.log"))
        ]
        return "\n".join([(self.home / "said").read_text(), *logs])

    def children(self) -> dict[str, list[psutil.Process]]:
        """The processes that can be killed, by what they are."""
        found: dict[str, list[psutil.Process]] = {"web master": [], "web worker": [], "job worker": [], "postmaster": [], "backend": []}
        for child in psutil.Process(self.process.pid).children():
            words = words_of(child)
            if "granian" in words:
                found["web master"].append(child)
                found["web worker"] += [inner for inner in children_of(child) if "granian" in words_of(inner) or "spawn_main" in words_of(inner)]
            elif "qudao.ground.worker" in words:
                found["job worker"].append(child)
            elif "postgres" in words:
                found["postmaster"].append(child)
                found["backend"] += [inner for inner in children_of(child) if "qudao_app" in words_of(inner)]
        return found

    def database_url(self) -> str:
        """The owner's URL of its database."""
        return Server(self.home).url(OWNER)

    def stop(self) -> int:
        """End it as a service manager would; return its exit code."""
        self.process.terminate()
        return self.process.wait(60)


def words_of(process: psutil.Process) -> str:
    """Its command line; empty when it has just died."""
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""


def children_of(process: psutil.Process) -> list[psutil.Process]:
    """Its children; none when it has just died."""
    try:
        return process.children()
    except psutil.Error:
        return []


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(home: Path, port: int, **more: str) -> dict[str, str]:
    """The environment of a run, with nothing of this test run's own in it."""
    kept = {name: value for name, value in os.environ.items() if name not in CLEARED}
    return {**kept, "QUDAO_HOME": str(home), "PORT": str(port), **more}


@contextmanager
def temporary_home() -> Iterator[Path]:
    """A home that the database's system user can enter (pytest's own directories are closed to it)."""
    home = Path(tempfile.mkdtemp(prefix="qudao-run-", dir="/tmp"))
    home.chmod(0o711)
    try:
        yield home
    finally:
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def running(home: Path, *, command: tuple[str, ...] = ("-m", "qudao", "run"), **more: str) -> Iterator[Running]:
    """Start `qudao run`, wait until it is ready, and stop it at the end, whatever happened."""
    port = free_port()
    with open(home / "said", "w") as said:
        process = subprocess.Popen(
            [sys.executable, *command], cwd=ROOT, env=environment(home, port, **more), stdout=said, stderr=said, stdin=subprocess.DEVNULL, text=True
        )
    run = Running(home, port, process)
    try:
        run.wait_ready()
        yield run
    finally:
        if process.poll() is None:
            run.stop()
