"""The commands that start and prepare Qudao on this machine."""

import os
from importlib import import_module

import django
import typer

from qudao.ground import run as running


def run() -> None:
    """Start database, web and worker, and keep them running until Ctrl-C. Reads QUDAO_HOME, PORT, QUDAO_BIND, DATABASE_URL, DATABASE_OWNER_URL."""
    raise typer.Exit(running.run())


def migrate() -> None:
    """Bring the database to this version as its owner, give the application its rights, check that it is safe to serve from."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qudao.settings")
    raise typer.Exit(import_module("qudao.ground.prepare").main(demo=False))


def verify() -> None:
    """Compute the sealed event log again from its rows; say where it breaks, and end with 1 if it does."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qudao.settings")
    django.setup()
    raise typer.Exit(import_module("qudao.organization.verify").command())
