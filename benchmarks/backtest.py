"""A backtest of two versions on 100,000 deals, against two separate runs of `qudao decide` on the same files.

    python benchmarks/backtest.py [--deals 100000] [--pairs 3]

Both sides are the commands as a person starts them, each in a fresh process, reading CSV and writing CSV, one after the other. The draft has 10 days
for 7 and 40 for 45. The totals of every payee and the lines that differ are taken from the files of the two runs of `decide` and must be those
of the backtest, or nothing is printed. The time of the two runs is their sum.
"""

import argparse
import csv
import hashlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import fields
from decimal import Decimal
from pathlib import Path
from random import Random

from decide import FIRST, customer_of, said

from qudao.decide.known import Facts
from qudao.policies.load import PACKS
from qudao.rules.facts import Partner, Project

PACK = "property-distribution"
AIM = 60
TABLES = ("partners", "projects", "registrations", "visits", "extensions", "deals", "buyers")
KEYS = {"registrations": "registration_id", "deals": "deal_id"}


def facts_of(deals: int) -> Facts:
    """So many deals with everything that came before them, from one seed; more than two reports and nearly two visits to a deal."""
    rng = Random(deals)
    projects = [Project(f"P{number:03}", f"P{number}") for number in range(max(6, deals // 500))]
    partners = [Partner(f"F{number:04}", f"F{number}") for number in range(max(40, deals // 25))]
    names = ["".join(rng.choices("周吴郑王冯陈褚卫蒋沈韩杨", k=1) + rng.choices("敏静丽强磊军洋勇艳杰娟涛", k=2)) for _ in range(1500)]
    made: dict[str, list[object]] = defaultdict(list)
    customer = 0
    while len(made["deals"]) < deals:
        customer += 1
        person = (rng.choice(names), f"1{3 + customer % 7}{(customer * 7919) % 10**9:09}")
        customer_of(rng, made, person, project=rng.choice(projects).project_id, partners=partners, buys=0.95)
    tables = {name: tuple(values) for name, values in made.items()}
    return Facts(partners=tuple(partners), projects=tuple(projects), **tables)  # type: ignore[arg-type]


def write(facts: Facts, folder: Path) -> None:
    """The facts as CSV files."""
    folder.mkdir()
    for table in TABLES:
        rows = getattr(facts, table)
        names = [each.name for each in fields(rows[0]) if each.name not in ("suspended", "promotion_area", "attributes")]
        with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow([name.removesuffix("_fen") for name in names])
            writer.writerows([said(name, getattr(row, name)) for name in names] for row in rows)


def draft(folder: Path) -> Path:
    """The shipped pack with 10 days for 7 and 40 for 45."""
    folder.mkdir()
    for file in (PACKS / PACK).glob("*.yaml"):
        text = file.read_text("utf-8")
        if file.name == "protection.yaml":
            text = text.replace("{days: 7,", "{days: 10,").replace("{days: 45, counted_from", "{days: 40, counted_from")
        (folder / file.name).write_text(text, "utf-8")
    return folder


def timed(*words: str | Path) -> tuple[float, float]:
    """Seconds on the clock and of processor time that a `qudao` command takes, its children included."""
    before, started = os.times(), time.perf_counter()
    subprocess.run([sys.executable, "-m", "qudao", *map(str, words)], check=True, stdout=subprocess.DEVNULL)
    seconds, after = time.perf_counter() - started, os.times()
    return seconds, (after.children_user + after.children_system) - (before.children_user + before.children_system)


def rows_of(path: Path) -> Iterator[dict[str, str]]:
    """A table as written."""
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def digest(value: object) -> str:
    """A short checksum."""
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:16]


def of_backtest(out: Path) -> tuple[str, str]:
    """Checksums of the totals and of the lines that differ, as the backtest says."""
    totals = {row["payee"]: [row["old_amount"], row["new_amount"]] for row in rows_of(out / "totals.csv")}
    lines = {table: sorted(row[key] for row in rows_of(out / f"{table}.csv")) for table, key in KEYS.items()}
    return digest({payee: amounts for payee, amounts in totals.items() if amounts != ["0.00", "0.00"]}), digest(lines)


def of_decide(old: Path, new: Path) -> tuple[str, str]:
    """The same from the files of two runs of `decide`."""
    totals: dict[str, list[Decimal]] = defaultdict(lambda: [Decimal("0.00"), Decimal("0.00")])
    for side, out in enumerate((old, new)):
        for row in rows_of(out / "commissions.csv"):
            totals[row["payee"]][side] += Decimal(row["amount"])
    lines = {}
    for table, key in KEYS.items():
        name = "attributions" if table == "deals" else table
        decided = [{row.pop(key): _decided(row) for row in rows_of(out / f"{name}.csv")} for out in (old, new)]
        lines[table] = sorted(key for key in decided[0] if decided[0][key] != decided[1][key])
    return digest({payee: [str(fen) for fen in amounts] for payee, amounts in totals.items() if any(amounts)}), digest(lines)


def _decided(row: dict[str, str]) -> tuple[str, ...]:
    return tuple(value for column, value in row.items() if column not in ("clause", "because", "policy_version"))


def main() -> int:
    """Interleaved pairs; prints the figures, or says that the two sides disagree."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--deals", type=int, default=100_000)
    parser.add_argument("--pairs", type=int, default=3)
    words = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        facts = facts_of(words.deals)
        write(facts, folder / "facts")
        new = draft(folder / "draft")
        size = f"{len(facts.deals):,} deals, {len(facts.registrations):,} registrations, {len(facts.visits):,} visits"
        first = f"{FIRST:%Y-%m-%d}"
        del facts
        taken: dict[str, list[tuple[float, float]]] = {"backtest": [], "decide twice": []}
        for number in range(words.pairs):
            for side in sorted(taken, reverse=bool(number % 2)):
                if side == "backtest":
                    taken[side].append(
                        timed("backtest", folder / "facts", "--policy", PACK, "--against", new, "--out", folder / "out", "--lang", "en")
                    )
                else:
                    runs = [
                        timed("decide", folder / "facts", "--policy", pack, "--out", folder / name, "--lang", "en")
                        for name, pack in (("old", PACK), ("new", new))
                    ]
                    taken[side].append((sum(run[0] for run in runs), sum(run[1] for run in runs)))
        sums = of_backtest(folder / "out"), of_decide(folder / "old", folder / "new")
        if sums[0] != sums[1]:
            print(f"the two sides do not agree: backtest {sums[0]}, decide {sums[1]}")
            return 1
        print(f"{size} from {first} on; checksum of totals {sums[0][0]}, of lines that differ {sums[0][1]}")
    for side, spent in taken.items():
        for place_of, unit in ((0, "s"), (1, "s of processor time")):
            values = [run[place_of] for run in spent]
            print(f"{side:12} {min(values):.1f} / {statistics.median(values):.1f} / {max(values):.1f} {unit}")
    ratios = sorted(twice[0] / once[0] for once, twice in zip(taken["backtest"], taken["decide twice"], strict=True))
    print(f"ratio decide twice/backtest {ratios[0]:.2f} / {statistics.median(ratios):.2f} / {ratios[-1]:.2f}; aim for the backtest: under {AIM} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
