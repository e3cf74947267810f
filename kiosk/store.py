"""What a kiosk keeps on disk: its pairing and a journal of scans (SQLite, readable by its owner alone).

The rule of the journal: a scan is written before it is sent, with the id under which it will be sent.
An unanswered scan never becomes an admission by itself. When the same invitation is presented again soon,
it goes out again under its first id, so that the server answers what it answered, or would have answered,
the first time: a lost reply can neither admit a guest twice nor turn him away as "already in".

The roster for working without a network will be a third table here, beside the journal and apart from it.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import sqlite3
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO

from kiosk.ids import uuid7
from kiosk.wire import Identity, Pairing

SAME_SCAN_MINUTES = 10

SCHEMA = """
CREATE TABLE IF NOT EXISTS pairing (
    id INTEGER PRIMARY KEY CHECK (id = 1), server TEXT NOT NULL, token TEXT NOT NULL, identity TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS journal (
    scan_id TEXT PRIMARY KEY,
    device_id TEXT NOT NULL,
    event_id TEXT NOT NULL,
    at TEXT NOT NULL,
    code TEXT,
    guest_id TEXT,
    gate TEXT NOT NULL,
    direction TEXT NOT NULL,
    method TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 1,
    outcome TEXT NOT NULL DEFAULT 'undecided' CHECK (outcome IN ('undecided', 'decided', 'rejected')),
    verdict TEXT,
    reason TEXT,
    answered_at TEXT,
    CHECK ((code IS NULL) <> (guest_id IS NULL))
);
CREATE INDEX IF NOT EXISTS journal_undecided ON journal (device_id, at) WHERE outcome = 'undecided';
"""


class StoreBusy(Exception):
    """Another kiosk process holds this data directory."""


@dataclass(frozen=True)
class Scan:
    """One presentation of an invitation, exactly as it is, or was, sent."""

    scan_id: str
    at: str
    gate: str
    direction: str = "in"
    code: str | None = None
    guest_id: str | None = None

    def payload(self) -> dict[str, str]:
        what = {"code": self.code} if self.code is not None else {"guest_id": self.guest_id}
        fixed = {"scan_id": self.scan_id, "at": self.at, "gate": self.gate, "direction": self.direction}
        return {**fixed, **{key: value for key, value in what.items() if value is not None}}


@dataclass(frozen=True)
class SavedPairing:
    server: str
    token: str
    identity: Identity


@dataclass(frozen=True)
class Totals:
    scans: int
    admitted: int
    undecided: int


class Store:
    """Thread safe; every write is committed and synced before the call returns."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._lock = threading.Lock()
        self._held = _hold(folder / "kiosk.lock")
        self.path = folder / "kiosk.sqlite3"
        os.close(os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600))
        self.path.chmod(0o600)
        self._db = sqlite3.connect(self.path, check_same_thread=False, isolation_level=None)
        self._db.row_factory = sqlite3.Row
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = FULL")
        self._db.execute("PRAGMA secure_delete = ON")
        self._db.executescript(SCHEMA)

    def close(self) -> None:
        with self._lock:
            self._db.close()
            self._held.close()

    # pairing

    def save_pairing(self, server: str, pairing: Pairing) -> None:
        identity = Identity(device=pairing.device, event=pairing.event, public_keys=pairing.public_keys)
        with self._transaction() as db:
            db.execute(
                "INSERT OR REPLACE INTO pairing VALUES (1, ?, ?, ?)",
                (server, pairing.token, identity.model_dump_json()),
            )
            db.execute("INSERT OR REPLACE INTO setting VALUES ('server', ?)", (server,))

    def save_identity(self, identity: Identity) -> None:
        with self._transaction() as db:
            db.execute("UPDATE pairing SET identity = ?", (identity.model_dump_json(),))

    def pairing(self) -> SavedPairing | None:
        with self._lock:
            row = self._db.execute("SELECT server, token, identity FROM pairing").fetchone()
        if row is None:
            return None
        return SavedPairing(row["server"], row["token"], Identity.model_validate_json(row["identity"]))

    def forget_pairing(self) -> None:
        """The token goes, from the file's free pages and its log too; the journal stays."""
        with self._transaction() as db:
            db.execute("DELETE FROM pairing")
        with self._lock:
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def setting(self, name: str) -> str:
        with self._lock:
            row = self._db.execute("SELECT value FROM setting WHERE name = ?", (name,)).fetchone()
        return str(row["value"]) if row else ""

    def set_setting(self, name: str, value: str) -> None:
        with self._transaction() as db:
            db.execute("INSERT OR REPLACE INTO setting VALUES (?, ?)", (name, value))

    # journal

    def open_scan(
        self,
        identity: Identity,
        *,
        method: str,
        code: str | None = None,
        guest_id: str | None = None,
        now: datetime | None = None,
    ) -> Scan:
        """The journal's line for this presentation: a new one, or the recent one left without an answer."""
        now = now or datetime.now(UTC)
        with self._transaction() as db:
            again = self._undecided(db, identity.device.id, code, guest_id, now)
            if again is not None:
                db.execute("UPDATE journal SET attempts = attempts + 1 WHERE scan_id = ?", (again.scan_id,))
                return again
            stamp = now.isoformat(timespec="milliseconds")
            scan = Scan(uuid7(), stamp, identity.device.gate, code=code, guest_id=guest_id)
            self._insert(db, scan, identity, method)
            return scan

    def decide(self, scan_id: str, verdict: str, reason: str | None, now: datetime | None = None) -> None:
        self._settle(scan_id, "decided", verdict, reason, now)

    def reject(self, scan_id: str, reason: str, now: datetime | None = None) -> None:
        """The server will never answer this scan: the next presentation takes a new id."""
        self._settle(scan_id, "rejected", None, reason, now)

    def totals(self, identity: Identity, now: datetime | None = None) -> Totals:
        """Counted for this device and event; an unanswered scan stops being news after twelve hours."""
        recent = ((now or datetime.now(UTC)) - timedelta(hours=12)).isoformat(timespec="milliseconds")
        with self._lock:
            row = self._db.execute(
                "SELECT count(*), coalesce(sum(verdict IN ('admitted', 'attention')), 0),"
                " coalesce(sum(outcome = 'undecided' AND at >= ?), 0)"
                " FROM journal WHERE device_id = ? AND event_id = ?",
                (recent, identity.device.id, identity.event.id),
            ).fetchone()
        return Totals(int(row[0]), int(row[1]), int(row[2]))

    def lines(self) -> list[sqlite3.Row]:
        with self._lock:
            return self._db.execute("SELECT * FROM journal ORDER BY at, scan_id").fetchall()

    @staticmethod
    def _insert(db: sqlite3.Connection, scan: Scan, identity: Identity, method: str) -> None:
        ids = (scan.scan_id, identity.device.id, identity.event.id)
        what = (scan.at, scan.code, scan.guest_id, scan.gate, scan.direction, method)
        db.execute(
            "INSERT INTO journal (scan_id, device_id, event_id, at, code, guest_id, gate, direction, method)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (*ids, *what),
        )

    def _settle(
        self, scan_id: str, outcome: str, verdict: str | None, reason: str | None, now: datetime | None
    ) -> None:
        moment = (now or datetime.now(UTC)).isoformat(timespec="milliseconds")
        with self._transaction() as db:
            db.execute(
                "UPDATE journal SET outcome = ?, verdict = ?, reason = ?, answered_at = ?"
                " WHERE scan_id = ? AND outcome = 'undecided'",
                (outcome, verdict, reason, moment, scan_id),
            )

    @staticmethod
    def _undecided(
        db: sqlite3.Connection, device_id: str, code: str | None, guest_id: str | None, now: datetime
    ) -> Scan | None:
        oldest = (now - timedelta(minutes=SAME_SCAN_MINUTES)).isoformat(timespec="milliseconds")
        row = db.execute(
            "SELECT * FROM journal WHERE outcome = 'undecided' AND device_id = ?"
            " AND code IS ? AND guest_id IS ? AND at >= ? ORDER BY at DESC LIMIT 1",
            (device_id, code, guest_id, oldest),
        ).fetchone()
        if row is None:
            return None
        return Scan(row["scan_id"], row["at"], row["gate"], row["direction"], row["code"], row["guest_id"])

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")


def _hold(path: Path) -> IO[str]:
    handle = path.open("w")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        handle.close()
        raise StoreBusy(str(path)) from error
    return handle
