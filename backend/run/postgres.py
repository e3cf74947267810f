"""The PostgreSQL server that comes with the product.

    with EmbeddedPostgres(Path("var/postgres")) as url: ...  # a child of this process, dies with it
    with temporary_database() as url: ...   # DATABASE_URL, else the running server, else one for the time
    with shared_test_server() as url: ...   # fast, not safe on power loss; shared by all test processes

    python -m backend.run.postgres serve --data var/dev     # prints its DATABASE_URL, runs until Ctrl-C
    python -m backend.run.postgres url                      # DATABASE_URL of the server that is running

The server listens on 127.0.0.1 only, with a random password, on a port kept between runs while it is free. It
runs as a direct child (not as a daemon), never as root (see unprivileged.py), and gets SIGINT, its clean and
fast shutdown, even when this process is killed. `DATA/lock` makes sure that one process at a time runs it.
"""

import argparse
import signal
import sys
import time
from pathlib import Path

from backend.run.cluster import PostgresError
from backend.run.server import EmbeddedPostgres, data_home
from backend.run.shared import keep, running_database, shared_test_server, temporary_database

__all__ = [
    "EmbeddedPostgres",
    "PostgresError",
    "running_database",
    "shared_test_server",
    "temporary_database",
]


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
        (_serve if wish.verb == "serve" else keep)(wish.data, wish.fast)


if __name__ == "__main__":
    main()
