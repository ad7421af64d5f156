"""Load the demo company into an empty database: all of it in one transaction, or nothing."""

import sys
import time
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from django.db import transaction

from qudao.customers.models import Registration, Visit
from qudao.demo import deals, life, policies, tour
from qudao.demo.company import ACCOUNTS, DEMO_PARTNER, Company, found
from qudao.demo.names import Population
from qudao.demo.stage import Stage
from qudao.demo.timeline import Calendar, play
from qudao.kit import clock
from qudao.kit.home import write_private
from qudao.kit.ids import seeded
from qudao.orders.models import Deal
from qudao.organization.actions.seal_events import seal_events
from qudao.organization.models import Role, User

SEED = 20240101
FOUNDED_DAYS_AGO = 100
FILE = "demo-accounts.txt"
TOLD_EVERY = 250


def load(home: Path) -> None:
    """Fill the database with 云岭地产 up to the present instant; nothing happens where somebody already works."""
    if User.objects.exists():
        return
    begun = time.monotonic()
    now = clock.now()
    with transaction.atomic(), seeded(SEED):
        company = _lived(now)
        write_private(home / FILE, accounts(company))
    while seal_events(at=clock.now()):
        pass
    counts = f"{Registration.objects.count()} registrations, {Visit.objects.count()} visits, {Deal.objects.count()} deals"
    _say(f"the demo company is loaded: {counts}, in {time.monotonic() - begun:.0f} s")


def accounts(company: Company) -> str:
    """The demo accounts as they are printed and kept: role, user name, password."""
    lines = [f"Demo company 云岭地产, demo partner {DEMO_PARTNER}. Sign in as:"]
    lines += [f"  {Role(role).value:<22} {username:<11} {company.passwords[username]}" for role, username, _ in ACCOUNTS]
    return "\n".join(lines) + "\n"


def _lived(now: datetime) -> Company:
    """Ninety days of life."""
    calendar, rng = Calendar(now), Random(SEED)
    people = Population(rng, tour.KEPT)
    company = found(rng, people, at=calendar.ago(FOUNDED_DAYS_AGO, 9), today=calendar.today)
    stage = Stage(company, calendar, people, rng)
    stories = [*tour.named(stage), *deals.sales(stage), *life.everyday(stage), *policies.told(stage)]
    play(stories, until=now - timedelta(seconds=1), tell=_tell)
    policies.draft(company, at=now - timedelta(seconds=1), today=calendar.today)
    return company


def _tell(step: int, at: datetime) -> None:
    if step % TOLD_EVERY == 0:
        _say(f"  {step} steps, {at:%Y-%m-%d}")


def _say(line: str) -> None:
    print(line, file=sys.stdout, flush=True)  # noqa: T201
