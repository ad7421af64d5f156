"""The environment of a test run: a QUDAO_HOME of its own, and the server it uses. Needs no Django."""

import fcntl
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import psycopg

from qudao.kit.embedded_postgres import APP, OWNER, SUPERUSER, Server


def prepare_environment() -> None:
    """Set QUDAO_TEST_HOME, and move DATABASE_URL and DATABASE_OWNER_URL aside so that no test works in the given database itself."""
    memory = Path("/dev/shm")
    roomy = memory.is_dir() and shutil.disk_usage(memory).free > 2 << 30  # tests lose nothing in a power cut
    home = Path(tempfile.mkdtemp(prefix="qudao-test-", dir=memory if roomy else "/tmp"))
    home.chmod(0o711)
    os.environ["QUDAO_TEST_HOME"] = str(home)
    given_app, given_owner = os.environ.pop("DATABASE_URL", ""), os.environ.pop("DATABASE_OWNER_URL", "")
    os.environ["QUDAO_TEST_OWNER_URL"], os.environ["QUDAO_TEST_APP_URL"] = given_owner or given_app, given_app if given_owner else ""


def start_embedded(home: Path) -> str:
    """Start the run's server if no other worker has; return its superuser's URL."""
    server = Server(home)
    with open(home / "start.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not server.answers():
            server.wait(server.spawn(with_parent=False))
            with psycopg.connect(server.url(SUPERUSER, "postgres"), autocommit=True) as connection:
                for role in (OWNER, APP):
                    connection.execute(f"CREATE ROLE {role} LOGIN {'CREATEDB' if role == OWNER else ''}")
    return server.url(SUPERUSER, "postgres")


def stop_embedded(home: Path) -> None:
    """Stop the run's server, if there was one, and remove the run's home."""
    server = Server(home)
    if (server.data / "postmaster.pid").exists():
        command = [server.programs / "pg_ctl", "-D", server.data, "-m", "immediate", "-w", "stop"]
        account = {"user": "qudao", "group": "qudao", "extra_groups": []} if os.geteuid() == 0 else {}
        subprocess.run(command, cwd="/", capture_output=True, check=False, **account)
    shutil.rmtree(home, ignore_errors=True)
