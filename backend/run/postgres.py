"""The PostgreSQL server that comes with the product.

    with EmbeddedPostgres(Path("var/postgres")) as url: ...   # start, stop; the server is a child and dies with us
    with temporary_database() as url: ...    # DATABASE_URL, else the running server, else one started for the time
    with shared_test_server() as url: ...    # fast (unsafe on power loss) server shared by all test processes

    python -m backend.run.postgres serve --data var/dev     # prints its DATABASE_URL, runs until Ctrl-C
    python -m backend.run.postgres url                      # DATABASE_URL of the server that is running

The server listens on 127.0.0.1 only, with a random password, on a port kept between runs while it is free. It is run
directly as a child process (not as a daemon), never as root (see unprivileged.py) and gets SIGINT, its clean and
fast shutdown, even when this process is killed. `DATA/lock` makes sure that one process at a time runs it.
"""

import argparse
import contextlib
import fcntl
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from urllib.parse import urlsplit

from backend.run import cluster, ports, processes
from backend.run.cluster import PostgresError

__all__ = ["EmbeddedPostgres", "PostgresError", "running_database", "shared_test_server", "temporary_database"]

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 120  # crash recovery after a long evening can take a while
STOP_SECONDS = 30

_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",  # a path can be too long for a socket
    "shared_buffers": "256MB",
    "max_connections": "100",
    "log_min_messages": "warning",
    "timezone": "UTC",
}
_FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off"}


def data_home() -> Path:
    return Path(os.environ.get("ENTREGENT_DATA_DIR") or ROOT / "var").resolve()


