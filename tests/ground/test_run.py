"""`qudao run`, as a user starts it: ready, private, alone in its home and on its port, and gone without a trace when stopped."""

import http.client
import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator

import psutil
import psycopg
import pytest

from qudao.kit.embedded_postgres import Server
from tests.support.running import ROOT, Running, environment, free_port, running, temporary_home


@pytest.fixture(scope="module")
def run() -> Iterator[Running]:
    with temporary_home() as home, running(home, QUDAO_DEMO="0") as run:
        yield run


def again(run: Running, *, home: str | None = None, port: int | None = None) -> subprocess.CompletedProcess[str]:
    place = environment(run.home, run.port) | ({"QUDAO_HOME": home} if home else {}) | ({"PORT": str(port)} if port else {})
    return subprocess.run([sys.executable, "-m", "qudao", "run"], cwd=ROOT, env=place, capture_output=True, text=True, timeout=60, check=False)


def test_it_says_that_web_worker_and_database_are_ready(run: Running) -> None:
    assert run.health() == (200, {"status": "ready", "web": True, "database": True, "worker": True})
    assert f"http://127.0.0.1:{run.port}/" in run.output()


def test_nobody_but_the_owner_reads_its_secrets_and_its_data(run: Running) -> None:
    assert {stat.S_IMODE(path.stat().st_mode) for path in (run.home / "keys").iterdir()} == {0o600}
    assert stat.S_IMODE(run.home.stat().st_mode) & 0o066 == 0
    assert stat.S_IMODE((run.home / "postgresql").stat().st_mode) == 0o700


def test_the_application_can_neither_change_an_event_nor_empty_the_log(run: Running) -> None:
    with psycopg.connect(Server(run.home).url(), autocommit=True) as connection:
        for attempt in (
            "UPDATE organization_event SET kind = 'a.b'",
            "DELETE FROM organization_event",
            "TRUNCATE organization_event",
            "DROP TABLE organization_event",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(attempt.encode())


def test_what_serves_does_not_know_the_owners_address(run: Running) -> None:
    serving = [*run.children()["web master"], *run.children()["web worker"], *run.children()["job worker"]]

    assert len(serving) == 4
    assert {process.environ()["DATABASE_OWNER_URL"] for process in serving} == {""}


def test_it_serves_the_static_files(run: Running) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", run.port, timeout=5)
    connection.request("GET", "/static/vendor/htmx.min.js")
    assert connection.getresponse().status == 200
    connection.close()


def test_a_second_run_in_the_same_home_says_who_is_there(run: Running) -> None:
    done = again(run, port=free_port())

    assert done.returncode == 1
    assert f"QUDAO_HOME {run.home} is in use by process {run.process.pid}" in done.stderr


def test_a_second_run_on_the_same_port_says_so(run: Running) -> None:
    with temporary_home() as other:
        done = again(run, home=str(other))

    assert done.returncode == 1
    assert f"port {run.port} on 127.0.0.1 cannot be used" in done.stderr
    assert f"PORT={run.port + 1}" in done.stderr


def test_while_the_worker_is_away_it_is_not_ready(run: Running) -> None:
    (worker,) = run.children()["job worker"]
    worker.suspend()
    try:
        end = time.monotonic() + 20
        while run.health()[0] == 200 and time.monotonic() < end:
            time.sleep(0.2)
        assert run.health() == (503, {"status": "not ready", "web": True, "database": True, "worker": False})
    finally:
        worker.resume()
    run.wait_ready(20)


@pytest.mark.parametrize("signal_number", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_cleanly_and_leaves_no_process_behind(signal_number: signal.Signals) -> None:
    with temporary_home() as home, running(home, QUDAO_DEMO="0") as run:
        family = psutil.Process(run.process.pid).children(recursive=True)
        run.process.send_signal(signal_number)

        assert run.process.wait(30) == 0
        assert [process for process in family if process.is_running()] == []
        assert "database system is shut down" in (home / "log" / "postgresql.log").read_text()


def test_asked_to_stop_while_it_loads_the_demo_company_it_stops_and_leaves_nothing_half_loaded() -> None:
    with temporary_home() as home:
        process = subprocess.Popen(
            [sys.executable, "-u", "-m", "qudao", "run"],
            cwd=ROOT,
            env=environment(home, free_port()),
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        assert process.stdout is not None
        for line in process.stdout:
            if line.startswith("loading the demo company"):
                break
        process.send_signal(signal.SIGINT)

        assert process.wait(20) == 0
        server = Server(home)
        again = server.spawn()
        server.wait(again)
        with psycopg.connect(server.url()) as connection:
            assert connection.execute("SELECT count(*) FROM organization_user").fetchone() == (0,)
        server.stop(again)


def test_when_the_supervisor_is_killed_everything_ends_and_the_next_run_starts() -> None:
    with temporary_home() as home:
        with running(home, QUDAO_DEMO="0") as run:
            family = psutil.Process(run.process.pid).children(recursive=True)
            run.process.kill()
            run.process.wait()
            _, alive = psutil.wait_procs(family, timeout=20)
            assert alive == []
        with running(home, QUDAO_DEMO="0") as run:
            assert run.health()[0] == 200


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has a system user to run the server as")
def test_as_root_the_database_runs_as_another_user(run: Running) -> None:
    (postmaster,) = run.children()["postmaster"]

    assert postmaster.uids().real != 0
