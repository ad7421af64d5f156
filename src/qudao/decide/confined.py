"""The parent's side of `child.py`: start it, wait no longer than allowed, take its lines."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import IO, Any

from qudao.decide.cells import Cell
from qudao.decide.problems import Problem, UnreadableError
from qudao.decide.sheets import Sheet


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may cost. Parquet's reader reserves address space generously, so it gets three times the memory."""

    seconds: int = 30
    cpu_seconds: int = 20
    memory: int = 512 * 2**20
    cells: int = 10_000_000


def parse_in_child(path: Path, *, file: str = "", limits: Limits | None = None) -> tuple[Sheet, ...]:
    """The sheets of a file of any kind, parsed in a process of its own that cannot harm this one; raises UnreadableError."""
    limits = limits or Limits()
    file = file or path.name
    memory = limits.memory * (3 if path.suffix.lower() == ".parquet" else 1)
    command = [sys.executable, "-m", "qudao.decide.child", str(path.absolute()), str(memory), str(limits.cpu_seconds), str(limits.cells)]
    environment = {"PATH": os.environ.get("PATH", ""), "PYTHONPATH": os.pathsep.join(entry for entry in sys.path if entry), "OMP_NUM_THREADS": "1"}
    with tempfile.TemporaryFile() as output:
        try:
            code = subprocess.run(
                command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.DEVNULL, timeout=limits.seconds, env=environment, check=False
            ).returncode
        except subprocess.TimeoutExpired:
            raise UnreadableError(Problem("too_slow", file, details={"limit": limits.seconds})) from None
        output.seek(0)
        if code not in (0, 3):
            raise UnreadableError(_killed(code, file, limits))
        try:
            return tuple(_sheets(output, file))
        except UnreadableError as error:
            raise UnreadableError(replace(error.problem, file=file)) from None


def _killed(code: int, file: str, limits: Limits) -> Problem:
    """The child died of its limits, or took its parser down with it."""
    if code in (-24, -9, 137, 152):
        return Problem("too_slow", file, details={"limit": limits.cpu_seconds})
    return Problem("too_big", file, details={"limit": f"{limits.memory >> 20} MiB"})


def _sheets(output: IO[bytes], file: str) -> Iterator[Sheet]:
    """Read the lines back: a document opens a sheet, lists are its rows."""
    opened: dict[str, Any] | None = None
    rows: list[list[Cell]] = []
    for line in output:
        document = json.loads(line, object_hook=_decode)
        if isinstance(document, list):
            rows.append(document)
            continue
        if "problem" in document:
            raise UnreadableError(Problem(document["problem"], file, document.get("sheet"), document.get("row"), details=document["details"]))
        if opened is not None:
            yield _sheet(opened, rows, file)
        opened, rows = document, []
    if opened is not None:
        yield _sheet(opened, rows, file)


def _sheet(opened: dict[str, Any], rows: list[list[Cell]], file: str) -> Sheet:
    merged = tuple((first, last, where) for first, last, where in opened["merged"])
    numbers = opened.get("numbers") or list(range(1, len(rows) + 1))
    return Sheet(file, opened["sheet"] or None, rows, numbers, heading=opened.get("heading"), merged=merged)


def _decode(tagged: dict[str, object]) -> object:
    if len(tagged) == 1:
        ((tag, value),) = tagged.items()
        if tag == "at":
            return datetime.fromisoformat(str(value))
        if tag == "on":
            return date.fromisoformat(str(value))
        if tag == "decimal":
            return Decimal(str(value))
        if tag == "other":
            return str(value)
    return tagged
