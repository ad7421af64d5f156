"""The commands that start and prepare Qudao on this machine."""

import os
import sys
from importlib import import_module
from typing import Annotated

import django
import typer
from django.db import OperationalError

from qudao.ground import run as running


def run() -> None:
    """Start database, web and worker, and keep them running until Ctrl-C. Reads QUDAO_HOME, PORT, QUDAO_BIND, QUDAO_HOSTS and the DATABASE URLs."""
    raise typer.Exit(running.run())


def migrate() -> None:
    """Bring the database to this version as its owner, give the application its rights, check that it is safe to serve from."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qudao.settings")
    raise typer.Exit(import_module("qudao.ground.prepare").main(demo=False))


def demo() -> None:
    """Load the demo company into an empty database, as `qudao run` does by itself; a database in which somebody works is left alone."""
    raise typer.Exit(_with_database("qudao.ground.prepare", "load_demo"))


def verify(
    head: Annotated[str | None, typer.Option(help="the last seal's hash as an earlier run printed it; the log must still hold it")] = None,
    decisions: Annotated[bool, typer.Option("--decisions", help="decide every stored decision again instead")] = False,
) -> None:
    """Compute the sealed event log again from its rows, and the hash of every approved policy version; say what breaks, and end with 1 then.

    With --decisions: decide every stored registration, ruling, credit, letter and statement line again, under its own policy version and from the
    facts as they were known at its instant; name every difference, and end with 1 if there is any.
    """
    if decisions:
        raise typer.Exit(_with_database("qudao.replay.decisions_command", "command"))
    chain = _with_database("qudao.organization.verify", "command", head)
    raise typer.Exit(chain or _with_database("qudao.programmes.verify", "command"))


def _with_database(module: str, function: str, *arguments: str | None) -> int:
    """Set Django up, then call the function, which answers with the exit code."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qudao.settings")
    django.setup()
    try:
        return int(getattr(import_module(module), function)(*arguments))
    except OperationalError as error:
        print(f"The database does not answer: {error}\nIs `qudao run` running with the same QUDAO_HOME, or DATABASE_URL set?", file=sys.stderr)
        return 1
