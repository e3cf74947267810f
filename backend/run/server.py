"""One PostgreSQL server as a child of this process: start, stop, start again after a crash."""

import contextlib
import fcntl
import json
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

from backend.run import cluster, ports, processes
from backend.run.cluster import PostgresError

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

    def __init__(
        self,
        data_dir: Path | None = None,
        *,
        fast: bool = False,
        fresh: bool = False,
        wait_seconds: float = 30,
    ) -> None:
        self.home = (data_dir or data_home() / "postgres").resolve()
        self.fresh = fresh  # forget what a former run left
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
        _clear_leftovers(place.data)
        cluster.create(place, secret, fresh=self.fresh)
        self.fresh = False
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

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _at: TracebackType | None
    ) -> None:
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
        if not processes.wait_until(lambda: locked(lock, fcntl.LOCK_EX), self.wait_seconds, every=0.1):
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
        argv: list[str | Path] = [
            *place.account.prefix,
            place.programs / "postgres",
            "-D",
            place.data,
            *options,
        ]
        env = {"PATH": os.defpath, "LANG": "C.UTF-8"}
        with open(self.home / "log", "ab", opener=private) as log:
            return processes.spawn(
                argv, env=env, output=log, death_signal=signal.SIGINT, cwd="/", **place.account.options
            )


@contextlib.contextmanager
def locked_file(file: Path) -> Iterator[None]:
    """Hold `file` for this process alone; BlockingIOError when another one does."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with open(file, "ab", opener=private) as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield


def private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def locked(lock: int, kind: int) -> bool:
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
