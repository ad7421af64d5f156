"""Bring the database to what this version needs: migrate and grant as the owner, check as the application, fill if empty."""

import os
import sys
from importlib import import_module

import django
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import OperationalError, connections

from qudao.kit import clock
from qudao.kit.home import home
from qudao.organization.database import Unsafe, advice, grant_application, require_safe

LOCK = 7_310_001
DEMO = "qudao.demo.load"
RESTORED = "qudao.replay.actions.notice_restore"
UNBOUND = "qudao.programmes.unbound"
"""They are imported by name once Django is set up, because they are made of models and actions."""


def migrate() -> None:
    """Migrate as the owner and give the application its rights; of two at once the second waits and finds all done."""
    app = connections["default"].settings_dict["USER"]
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        call_command("migrate", database="owner", verbosity=0, interactive=False)
        grant_application(app)
        cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def bind() -> None:
    """Every programme that nobody bound gets the shipped pack it was made with, before anybody's request needs it."""
    import_module(UNBOUND).bind_all(at=clock.now())


def check() -> None:
    """Refuse an unsafe database; mention what could be better."""
    require_safe()
    for line in advice(connections["default"]):
        print(f"Advice: {line}")


def fill() -> bool:
    """Load the demo company if nobody works here yet; whether it did. QUDAO_DEMO=0 leaves the database empty."""
    if os.environ.get("QUDAO_DEMO") == "0" or get_user_model().objects.exists():
        return False
    print("loading the demo company …", flush=True)
    import_module(DEMO).load(home())
    return True


def load_demo() -> int:
    """Fill an empty database on request, and show the accounts; the exit code."""
    if not fill():
        print("Somebody works in this database (or QUDAO_DEMO is 0): nothing was loaded.", file=sys.stderr)
        return 1
    print((home() / "demo-accounts.txt").read_text(encoding="utf-8"), end="")
    return 0


def notice_restore() -> None:
    """Have everything decided again when these rows were restored from elsewhere."""
    if import_module(RESTORED).notice_restore(at=clock.now()):
        print("the database was restored from elsewhere: every decision will be made again; the audit page shows what is found", flush=True)


def main(*, demo: bool = True) -> int:
    """Do all three; the exit code says whether Qudao may serve."""
    django.setup()
    try:
        migrate()
        check()
        bind()
        notice_restore()
        if demo:
            fill()
    except (Unsafe, OperationalError) as reason:
        print(reason, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
