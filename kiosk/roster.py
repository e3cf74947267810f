"""The evening's guests on this kiosk's disk, sealed: a row opens with the guest's own ticket and nothing else.

In clear stands only what says nothing of anybody: how many of a ticket are inside. The index of names is kept as
it came, sealed by the key of the evening, which is never beside it (kiosk/evening.py). `wipe` leaves no row behind;
the outbox is another file.
"""

from __future__ import annotations

import base64
import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from backend.door.roster import unpack_row
from backend.door.seal import SealBroken, row_tag, ticket_key, unseal
from kiosk.disk import Database, Row
from kiosk.wire import RosterEvent, RosterPage, RosterRow

SCHEMA = """
CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS guest (
    id TEXT PRIMARY KEY, tag BLOB NOT NULL, sealed BLOB NOT NULL,
    inside INTEGER NOT NULL, came INTEGER NOT NULL, first_at INTEGER, first_gate TEXT NOT NULL,
    as_of INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS guest_by_tag ON guest (tag);
CREATE TABLE IF NOT EXISTS names (number INTEGER PRIMARY KEY, block BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS incoming AS SELECT * FROM guest WHERE 0;
CREATE TABLE IF NOT EXISTS incoming_names (number INTEGER PRIMARY KEY, block BLOB NOT NULL);
"""
_TABLES = ("meta", "guest", "names", "incoming", "incoming_names")


@dataclass(frozen=True)
class Clear:
    """What is known of a guest without opening anything; AS_OF in milliseconds of this machine's clock."""

    id: str
    inside: int
    came: int
    first_at: int | None
    first_gate: str
    as_of: int


@dataclass(frozen=True)
class OpenedRow:
    """A guest's row: what it says (backend/door/roster.py) and where the guest stands."""

    facts: dict[str, Any]
    clear: Clear


@dataclass(frozen=True)
class Head:
    """Of the whole roster: its event, and when the server was last heard (this machine's clock, milliseconds)."""

    event: RosterEvent
    salt: bytes
    since: str
    synced_at: int
    guests: int
    skew_ms: int
    """By how much this machine's clock is ahead of the server's."""


class Replaced(Exception):
    """The guest's ticket is not the one that seals the row: another was issued."""


class Roster:
    def __init__(self, disk: Database) -> None:
        self._disk = disk
        self._head = self._read_head()

    def head(self) -> Head | None:
        """None while there is no whole roster. Read once after each change: every verdict asks for it."""
        return self._head

    def _read_head(self) -> Head | None:
        meta = {row["name"]: row["value"] for row in self._disk.rows("SELECT name, value FROM meta")}
        if "since" not in meta:
            return None
        count = self._disk.row("SELECT count(*) FROM guest")
        assert count is not None
        event = RosterEvent.model_validate_json(meta["event"])
        salt = base64.b64decode(meta["salt"])
        return Head(event, salt, meta["since"], int(meta["synced_at"]), count[0], int(meta["skew_ms"]))

    @property
    def after(self) -> str:
        """Where a first fetch that was cut off goes on; "" when it begins."""
        row = self._disk.row("SELECT value FROM meta WHERE name = 'after'")
        return str(row["value"]) if row else ""

    # writing

    def page(self, page: RosterPage, *, asked_at: int) -> None:
        """A page of the first fetch; the last one puts the new roster in the place of the old one."""
        with self._disk.transaction() as db:
            _put(db, "incoming", page.rows, asked_at)
            if page.index:
                db.execute("INSERT INTO incoming_names (block) VALUES (?)", (base64.b64decode(page.index),))
            if page.after:
                _set(db, after=page.after)
                return
            for table, source in (("guest", "incoming"), ("names", "incoming_names")):
                db.execute(f"DELETE FROM {table}")  # noqa: S608
                db.execute(f"INSERT OR REPLACE INTO {table} SELECT * FROM {source}")  # noqa: S608
                db.execute(f"DELETE FROM {source}")  # noqa: S608
            db.execute("DELETE FROM meta WHERE name = 'after'")
            _head(db, page, asked_at)
        self._head = self._read_head()

    def changes(self, page: RosterPage, *, asked_at: int) -> None:
        """What became of some guests since the last time."""
        with self._disk.transaction() as db:
            _put(db, "guest", page.rows, asked_at)
            db.executemany("DELETE FROM guest WHERE id = ?", [(each,) for each in page.removed])
            if page.index:
                db.execute("INSERT INTO names (block) VALUES (?)", (base64.b64decode(page.index),))
            _head(db, page, asked_at)
        self._head = self._read_head()

    def begin_anew(self) -> None:
        """The server can't tell what changed; the old roster serves until the new one is whole."""
        with self._disk.transaction() as db:
            db.execute("DELETE FROM meta WHERE name = 'after'")
            db.execute("DELETE FROM incoming")
            db.execute("DELETE FROM incoming_names")
            db.execute("UPDATE meta SET value = '' WHERE name = 'since'")
        self._head = self._read_head()

    def wipe(self) -> None:
        with self._disk.transaction() as db:
            for table in _TABLES:
                db.execute(f"DELETE FROM {table}")  # noqa: S608
        self._head = None
        self._disk.forget_what_was_overwritten()

    # reading

    def open(self, code: str, ticket_id: bytes, salt: bytes) -> OpenedRow | None:
        """The row of the ticket CODE; None: there is none.

        Raises:
            Replaced: there is one, and this ticket does not open it.
        """
        tag = row_tag(salt, ticket_id)
        row = self._disk.row("SELECT * FROM guest WHERE tag = ?", (tag,))
        if row is None:
            return None
        key = ticket_key(salt, code)
        for sealed in json.loads(row["sealed"]):
            try:
                return OpenedRow(unpack_row(unseal(key, tag, base64.b64decode(sealed))), _clear(row))
            except SealBroken:
                continue
        raise Replaced

    def clear(self, guest_id: str) -> Clear | None:
        row = self._disk.row("SELECT * FROM guest WHERE id = ?", (guest_id,))
        return _clear(row) if row else None

    def blocks(self) -> list[bytes]:
        """The sealed index of names, a later block saying better than an earlier one."""
        return [row["block"] for row in self._disk.rows("SELECT block FROM names ORDER BY number")]

    def ids(self) -> set[str]:
        return {row["id"] for row in self._disk.rows("SELECT id FROM guest")}

    def newest_block(self) -> bytes:
        row = self._disk.row("SELECT block FROM names ORDER BY number DESC LIMIT 1")
        return row["block"] if row else b""


def _put(db: sqlite3.Connection, table: str, rows: Iterable[RosterRow], as_of: int) -> None:
    db.executemany(
        f"INSERT OR REPLACE INTO {table} VALUES (?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608
        [
            (
                row.id,
                base64.b64decode(row.tag),
                json.dumps(row.sealed),
                row.inside,
                row.came,
                row.first_at,
                row.first_gate,
                as_of,
            )
            for row in rows
        ],
    )


def _head(db: sqlite3.Connection, page: RosterPage, asked_at: int) -> None:
    skew = asked_at - page.server_time if page.server_time else 0
    values = {"event": page.event.model_dump_json(), "salt": page.salt, "since": page.since or ""}
    _set(db, **values, synced_at=str(asked_at), skew_ms=str(skew))


def _set(db: sqlite3.Connection, **values: str) -> None:
    db.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", values.items())


def _clear(row: Row) -> Clear:
    return Clear(row["id"], row["inside"], row["came"], row["first_at"], row["first_gate"], row["as_of"])
