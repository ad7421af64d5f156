"""J3: rule on reports, visits and deals, reasons included, against a careful plain-Python loop of the same rule.

    python benchmarks/decide.py [--rows 100000] [--pairs 5]

Both sides get the same facts in memory, each run in a fresh process, product and loop in turn. The loop knows nothing of reasons, clauses,
dates of terms or untidy phones: it only finds windows and owners, and it was written from the regulation, not from our rules. The
checksums of all windows and all owners must agree, or nothing is printed. Reading and checking the same facts from CSV files is timed besides.
"""

import argparse
import csv
import gc
import hashlib
import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from qudao.decide.facts import load as load_facts
from qudao.decide.known import Facts
from qudao.decide.ruling import rule_all
from qudao.policies.load import load as load_policy
from qudao.rules.facts import Buyer, Deal, Extension, Partner, Project, Registration, Visit

ZONE = ZoneInfo("Asia/Shanghai")
AS_OF = datetime(2027, 1, 1, tzinfo=ZONE)
FIRST = datetime(2024, 1, 8, tzinfo=ZONE)
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
Owners = dict[str, str]
Windows = dict[str, tuple[datetime, datetime]]


def facts_of(rows: int) -> Facts:
    """`rows` reports, about as many visits, a quarter as many deals, from one seed."""
    rng = random.Random(rows)
    projects = [Project(f"P{number:03}", f"P{number}") for number in range(max(6, rows // 2000))]
    partners = [Partner(f"F{number:04}", f"F{number}") for number in range(max(40, rows // 100))]
    names = [
        "".join(rng.choices("周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张", k=1) + rng.choices("敏静丽强磊军洋勇艳杰娟涛明超兰霞", k=2))
        for _ in range(4000)
    ]
    made: dict[str, list[object]] = defaultdict(list)
    customer = 0
    while len(made["registrations"]) < rows:
        customer += 1
        person = (rng.choice(names), f"1{3 + customer % 7}{(customer * 7919) % 10**9:09}")
        customer_of(rng, made, person, project=rng.choice(projects).project_id, partners=partners)
    tables = {name: tuple(values) for name, values in made.items()}
    return Facts(partners=tuple(partners), projects=tuple(projects), **tables)  # type: ignore[arg-type]


def customer_of(
    rng: random.Random, made: dict[str, list[object]], person: tuple[str, str], *, project: str, partners: list[Partner], buys: float = 0.55
) -> None:
    """One customer's life: some reports by some partners, some visits, perhaps a deal."""
    name, phone = person
    start = FIRST + timedelta(minutes=rng.randrange(700 * 24 * 60))
    if rng.random() < 0.06:
        _visit(made, at=open_hours(start - timedelta(hours=rng.randint(-90, 90))), project=project, person=person, bare=rng.random() < 0.1)
    for partner in rng.sample(partners, rng.choice((1, 1, 2, 2, 3, 4))):
        at = open_hours(start + timedelta(minutes=rng.randrange(9 * 24 * 60)))
        hand = rng.random()
        said: str | None = phone
        if hand < 0.1:
            said = phone[:3] + "****" + phone[7:]
        elif hand < 0.15:
            said = phone[:9] + phone[10] + phone[9] if hand < 0.14 else None
        for again in range(2 if rng.random() < 0.06 else 1):
            key, received = f"R{len(made['registrations']):07}", at + again * timedelta(hours=rng.randint(1, 300))
            registration = Registration(
                key, received, partner.partner_id, project, "pre", name, said,
                local=rng.random() > 0.1, declared=False if rng.random() < 0.01 else None,
            )  # fmt: skip
            made["registrations"].append(registration)
        if rng.random() < 0.7:
            if rng.random() < 0.12:
                came = at + timedelta(minutes=rng.choice((59, 60, 61, rng.randint(-30, 200))))
            else:
                came = open_hours(at + timedelta(minutes=rng.randint(60, 8 * 24 * 60)))
            bulk = rng.random() < 0.04
            _visit(made, at=came, project=project, person=person, partner=partner.partner_id, broken=rng.random() < 0.06, bulk=bulk)
            if bulk:
                asked = came + timedelta(days=rng.randint(1, 50))
                made["extensions"].append(Extension(registration.registration_id, asked, asked + DAY if rng.random() < 0.8 else None))
    if rng.random() < buys:
        deal = f"D{len(made['deals']):07}"
        signed = start + timedelta(minutes=rng.randint(2 * 24 * 60, 75 * 24 * 60))
        claimed, fen = rng.choice(partners).partner_id, rng.randint(80_000_000, 600_000_000)
        made["deals"].append(
            Deal(deal, project, claimed, subscribed_at=signed, contracted_at=signed + 5 * DAY, filed_at=signed + 9 * DAY, price_fen=fen)
        )
        made["buyers"].append(Buyer(deal, name, phone))


def open_hours(at: datetime) -> datetime:
    """The same minute of a working hour of that day."""
    return at.replace(hour=9 + at.hour % 8)


def _visit(made: dict[str, list[object]], *, at: datetime, project: str, person: tuple[str, str], partner: str | None = None, **flags: bool) -> None:
    row = Visit(f"V{len(made['visits']):07}", at, project, person[0], None if flags.get("bare") else person[1], partner_id=partner)
    if partner:
        entered = None if flags["broken"] else at + 3 * HOUR
        chain = {
            "message_at": at - 5 * MINUTE,
            "desk_at": at,
            "office_passed_at": at + HOUR,
            "leader_signed_at": at + 2 * HOUR,
            "entered_at": entered,
        }
        row = Visit(*(getattr(row, name) for name in ("visit_id", "at", "project_id", "customer_name", "phone")), partner_id=partner,
                    source="channel", confirmed=True, bulk=flags["bulk"] or None, **chain)  # type: ignore[arg-type]  # fmt: skip
    made["visits"].append(row)


# The careful loop: one pass over each partner's customers at a project for the windows, one over the deals for the owners.


def midnight(at: datetime, days: int) -> datetime:
    """00:00 so many days after the day of `at`."""
    return datetime(at.year, at.month, at.day, tzinfo=ZONE) + timedelta(days=days)


def fits(masked: str, full: str) -> bool:
    """138****5678 against 13812345678."""
    return masked[:3] == full[:3] and masked[7:] == full[7:]


def same(one_name: str, one: str | None, other_name: str, other: str | None) -> bool:
    """Whether two records name one person by phone."""
    if not one or not other:
        return False
    if "*" in one:
        return one_name == other_name and (one == other if "*" in other else fits(one, other))
    return one_name == other_name and fits(other, one) if "*" in other else one == other


def whole(visit: Visit) -> bool:
    """Whether the papers of a visit are complete and in order, or were never begun."""
    steps = (visit.message_at, visit.desk_at, visit.office_passed_at, visit.leader_signed_at, visit.entered_at)
    message, desk, office, leader, entered = steps
    if message is None or desk is None or office is None or leader is None or entered is None:
        return all(step is None for step in steps)
    return office <= leader <= entered and message.date() == desk.date() == visit.at.date()


def grouped(rows: Iterable[object], *names: str) -> dict[tuple[object, ...], list[object]]:
    """Rows by the values of some attributes."""
    groups: dict[tuple[object, ...], list[object]] = defaultdict(list)
    for row in rows:
        groups[tuple(getattr(row, name) for name in names)].append(row)
    return groups


def loop(facts: Facts) -> tuple[Windows, Owners]:
    """Windows and owners, the way a good programmer would write it by hand."""
    windows: Windows = {}
    repeated: set[str] = set()
    extensions = grouped(facts.extensions, "registration_id")
    visits = grouped((visit for visit in facts.visits if visit.partner_id), "partner_id", "project_id")
    for key, registrations in grouped(facts.registrations, "partner_id", "project_id").items():
        _windows(registrations, visits.get(key, []), extensions, windows, repeated)  # type: ignore[arg-type]
    return windows, _owners(facts, windows, repeated)


def _windows(
    registrations: list[Registration],
    visits: list[Visit],
    extensions: Mapping[tuple[object, ...], list[object]],
    windows: Windows,
    repeated: set[str],
) -> None:
    by_phone: dict[str, list[Registration]] = defaultdict(list)
    by_name: dict[str, list[Registration]] = defaultdict(list)
    registrations.sort(key=lambda row: (row.received_at, row.registration_id))
    for row in registrations:
        by_name[row.customer_name].append(row)
        if row.phone and "*" not in row.phone:
            by_phone[row.phone].append(row)
    own: dict[str, list[Visit]] = defaultdict(list)
    concerned: dict[str, list[Registration]] = {}
    for visit in sorted(visits, key=lambda row: (row.at, row.visit_id)):
        named = by_name.get(visit.customer_name, [])
        strong = by_phone.get(visit.phone or "", []) + [
            row for row in named if row.phone and "*" in row.phone and same("", row.phone, "", visit.phone)
        ]
        for row in strong or named:
            own[row.registration_id].append(visit)
        concerned[visit.visit_id] = strong + named
    for row in registrations:
        if row.declared is False or not row.phone:
            continue
        received = row.received_at
        near = by_phone.get(row.phone, []) + by_name[row.customer_name]
        first = next((old for old in near if old.received_at <= received and old is not row and old.registration_id in windows
                      and old.registration_id not in repeated and same(old.customer_name, old.phone, row.customer_name, row.phone)
                      and windows[old.registration_id][0] <= received < windows[old.registration_id][1]), None)  # fmt: skip
        if first is not None:
            windows[row.registration_id] = windows[first.registration_id]
            repeated.add(row.registration_id)
            continue
        until = _until(row, own.get(row.registration_id, []), concerned, extensions, windows)
        if until is not None:
            windows[row.registration_id] = (received, until)


def _until(
    row: Registration,
    visits: list[Visit],
    concerned: dict[str, list[Registration]],
    extensions: Mapping[tuple[object, ...], list[object]],
    windows: Windows,
) -> datetime | None:
    """The end of the window; None for a late report."""
    received = row.received_at
    after = []
    for visit in visits:
        if visit.at >= received:
            after.append(visit)
        elif not any(windows[old.registration_id][0] <= visit.at < windows[old.registration_id][1]
                     for old in concerned[visit.visit_id] if old.registration_id in windows):  # fmt: skip
            return None
    if after:
        came = after[0].at
        if (came - received < HOUR) if row.local is not False else (received.date() >= came.date() and not row.exception):
            return None
    until = midnight(received, 8)
    visit = next((visit for visit in after if visit.at < until and whole(visit)), None)
    if visit is None:
        return until
    until = midnight(visit.entered_at or visit.at, 46)
    if any(other.bulk and visit.at <= other.at < until for other in visits):
        for asked in extensions.get((row.registration_id,), []):
            if visit.at <= asked.requested_at < until and asked.approved_at is not None:  # type: ignore[attr-defined]
                return until + 45 * DAY
    return until


def _owners(facts: Facts, windows: Windows, repeated: set[str]) -> Owners:
    registrations = grouped(facts.registrations, "project_id")
    visits = grouped(facts.visits, "project_id")
    buyers = grouped(facts.buyers, "deal_id")
    owners: Owners = {}
    for key, deals in grouped(facts.deals, "project_id").items():
        site = _Site(registrations.get(key, []), visits.get(key, []), windows)  # type: ignore[arg-type]
        for deal in deals:
            moment = min(at for at in (deal.pre_subscribed_at, deal.subscribed_at, deal.contracted_at) if at)  # type: ignore[attr-defined]
            best: tuple[datetime, str, str] | None = None
            for buyer in buyers.get((deal.deal_id,), []):  # type: ignore[attr-defined]
                for row in site.reported(buyer.name, buyer.phone):  # type: ignore[attr-defined]
                    window = windows.get(row.registration_id)
                    if window is None or row.registration_id in repeated or not window[0] <= moment < window[1]:
                        continue
                    rank = (row.received_at, row.registration_id, row.partner_id)
                    if (best is None or rank < best) and not site.known_before(row, buyer.name, buyer.phone):  # type: ignore[attr-defined]
                        best = rank
            owners[deal.deal_id] = best[2] if best else ""  # type: ignore[attr-defined]
    return owners


class _Site:
    """One project's reports and visits, by phone and by name."""

    def __init__(self, registrations: list[Registration], visits: list[Visit], windows: Windows) -> None:
        self.windows = windows
        self.by_phone: dict[str, list[Registration]] = defaultdict(list)
        self.by_name: dict[str, list[Registration]] = defaultdict(list)
        self.visits: dict[str, list[Visit]] = defaultdict(list)
        self.visitors: dict[str, list[Visit]] = defaultdict(list)
        for row in registrations:
            self.by_name[row.customer_name].append(row)
            if row.phone and "*" not in row.phone:
                self.by_phone[row.phone].append(row)
        for visit in visits:
            self.visitors[visit.customer_name].append(visit)
            if visit.phone:
                self.visits[visit.phone].append(visit)

    def reported(self, name: str, phone: str) -> list[Registration]:
        """Reports that name this person by phone, whole or masked."""
        masked = [row for row in self.by_name.get(name, ()) if row.phone and "*" in row.phone and fits(row.phone, phone)]
        return self.by_phone.get(phone, []) + masked

    def known_before(self, row: Registration, name: str, phone: str) -> bool:
        """Whether the company knew the person before the report: a visit of its own, or one brought without a timely report."""
        found = list(self.visits.get(phone, ())) + (self.visits.get(row.phone, []) if row.phone and row.phone != phone else [])
        for visit in self.visitors.get(name, ()):
            if not visit.phone or (row.phone and "*" in row.phone and fits(row.phone, visit.phone)):
                found.append(visit)
        return any(visit.at < row.received_at and (visit.partner_id is None or not self.covered(visit)) for visit in found)

    def covered(self, visit: Visit) -> bool:
        """Whether the partner that brought the visit had reported the person in time."""
        for row in (*self.by_phone.get(visit.phone or "", ()), *self.by_name.get(visit.customer_name, ())):
            window = self.windows.get(row.registration_id)
            if row.partner_id == visit.partner_id and window and window[0] <= visit.at < window[1]:
                return True
        return False


def product(facts: Facts) -> tuple[Windows, Owners]:
    """What `qudao decide` does between reading and writing: every table, with reasons."""
    decisions = rule_all(load_policy("property-distribution"), facts, as_of=AS_OF)
    windows = {
        row.registration_id: (row.protected_from, row.protected_until)
        for row in decisions.registrations
        if row.protected_from and row.protected_until
    }
    return windows, {row.deal_id: row.partner_id or "" for row in decisions.attributions}


SIDES: dict[str, Callable[[Facts], tuple[Windows, Owners]]] = {"product": product, "loop": loop}


def once(side: str, rows: int) -> dict[str, object]:
    """One timed run in this process."""
    facts = facts_of(rows)
    load_policy("property-distribution")
    gc.collect()
    gc.disable()  # as `qudao decide` does; the loop gains by it as well
    started, worked = time.perf_counter(), time.process_time()
    windows, owners = SIDES[side](facts)
    seconds, cpu = time.perf_counter() - started, time.process_time() - worked
    ends = {key: until.isoformat() for key, (_, until) in windows.items()}
    digest = [hashlib.sha256(json.dumps(sorted(found.items())).encode()).hexdigest()[:16] for found in (ends, owners)]
    owned = sum(1 for owner in owners.values() if owner)
    return {
        "seconds": seconds,
        "cpu": cpu,
        "digest": digest,
        "windows": len(windows),
        "owned": owned,
        "deals": len(owners),
        "visits": len(facts.visits),
    }


def reading(rows: int) -> float:
    """Seconds to read and check the same facts from a folder of CSV files."""
    facts = facts_of(rows)
    with tempfile.TemporaryDirectory() as folder:
        for table in ("partners", "projects", "registrations", "visits", "extensions", "deals", "buyers"):
            lines = getattr(facts, table)
            names = [each.name for each in fields(lines[0]) if each.name not in ("suspended", "promotion_area")]
            with (Path(folder) / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
                writer = csv.writer(file)
                writer.writerow([name.removesuffix("_fen") for name in names])
                writer.writerows([said(name, getattr(row, name)) for name in names] for row in lines)
        started = time.perf_counter()
        loaded = load_facts(Path(folder), zone=ZONE)
        seconds = time.perf_counter() - started
        assert not loaded.problems, loaded.problems[:3]
        assert len(loaded.facts.registrations) == len(facts.registrations)
    return seconds


def said(name: str, value: object) -> object:
    """A value as a CSV file holds it."""
    if name.endswith("_fen") and isinstance(value, int):
        return f"{value // 100}.{value % 100:02}"
    return value.isoformat() if isinstance(value, datetime) else value


def fresh(*words: str) -> dict[str, object]:
    """The same program in a process of its own."""
    done = subprocess.run([sys.executable, __file__, *words], capture_output=True, text=True, check=True)
    answer: dict[str, object] = json.loads(done.stdout)
    return answer


def compare(rows: int, pairs: int) -> int:
    """Interleaved pairs; prints the figures, or says that the two sides disagree."""
    runs: dict[str, list[dict[str, object]]] = {side: [] for side in SIDES}
    for number in range(pairs):
        for side in SIDES if number % 2 else reversed(SIDES):
            runs[side].append(fresh("--once", side, "--rows", str(rows)))
    digests = {str(run["digest"]) for side in runs.values() for run in side}
    if len(digests) != 1:
        print(f"the two sides do not agree: { ({side: found[0] for side, found in runs.items()}) }")
        return 1
    first = runs["loop"][0]
    print(f"{rows:,} registrations, {first['visits']:,} visits, {first['deals']:,} deals ({first['owned']:,} owned); checksum {first['digest']}")
    for measure, unit in (("seconds", "s"), ("cpu", "s of processor time")):
        taken = {side: [float(str(run[measure])) for run in found] for side, found in runs.items()}
        for side, spent in taken.items():
            middle = statistics.median(spent)
            print(f"{side:8} {min(spent):.3f} / {middle:.3f} / {max(spent):.3f} {unit} = {rows / middle:,.0f} registrations a second")
        ratios = sorted(bare / ours for bare, ours in zip(taken["loop"], taken["product"], strict=True))
        print(f"ratio loop/product {ratios[0]:.2f} / {statistics.median(ratios):.2f} / {ratios[-1]:.2f} (target 0.30)")
    seconds = [float(str(fresh("--once", "reading", "--rows", str(rows))["seconds"])) for _ in range(min(pairs, 3))]
    print(f"reading and checking the CSV files {min(seconds):.3f} / {statistics.median(seconds):.3f} / {max(seconds):.3f} s")
    return 0


def main() -> int:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--once", choices=[*SIDES, "reading"])
    words = parser.parse_args()
    if words.once == "reading":
        print(json.dumps({"seconds": reading(words.rows)}))
        return 0
    if words.once:
        print(json.dumps(once(words.once, words.rows)))
        return 0
    return compare(words.rows, words.pairs)


if __name__ == "__main__":
    sys.exit(main())
