"""A second process that judges the same facts by another version, so that both cores work; it is asked for what differs.

It is forked after the facts were read: both processes see the same rows, which are read and held once. A fork copies only the thread that
forks, so it is safe only while no library runs threads of its own: then, and where the system has no /proc to tell, there is no second process.
"""

import os
import signal
import threading
from collections.abc import Collection, Mapping
from contextlib import suppress
from datetime import datetime
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from qudao.decide.known import Facts
from qudao.decide.ruling import rule_all
from qudao.decide.side import Here, Key, Outcomes, Rows, Saying, gathered
from qudao.policies.load import Policy

THREADS = Path("/proc/self/task")


class BesideError(Exception):
    """The second process ended before it answered."""


def can_fork() -> bool:
    """Whether a second core is there and every thread of this process is Python's own."""
    return (os.cpu_count() or 1) > 1 and THREADS.is_dir() and len(list(THREADS.iterdir())) == threading.active_count()


class Beside:
    """A side whose decisions lie in a process of its own. Use it as a context: the process ends with it."""

    def __init__(self, policy: Policy, facts: Facts, *, as_of: datetime, engine: str) -> None:
        context = get_context("fork")
        self._line, far = context.Pipe()
        self._process = context.Process(target=_serve, args=(far, self._line, policy, facts), kwargs={"as_of": as_of, "engine": engine}, daemon=True)
        self._process.start()
        far.close()

    def __enter__(self) -> "Beside":
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.join()
        self._line.close()

    def wait(self) -> None:
        """Until it has judged. BesideError where it cannot."""
        self._outcomes: Outcomes = gathered(self._received())

    def outcomes(self) -> Outcomes:
        """What was decided for every key; sent unasked, as soon as it was known."""
        return self._outcomes

    def rows(self, table: str, keys: Collection[Key]) -> Mapping[Key, Rows]:
        """The full rows of some keys."""
        found: Mapping[Key, Rows] = self._asked("rows", table, keys)
        return found

    def saying(self, table: str, keys: Collection[Key], lang: str) -> Saying:
        """Clause and sentence of some keys: the other process makes them while this one does something else, then hands them over when called."""
        self._ask("said", table, keys, lang)
        return self._received

    def amounts(self) -> Mapping[str, int]:
        """What every payee gets."""
        found: Mapping[str, int] = self._asked("amounts")
        return found

    def amounts_of_deals(self, deals: Collection[str]) -> Mapping[str, int]:
        """What some deals cost."""
        found: Mapping[str, int] = self._asked("amounts_of_deals", deals)
        return found

    def _asked(self, what: str, *about: object) -> Any:
        self._ask(what, *about)
        return self._received()

    def _ask(self, what: str, *about: object) -> None:
        try:
            self._line.send((what, about))
        except OSError:
            raise BesideError from None

    def _received(self) -> Any:
        try:
            return self._line.recv()
        except (EOFError, OSError):
            raise BesideError from None


def _serve(line: Connection, near: Connection, policy: Policy, facts: Facts, *, as_of: datetime, engine: str) -> None:
    """Judge, tell the outcomes, answer until nobody asks."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the first process's to answer: it ends this one
    near.close()  # else the line would never end for this process
    side = Here(rule_all(policy, facts, as_of=as_of, engine=engine))
    with suppress(EOFError, OSError):  # the first process has ended
        line.send(side.listed())
        while True:
            what, about = line.recv()
            line.send(getattr(side, what)(*about))
