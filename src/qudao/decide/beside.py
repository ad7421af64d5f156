"""A second process that reads the same files and judges them by another version, so that both cores work; it is asked for what differs."""

import gc
from collections.abc import Collection, Mapping
from dataclasses import fields
from datetime import datetime
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from qudao.decide.facts import load
from qudao.decide.known import Facts
from qudao.decide.ruling import rule_all
from qudao.decide.side import Here, Key, Outcomes, Rows, Saying
from qudao.policies.load import Policy


class BesideError(Exception):
    """The second process ended before it answered, or read other files than the first."""


def shape(facts: Facts) -> tuple[int, ...]:
    """How many rows of each table there are: two readings of the same files agree in it."""
    return tuple(len(getattr(facts, table.name)) for table in fields(facts))


class Beside:
    """A side whose decisions lie in a process of its own. Use it as a context: the process ends with it."""

    def __init__(self, path: Path, policy: Policy, *, zone: ZoneInfo, as_of: datetime | None, engine: str) -> None:
        context, wanted = get_context("spawn"), {"zone": zone, "as_of": as_of, "engine": engine}
        self._line, far = context.Pipe()
        self._process = context.Process(target=_serve, args=(far, path, policy), kwargs=wanted, daemon=True)
        self._process.start()
        far.close()

    def __enter__(self) -> "Beside":
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.join()
        self._line.close()

    def wait(self, facts: Facts, as_of: datetime) -> None:
        """Until it has judged. BesideError unless it judged these facts as of this instant."""
        if self._received() != (shape(facts), as_of):
            raise BesideError
        self._outcomes: Outcomes = self._received()

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


def _serve(line: Connection, path: Path, policy: Policy, *, zone: ZoneInfo, as_of: datetime | None, engine: str) -> None:
    """Judge, say what was read, answer until nobody asks. Wrong files are the first process's to complain of: here they only end the work."""
    gc.disable()
    loaded = load(path, zone=zone)
    moment = as_of or loaded.happened
    if loaded.problems or moment is None:
        return
    side = Here(rule_all(policy, loaded.facts, as_of=moment, engine=engine))
    line.send((shape(loaded.facts), moment))
    line.send(side.outcomes())
    while True:
        try:
            what, about = line.recv()
        except EOFError:
            return
        line.send(getattr(side, what)(*about))
