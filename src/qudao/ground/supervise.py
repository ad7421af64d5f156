"""Keep programs running: start them in order, bring back the ones that die, stop them in reverse order."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Event
from typing import Protocol

from qudao.kit.embedded_postgres import Server
from qudao.kit.processes import die_with_parent

LOOK_EVERY = 0.2
STEADY_AFTER = 10.0
LONGEST_PAUSE = 2.0
PATIENCE = 15.0
LARGEST_LOG = 20 << 20


class Program(Protocol):
    """Something that can be started, ended, and cleared away after it has died."""

    name: str

    def start(self) -> subprocess.Popen[bytes]:
        """Start it in a process of its own."""

    def clear(self, process: subprocess.Popen[bytes]) -> None:
        """Remove what a sudden death left behind."""

    def stop(self, process: subprocess.Popen[bytes]) -> None:
        """End it in good order, and return when it has ended."""


class Database:
    """The embedded PostgreSQL."""

    name = "database"

    def __init__(self, server: Server) -> None:
        self.server = server

    def start(self) -> subprocess.Popen[bytes]:
        """Start the server; it answers a moment later."""
        return self.server.spawn()

    def clear(self, process: subprocess.Popen[bytes]) -> None:
        """End the dead server's children, which would keep the new one from the data."""
        self.server.clear_remains()

    def stop(self, process: subprocess.Popen[bytes]) -> None:
        """Shut down with a checkpoint."""
        self.server.stop(process)


class Command:
    """A program of ours with its log: the web server, the worker."""

    def __init__(self, name: str, arguments: Sequence[str], *, log: Path, environment: dict[str, str]) -> None:
        self.name = name
        self.arguments = list(arguments)
        self.log = log
        self.environment = environment

    def start(self) -> subprocess.Popen[bytes]:
        """Start it as the leader of a group, so that its children can be found when it is gone."""
        if self.log.exists() and self.log.stat().st_size > LARGEST_LOG:
            self.log.replace(self.log.with_suffix(".old"))
        with open(self.log, "ab") as log:
            return subprocess.Popen(
                self.arguments,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={**os.environ, **self.environment},
                start_new_session=True,
                preexec_fn=die_with_parent(signal.SIGTERM),
            )

    def clear(self, process: subprocess.Popen[bytes]) -> None:
        """End the children that outlived it."""
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass

    def stop(self, process: subprocess.Popen[bytes]) -> None:
        """Ask it to finish what it is doing, then insist."""
        process.terminate()
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        self.clear(process)


class Keeper:
    """One program and what became of it."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.process = program.start()
        self.started = time.monotonic()
        self.pause = 0.0
        self.ended: float | None = None

    def tend(self, say: Callable[[str], None]) -> None:
        """Start the program again if it has died; one that keeps dying waits longer each time, up to LONGEST_PAUSE."""
        if self.process.poll() is None:
            return
        now = time.monotonic()
        if self.ended is None:
            self.ended = now
            self.pause = 0.0 if now - self.started > STEADY_AFTER else min(max(self.pause * 2, LOOK_EVERY), LONGEST_PAUSE)
            say(f"{self.program.name} ended ({_how(self.process.returncode)}); starting it again")
            self.program.clear(self.process)
        if now - self.ended >= self.pause:
            self.process, self.started, self.ended = self.program.start(), now, None


class Supervisor:
    """Holds the programs up until it is asked to stop."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self.say = say
        self.keepers: list[Keeper] = []
        self.stopping = Event()

    def listen(self) -> None:
        """Stop on Ctrl-C, on a service manager's SIGTERM, and when the terminal goes."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda *_: self.stopping.set())

    def start(self, program: Program) -> Keeper:
        """Start one more program and hold it up."""
        keeper = Keeper(program)
        self.keepers.append(keeper)
        return keeper

    def tend_until(self, done: Callable[[], bool], *, seconds: float | None = None) -> bool:
        """Look after everything until `done` says so; False when asked to stop, or out of time, before that."""
        end = None if seconds is None else time.monotonic() + seconds
        while not self.stopping.wait(LOOK_EVERY):
            for keeper in self.keepers:
                keeper.tend(self.say)
            if done():
                return True
            if end is not None and time.monotonic() > end:
                return False
        return False

    def stop(self) -> None:
        """End everything, last started first, so that the database goes last."""
        for keeper in reversed(self.keepers):
            if keeper.process.poll() is None:
                keeper.program.stop(keeper.process)
        self.keepers.clear()


def _how(code: int) -> str:
    return f"killed by {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
