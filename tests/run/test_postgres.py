"""The embedded server: private, durable, never left behind, under any account."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from backend.run.postgres import EmbeddedPostgres, PostgresError, running_database
from backend.run.processes import processes_in, wait_until
from tests.run.here import ROOT, environment, processes_of, started

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="needs root, to leave it")


@pytest.fixture
def home() -> Iterator[Path]:
    """In a folder that other accounts may cross, as a clone usually is (pytest's own are closed)."""
    with tempfile.TemporaryDirectory(prefix="entregent-postgres-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder) / "postgres"


@pytest.fixture
def server(home: Path) -> Iterator[EmbeddedPostgres]:
    server = EmbeddedPostgres(home, fast=True)
    server.start()
    yield server
    server.stop()
    assert not processes_in(home / "data")


def one(url: str, query: str) -> object:
    with psycopg.connect(url) as connection:
        row = connection.execute(query).fetchone()
    return row[0] if row else None


def permissions(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_only_its_owner_reads_the_data(server: EmbeddedPostgres) -> None:
    assert permissions(server.home / "data") == 0o700
    assert permissions(server.home / "password") == 0o600
    assert permissions(server.home / "server.json") == 0o600
    assert permissions(server.home / "log") == 0o600


def test_a_password_is_demanded(server: EmbeddedPostgres) -> None:
    address = urlsplit(server.url)
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(f"postgres://entregent:wrong@127.0.0.1:{address.port}/entregent")


def test_it_offers_the_extensions_we_use(server: EmbeddedPostgres) -> None:
    names = "'pg_trgm', 'unaccent', 'fuzzystrmatch', 'btree_gin', 'vector'"
    assert one(server.url, f"SELECT count(*) FROM pg_available_extensions WHERE name IN ({names})") == 5


def test_after_a_kill_it_starts_again_with_its_data_on_its_port(home: Path) -> None:
    server = EmbeddedPostgres(home)
    before = server.start()
    with psycopg.connect(before, autocommit=True) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    assert server.pid is not None
    os.kill(server.pid, signal.SIGKILL)
    assert wait_until(lambda: not server.is_running, 5)

    assert server.start() == before
    assert one(server.url, "SELECT answer FROM kept") == 42
    server.stop()


def test_a_second_process_is_refused(server: EmbeddedPostgres) -> None:
    with pytest.raises(PostgresError, match="déjà servie"):
        EmbeddedPostgres(server.home, wait_seconds=0.1).start()


def test_a_running_server_is_found_and_a_stopped_one_is_not(home: Path) -> None:
    with EmbeddedPostgres(home, fast=True) as url:
        assert running_database(home) == url
    assert running_database(home) is None


def test_a_taken_port_and_a_number_reused_by_another_process_do_not_stop_it(home: Path) -> None:
    with EmbeddedPostgres(home, fast=True) as url:
        port = urlsplit(url).port
    (home / "data" / "postmaster.pid").write_text(f"{os.getpid()}\n{home}/data\n")
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()
        with EmbeddedPostgres(home, fast=True) as url:
            assert urlsplit(url).port != port
            assert one(url, "SELECT 1") == 1


def test_it_does_not_outlive_a_killed_supervisor(home: Path) -> None:
    words = ("backend.run.postgres", "serve", "--fast", "--data", str(home))
    with started(*words, env=environment(home.parent), log=home.parent / "out") as supervisor:
        assert wait_until(lambda: running_database(home) is not None, 30)
        supervisor.kill()
        supervisor.wait()
        assert wait_until(lambda: not processes_in(home / "data"), 10)


SHARED = """
import sys
from backend.run.postgres import shared_test_server
with shared_test_server() as url:
    print(url, flush=True)
    sys.stdin.read()
"""


def test_test_processes_share_a_server_that_ends_with_the_last_of_them(tmp_path: Path) -> None:
    env = environment(tmp_path)
    users = [
        subprocess.Popen(
            [sys.executable, "-c", SHARED],
            cwd=ROOT,
            env=env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    urls = [user.stdout.readline() for user in users if user.stdout]
    assert len({urlsplit(url).port for url in urls}) == 1
    assert len({urlsplit(url).path for url in urls}) == 2
    for user in users:
        user.kill()
        user.communicate()
    assert wait_until(lambda: not processes_of(tmp_path), 15), processes_of(tmp_path)


@as_root
def test_root_is_left_for_another_account(server: EmbeddedPostgres) -> None:
    assert (server.home / "data").stat().st_uid != 0


@as_root
def test_below_a_folder_closed_to_others_it_still_starts_and_opens_nothing(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    home = closed / "clone" / "var" / "postgres"
    with EmbeddedPostgres(home, fast=True) as url:
        assert one(url, "SELECT 1") == 1
    assert permissions(closed) == 0o700


PLAIN = """
import sys
from pathlib import Path
from backend.run.postgres import EmbeddedPostgres
with EmbeddedPostgres(Path(sys.argv[1]), fast=True) as url:
    print(url)
"""


@as_root
def test_a_plain_user_needs_nothing(home: Path) -> None:
    libraries = next(path for path in sys.path if path.endswith("site-packages"))
    command = [_python_for_all(), "-c", PLAIN, str(home)]
    home.mkdir()
    os.chown(home, 65534, 65534)
    env = {"PATH": os.defpath, "PYTHONPATH": f"{ROOT}:{libraries}", "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(command, env=env, cwd="/", user=65534, group=65534, capture_output=True, text=True)
    assert done.stdout.startswith("postgres://"), done.stderr
    assert (home / "data").stat().st_uid == 65534


def _python_for_all() -> str:
    """A Python 3.11 that a plain user may run together with this clone."""
    probe = "import sys; sys.path.insert(0, sys.argv[1]); import backend.run.postgres"
    for candidate in (sys.executable, "/usr/bin/python3"):
        try:
            words = [candidate, "-c", probe, str(ROOT)]  # a Python before 3.11 can't import it
            if not subprocess.run(words, cwd="/", user=65534, group=65534, capture_output=True).returncode:
                return candidate
        except OSError:
            continue
    pytest.skip("no Python that a plain user may run")
