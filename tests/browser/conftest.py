"""A browser, and the demo company behind a real `qudao run`: loaded once, copied for each run, so that no run disturbs another."""

import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.support.running import ROOT, Running, environment, free_port, temporary_home

CHROMIUM = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
LOADED_WITHIN = 420
READY_WITHIN = 120
SEALED_WITHIN = 2


def chromium() -> str:
    """Where the browser is; the test skips, saying how to get one, when there is none."""
    found = next((path for path in CHROMIUM if Path(path).exists()), None)
    if found is None:
        pytest.skip("no Chromium here: on Debian, apt-get install chromium fonts-noto-cjk (make test does it when run as root)")
    return found


@contextmanager
def served(home: Path, seconds: float) -> Iterator[Running]:
    """A `qudao run` on this home, stopped at the end."""
    port = free_port()
    with open(home / "said", "w") as said:
        process = subprocess.Popen(
            [sys.executable, "-m", "qudao", "run"],
            cwd=ROOT,
            env=environment(home, port),
            stdout=said,
            stderr=said,
            stdin=subprocess.DEVNULL,
            text=True,
        )
    run = Running(home, port, process)
    try:
        run.wait_ready(seconds)
        yield run
    finally:
        if process.poll() is None:
            run.stop()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium without a window. It ends with the module: Django refuses its database to a thread in which Playwright still runs."""
    path = chromium()
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def loaded() -> Iterator[Path]:
    """A home with the demo company in it, at rest; loaded by the first worker that asks, removed by the last that leaves.

    QUDAO_LOADED names one that was loaded before, while tests are written.
    """
    chromium()
    if ready := os.environ.get("QUDAO_LOADED"):
        yield Path(ready)
        return
    note = Path(os.environ["QUDAO_TEST_HOME"]) / "demo-company"
    with open(note.with_suffix(".use"), "a") as use, open(note.with_suffix(".load"), "a") as load:
        fcntl.flock(load, fcntl.LOCK_EX)
        fcntl.flock(use, fcntl.LOCK_SH)
        if not note.exists():
            note.write_text(str(_load()))
        fcntl.flock(load, fcntl.LOCK_UN)
        yield Path(note.read_text())
        try:
            fcntl.flock(use, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        shutil.rmtree(note.read_text(), ignore_errors=True)
        note.unlink()


def _load() -> Path:
    home = Path(tempfile.mkdtemp(prefix="qudao-demo-", dir="/tmp"))
    home.chmod(0o711)
    with served(home, LOADED_WITHIN):
        time.sleep(SEALED_WITHIN)
    return home


@pytest.fixture(scope="module")
def company(loaded: Path) -> Iterator[Callable[[], Running]]:
    """Starts the demo company afresh, as it was loaded."""
    with ExitStack() as stack:

        def start() -> Running:
            stack.pop_all().close()
            home = stack.enter_context(temporary_home())
            shutil.rmtree(home)
            subprocess.run(["cp", "-a", str(loaded), str(home)], check=True)
            return stack.enter_context(served(home, READY_WITHIN))

        yield start
