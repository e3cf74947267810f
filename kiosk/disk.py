"""SQLite files that a power cut leaves whole and that their owner alone may read; one that is broken all the same
is put aside, and what can be read of it goes on.
"""

from __future__ import annotations

import contextlib
import logging
import os
import sqlite3
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

Row = sqlite3.Row
log = logging.getLogger("kiosk.disk")


class Database:
    """Thread safe; what a transaction wrote is synced to the disk before it returns."""

    def __init__(self, path: Path, schema: str) -> None:
        self.path = path
        self._lock = threading.RLock()
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        path.chmod(0o600)
        self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._db.row_factory = sqlite3.Row
        try:
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA synchronous = FULL")
            self._db.execute("PRAGMA secure_delete = ON")
            self._db.executescript(schema)
        except sqlite3.Error:
            self._db.close()
            raise

    def close(self) -> None:
        with self._lock:
            self._db.close()

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[Row]:
        with self._lock:
            return self._db.execute(sql, values).fetchall()

    def row(self, sql: str, values: Sequence[Any] = ()) -> Row | None:
        with self._lock:
            found: Row | None = self._db.execute(sql, values).fetchone()
            return found

    @contextlib.contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    def forget_what_was_overwritten(self) -> None:
        """What was deleted leaves the write-ahead log too; from the file itself `secure_delete` has taken it."""
        with self._lock:
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def open_whole(path: Path, schema: str, saved: Sequence[str] = ()) -> Database:
    """The database of PATH; a broken file is renamed, and those rows of its tables SAVED that can still be read are
    in the new one.

    Raises:
        OSError, sqlite3.OperationalError: the folder, or a lock; the file itself may be whole.
    """
    try:
        return _checked(path, schema)
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError):
            raise
        log.error("%s is broken: %s", path.name, error)
    broken = path.with_name(f"{path.name}.broken-{int(time.time())}")
    for end in ("", "-wal", "-shm"):
        with contextlib.suppress(FileNotFoundError):
            path.with_name(path.name + end).rename(broken.with_name(broken.name + end))
    fresh = Database(path, schema)
    for table in saved:
        log.error("%d rows of %s were saved from %s", _save(broken, fresh, table), table, broken.name)
    return fresh


def _checked(path: Path, schema: str) -> Database:
    database = Database(path, schema)
    (said,) = database.row("PRAGMA quick_check(1)") or ("nothing",)
    if said != "ok":
        database.close()
        raise sqlite3.DatabaseError(said)
    return database


def _save(broken: Path, fresh: Database, table: str) -> int:
    """Copies what can be read from both ends of TABLE; how many rows that is."""
    found: dict[tuple[Any, ...], None] = {}
    names: list[str] = []
    with contextlib.suppress(sqlite3.Error), contextlib.closing(sqlite3.connect(broken)) as old:
        for order in ("", " ORDER BY rowid DESC"):
            with contextlib.suppress(sqlite3.Error):
                rows = old.execute(f"SELECT * FROM {table}{order}")  # noqa: S608  (a table of ours)
                names = [column[0] for column in rows.description]
                for row in rows:
                    found[row] = None
    saved = 0
    for row in found:
        with contextlib.suppress(sqlite3.Error), fresh.transaction() as db:
            places = ", ".join("?" * len(row))
            db.execute(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({places})", row)  # noqa: S608
            saved += 1
    return saved