class EmbeddedPostgres:
    """A server whose files live in `data_dir` (made when missing). Not for use by two threads."""

    def __init__(self, data_dir: Path | None = None, *, fast: bool = False, wait_seconds: float = 30) -> None:
        self.home = (data_dir or data_home() / "postgres").resolve()
        self.settings = {**_SETTINGS, **(_FAST if fast else {})}
        self.wait_seconds = wait_seconds
        self.url = ""
        self._server: subprocess.Popen[bytes] | None = None
        self._lock: int | None = None

    @property
    def is_running(self) -> bool:
        return self._server is not None and self._server.poll() is None

    @property
    def pid(self) -> int | None:
        return self._server.pid if self._server else None

    def start(self) -> str:
        """Start (again after a crash: same port) and return the DATABASE_URL."""
        self._take_lock()
        place = cluster.find_place(self.home)
        secret = cluster.password(self.home)
        cluster.create(place, secret)
        _clear_leftovers(place.data)
        port = self._launch(place)
        self.url = cluster.database_url(secret, port)
        self._announce()
        return self.url

    def stop(self) -> None:
        """Fast shutdown: sessions are ended, nothing that was acknowledged is lost."""
        self._announcement.unlink(missing_ok=True)
        if self._server is not None:
            _stop_process(self._server)
            self._server = None
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def __enter__(self) -> str:
        return self.start()

    def __exit__(self, _kind: type[BaseException] | None, _error: BaseException | None, _at: TracebackType | None) -> None:
        self.stop()

    @property
    def _announcement(self) -> Path:
        return self.home / "server.json"

    def _announce(self) -> None:
        own = processes.mark(os.getpid())
        assert own is not None
        text = json.dumps({"url": self.url, "pid": own.pid, "started": own.started})
        fresh = self._announcement.with_suffix(".new")
        with os.fdopen(os.open(fresh, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w") as file:
            file.write(text)
        fresh.replace(self._announcement)

    def _take_lock(self) -> None:
        if self._lock is not None:
            return
        self.home.mkdir(parents=True, exist_ok=True)
        lock = os.open(self.home / "lock", os.O_CREAT | os.O_RDWR, 0o600)
        if not processes.wait_until(lambda: _locked(lock, fcntl.LOCK_EX), self.wait_seconds, every=0.1):
            os.close(lock)
            raise PostgresError(f"La base de {self.home} est déjà servie par un autre processus.")
        self._lock = lock

    def _launch(self, place: cluster.Place) -> int:
        """Try until the server is ready: orphans of a crash may hold its memory, another program its port."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            port = ports.remembered(self.home / "port")
            self._server = self._spawn(place, port)
            if _ready(self._server, place.data, deadline):
                return port
            _stop_process(self._server)
            time.sleep(0.3)
        raise PostgresError(f"PostgreSQL n'a pas démarré : lisez {self.home / 'log'}.")

    def _spawn(self, place: cluster.Place, port: int) -> subprocess.Popen[bytes]:
        options = [f"--{name}={value}" for name, value in {**self.settings, "port": str(port)}.items()]
        argv = [*place.account.prefix, place.programs / "postgres", "-D", place.data, *options]
        env = {"PATH": os.defpath, "LANG": "C.UTF-8"}
        with open(self.home / "log", "ab", opener=_private) as log:
            return processes.spawn(
                argv, env=env, output=log, death_signal=signal.SIGINT, cwd="/", **place.account.options
            )


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _locked(lock: int, kind: int) -> bool:
    with contextlib.suppress(OSError):
        fcntl.flock(lock, kind | fcntl.LOCK_NB)
        return True
    return False


def _ready(server: subprocess.Popen[bytes], data: Path, deadline: float) -> bool:
    """True when the server takes connections, False when it gave up."""

    def settled() -> bool:
        return server.poll() is not None or _status(data, server.pid) == "ready"

    processes.wait_until(settled, deadline - time.monotonic())
    return server.poll() is None and _status(data, server.pid) == "ready"


def _status(data: Path, pid: int) -> str:
    """Line 8 of postmaster.pid, as pg_ctl reads it."""
    with contextlib.suppress(OSError):
        lines = (data / "postmaster.pid").read_text().splitlines()
        if len(lines) >= 8 and lines[0].strip() == str(pid):
            return lines[7].strip()
    return ""


def _stop_process(server: subprocess.Popen[bytes]) -> None:
    for number, seconds in ((signal.SIGINT, STOP_SECONDS), (signal.SIGQUIT, 5), (signal.SIGKILL, 5)):
        if server.poll() is None:
            server.send_signal(number)
        with contextlib.suppress(subprocess.TimeoutExpired):
            server.wait(seconds)
            return


def _clear_leftovers(data: Path) -> None:
    """We hold the lock: whoever still works in `data` lost its supervisor."""
    for number, seconds in ((signal.SIGINT, STOP_SECONDS), (signal.SIGQUIT, 5), (signal.SIGKILL, 5)):
        if not (leftovers := processes.processes_in(data)):
            break
        processes.send(leftovers, number)
        processes.wait_until(lambda: not processes.processes_in(data), seconds, every=0.1)
    if not processes.processes_in(data):
        (data / "postmaster.pid").unlink(missing_ok=True)  # may name a process that is another one by now


def running_database(home: Path | None = None) -> str | None:
    """DATABASE_URL of the embedded server of `home` when it is up."""
    file = (home or data_home() / "postgres") / "server.json"
    with contextlib.suppress(OSError, ValueError, KeyError):
        told = json.loads(file.read_text())
        url = str(told["url"])
        alive = processes.Mark(told["pid"], told["started"]).alive()
        if alive and ports.accepts(urlsplit(url).port or 0):
            return url
    return None


@contextlib.contextmanager
def temporary_database() -> Iterator[str]:
    """A database for one command: the one in DATABASE_URL, the one that is running, or one for the time it takes."""
    if given := os.environ.get("DATABASE_URL"):
        yield given
    elif running := running_database():
        yield running
    else:
        with shared_server(data_home() / "postgres") as url:
            yield url


@contextlib.contextmanager
def shared_test_server() -> Iterator[str]:
    """A fast server shared by all test processes; its databases do not outlast it. The URL names no database that exists."""
    session = os.environ.setdefault("ENTREGENT_TEST_SESSION", f"s{os.getpid()}")
    with shared_server(data_home() / "test-postgres", fast=True) as url:
        yield urlsplit(url)._replace(path=f"/entregent_{session}").geturl()


@contextlib.contextmanager
def shared_server(home: Path, *, fast: bool = False) -> Iterator[str]:
    """A server kept by a process of its own as long as anyone uses it.

    Each user holds a shared lock that the kernel gives back however the user ends; the keeper stops the server when
    it can take that lock for itself.
    """
    home.mkdir(parents=True, exist_ok=True)
    users = os.open(home / "users", os.O_CREAT | os.O_RDWR, 0o600)
    try:
        if not processes.wait_until(lambda: _locked(users, fcntl.LOCK_SH), STOP_SECONDS, every=0.05):
            raise PostgresError(f"La base de {home} ne s'arrête pas.")
        with _one_at_a_time(home / "calling"):
            url = running_database(home) or _call_keeper(home, fast)
        yield url
    finally:
        os.close(users)


@contextlib.contextmanager
def _one_at_a_time(file: Path) -> Iterator[None]:
    with open(file, "ab", opener=_private) as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _call_keeper(home: Path, fast: bool) -> str:
    argv = [sys.executable, "-m", "backend.run.postgres", "keep", "--data", str(home), *(["--fast"] if fast else [])]
    with open(home / "log", "ab", opener=_private) as log:
        keeper = subprocess.Popen(argv, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)
    found = processes.wait_until(lambda: bool(running_database(home)) or bool(keeper.poll()), START_SECONDS)
    url = running_database(home)
    if not found or not url:
        raise PostgresError(f"PostgreSQL n'a pas démarré : lisez {home / 'log'}.")
    return url


def _keep(home: Path, fast: bool) -> None:
    """Serve until nobody holds the lock of users (checked twice a second)."""
    server = EmbeddedPostgres(home, fast=fast)
    users = os.open(home / "users", os.O_RDWR)
    server.start()
    try:
        while not _locked(users, fcntl.LOCK_EX):
            if not server.is_running:
                server.start()
            time.sleep(0.5)
    finally:
        server.stop()
        os.close(users)


def _serve(home: Path, fast: bool) -> None:
    """Serve until told to stop; a server that dies is started again."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: sys.exit(0))
    server = EmbeddedPostgres(home, fast=fast)
    print(server.start(), flush=True)
    try:
        while True:
            if not server.is_running:
                server.start()
            time.sleep(0.5)
    finally:
        server.stop()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m backend.run.postgres")
    parser.add_argument("verb", choices=["serve", "keep", "url"])
    parser.add_argument("--data", type=Path, default=data_home() / "postgres")
    parser.add_argument("--fast", action="store_true")
    wish = parser.parse_args()
    if wish.verb == "url":
        print(running_database(wish.data) or sys.exit("La base n'est pas lancée."))
    else:
        (_serve if wish.verb == "serve" else _keep)(wish.data, wish.fast)


if __name__ == "__main__":
    main()
