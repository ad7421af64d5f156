"""Decide a stored past again: `qudao verify --decisions` on a database of registrations, visits, deals and rulings.

    DATABASE_OWNER_URL=… DATABASE_URL=… python benchmarks/replay.py [--rows 20000] [--deals 2000] [--runs 3]

Needs an empty database of its own (both URLs; nothing else may be in it). The facts are those of benchmarks/decide.py, brought in as history, so that
every row was decided by the application itself. The reference is to read the same rows, decrypted, and to do nothing with them.
"""

import argparse
import os
import statistics
import sys
import time
from dataclasses import asdict

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qudao.settings")
django.setup()

from decide import AS_OF, facts_of  # noqa: E402

from qudao.customers.models import Registration, Visit  # noqa: E402
from qudao.decide.known import Facts  # noqa: E402
from qudao.ground.prepare import migrate  # noqa: E402
from qudao.imports.history import bring_in  # noqa: E402
from qudao.organization.models import Role, User  # noqa: E402
from qudao.partners.models import Partner  # noqa: E402
from qudao.programmes.models import Programme, Project  # noqa: E402
from qudao.replay.decisions import Verdict, verify_decisions  # noqa: E402

TABLES = ("registrations", "visits", "extensions", "deals", "buyers")


def fill(facts: Facts, deals: int) -> None:
    """Bring the facts in, through the same function that the import uses."""
    programme = Programme.objects.create(code="B", name="B", pack="property-distribution")
    Partner.objects.bulk_create(Partner(code=row.partner_id, name=row.name) for row in facts.partners)
    Project.objects.bulk_create(Project(code=row.project_id, name=row.name, city="", programme=programme) for row in facts.projects)
    somebody = User.objects.create_user("bench", role=Role.ADMINISTRATOR)
    kept = {row.deal_id for row in facts.deals[:deals]}
    rows = {name: [asdict(row) | {"_row": number} for number, row in enumerate(getattr(facts, name))] for name in TABLES}
    rows["deals"] = [row | {"price": row["price_fen"], "list_price": row["list_price_fen"]} for row in rows["deals"] if row["deal_id"] in kept]
    rows["buyers"] = [row for row in rows["buyers"] if row["deal_id"] in kept]
    bring_in(rows, by=somebody, at=AS_OF)


def read() -> float:
    """Seconds to read all registrations and visits, decrypted."""
    begun = time.perf_counter()
    for model in (Registration, Visit):
        for row in model._default_manager.iterator(chunk_size=2000):
            assert row is not None
    return time.perf_counter() - begun


def again() -> tuple[float, Verdict]:
    """Seconds to decide everything again, and what came of it."""
    begun = time.perf_counter()
    verdict = verify_decisions()
    return time.perf_counter() - begun, verdict


def main() -> int:
    """Fill, then read and decide in turn."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--rows", type=int, default=20_000)
    asked.add_argument("--deals", type=int, default=2_000)
    asked.add_argument("--runs", type=int, default=3)
    options = asked.parse_args()
    migrate()
    if not Registration.objects.exists():
        begun = time.perf_counter()
        fill(facts_of(options.rows), options.deals)
        print(f"brought in within {time.perf_counter() - begun:.0f} s")
    reads, decides = [], []
    for _ in range(options.runs):
        reads.append(read())
        seconds, verdict = again()
        decides.append(seconds)
    print(", ".join(f"{count} {kind}s" for kind, count in sorted(verdict.decided.items())) + f"; {verdict.count} differences")
    for difference in verdict.differences[:5]:
        print(difference)
    for name, values in (("read", reads), ("decided again", decides)):
        print(f"{name}: {min(values):.2f} / {statistics.median(values):.2f} / {max(values):.2f} s")
    median = statistics.median(decides)
    print(f"{verdict.decisions / median:,.0f} decisions/s, {median / statistics.median(reads):.1f} times reading")
    return 1 if verdict.count else 0


if __name__ == "__main__":
    sys.exit(main())
