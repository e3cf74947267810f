"""A server for whoever needs one: found, or started for the time it is used."""

import contextlib
import fcntl
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from backend.run import ports, processes
from backend.run.cluster import PostgresError
from backend.run.server import ROOT, STOP_SECONDS, EmbeddedPostgres, data_home, locked, private


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
    """A database for one command: DATABASE_URL, the server that is running, or one for the time it takes."""
    if given := os.environ.get("DATABASE_URL"):
        yield given
    elif running := running_database():
        yield running
    else:
        with shared_server(data_home() / "postgres") as url:
            yield url


@contextlib.contextmanager
def shared_test_server() -> Iterator[str]:
    """A fast server shared by all test processes. Its URL names a database of this session, not made yet."""
    session = os.environ.setdefault("ENTREGENT_TEST_SESSION", f"s{os.getpid()}")
    with shared_server(data_home() / "test-postgres", fast=True) as url:
        yield urlsplit(url)._replace(path=f"/entregent_{session}").geturl()


@contextlib.contextmanager
def shared_server(home: Path, *, fast: bool = False) -> Iterator[str]:
    """A server kept by a process of its own as long as anyone uses it.

    Each user holds a shared lock, which the kernel gives back however the user ends; the keeper stops the
    server when it can take that lock for itself.
    """
    home.mkdir(parents=True, exist_ok=True)
    users = os.open(home / "users", os.O_CREAT | os.O_RDWR, 0o600)
    try:
        if not processes.wait_until(lambda: locked(users, fcntl.LOCK_SH), STOP_SECONDS, every=0.05):
            raise PostgresError(f"La base de {home} ne s'arrête pas.")
        with _one_at_a_time(home / "calling"):
            url = running_database(home) or _call_keeper(home, fast)
        yield url
    finally:
        os.close(users)


@contextlib.contextmanager
def _one_at_a_time(file: Path) -> Iterator[None]:
    with open(file, "ab", opener=private) as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _call_keeper(home: Path, fast: bool) -> str:
    """Start a keeper, which leaves us at once and tells the address when its server is ready."""
    argv = [sys.executable, "-m", "backend.run.postgres", "keep", "--data", str(home)]
    with open(home / "log", "ab", opener=private) as log:
        called = subprocess.run(
            [*argv, *(["--fast"] if fast else [])],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            start_new_session=True,
            text=True,
        )
    if not (url := called.stdout.strip() or running_database(home) or ""):
        raise PostgresError(f"PostgreSQL n'a pas démarré : lisez {home / 'log'}.")
    return url


def keep(home: Path, fast: bool) -> None:
    """Serve until nobody holds the lock of users (looked at twice a second)."""
    if os.fork():
        return
    server = EmbeddedPostgres(home, fast=fast, fresh=fast, wait_seconds=15)
    users = os.open(home / "users", os.O_RDWR)
    try:
        print(server.start(), flush=True)
        _close_output()
        while not locked(users, fcntl.LOCK_EX):
            if not server.is_running:
                server.start()
            time.sleep(0.5)
    finally:
        server.stop()
        os.close(users)


def _close_output() -> None:
    """Who reads it waits for its end."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)
