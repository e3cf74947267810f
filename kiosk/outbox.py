"""The scans of this kiosk, each on disk before anybody sees its verdict, kept until the server has it.

    asking    written, and asked of the server; nobody has seen a verdict
    held      the kiosk is alone and the staff decides; counts as refused until then
    waiting   this kiosk's verdict was shown (`shown`), the server is to hear of it
    sent      the server has it: the code and the name go from the disk
    problem   the server did not take it: set apart, shown, never lost

A scan that was asked keeps its id and its content. Presented again while nobody has seen a verdict, it goes out
under the same id, so the server answers what it answered before: a lost answer neither admits twice nor turns away.
One that nobody presents again is sent as shown « refusé », and the server withdraws what it may have admitted.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from backend.door.verdict import LETS_IN
from kiosk.clocks import Moment, moment, wall_ms
from kiosk.disk import Database, Row
from kiosk.ids import uuid7
from kiosk.scans import Alone, Pending, Scan, digest
from kiosk.wire import Identity, ScanResult

SAME_SCAN_MINUTES = 10
UNDO_SECONDS = 15
KEPT_DAYS = 14
BATCH = 200

SCHEMA = """
CREATE TABLE IF NOT EXISTS scan (
    number INTEGER PRIMARY KEY,
    scan_id TEXT NOT NULL UNIQUE,
    device_id TEXT NOT NULL,
    event_id TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    what TEXT NOT NULL,
    code TEXT NOT NULL DEFAULT '',
    who TEXT NOT NULL DEFAULT '',
    item TEXT,
    direction TEXT NOT NULL DEFAULT 'in',
    gate TEXT NOT NULL DEFAULT '',
    state TEXT NOT NULL DEFAULT 'asking' CHECK (state IN ('asking', 'held', 'waiting', 'sent', 'problem')),
    shown TEXT NOT NULL DEFAULT '',
    verdict TEXT NOT NULL DEFAULT '',
    reason TEXT NOT NULL DEFAULT '',
    count INTEGER NOT NULL DEFAULT 0,
    let_in INTEGER NOT NULL DEFAULT 0,
    undone INTEGER NOT NULL DEFAULT 0,
    undoes TEXT NOT NULL DEFAULT '',
    attempts INTEGER NOT NULL DEFAULT 0,
    problem TEXT NOT NULL DEFAULT '',
    known_at INTEGER,
    inside INTEGER,
    came INTEGER,
    first_at TEXT,
    first_gate TEXT,
    CHECK ((state = 'sent') = (item IS NULL))
);
CREATE INDEX IF NOT EXISTS scan_unsent ON scan (number) WHERE state <> 'sent';
CREATE INDEX IF NOT EXISTS scan_of_guest ON scan (who);
CREATE INDEX IF NOT EXISTS scan_of_code ON scan (code);
CREATE INDEX IF NOT EXISTS scan_asking ON scan (what) WHERE state = 'asking';
"""
_OURS = "(device_id = :device OR event_id = :event)"
"""What another pairing of this machine left is sent too: one id is one fact for the server, whoever brings it."""


@dataclass(frozen=True)
class Totals:
    scans: int
    admitted: int
    to_send: int
    problems: int


class Outbox:
    def __init__(self, disk: Database) -> None:
        self._disk = disk

    # writing

    def ask(self, identity: Identity, *, now: datetime | None = None, **what: Any) -> Scan:
        """The scan that WHAT (the fields of `Scan`) is, before it is asked: a new one, or the recent one whose
        verdict nobody has seen."""
        when = moment(now)
        fresh = _scan(identity, when, what)
        with self._disk.transaction() as db:
            again = _unseen(db, identity, fresh.what, when)
            if again is not None:
                db.execute("UPDATE scan SET attempts = attempts + 1 WHERE scan_id = ?", (again.scan_id,))
                return again
            _insert(db, identity, fresh, when, attempts=1)
        return fresh

    def decide(self, scan_id: str, alone: Alone) -> None:
        """The kiosk's own verdict on a scan that the server did not answer."""
        with self._disk.transaction() as db:
            _decide(db, scan_id, alone)

    def record(self, identity: Identity, alone: Alone, *, now: datetime | None = None, **what: Any) -> Scan:
        """A scan and this kiosk's verdict on it in one transaction; or the verdict on one asked before."""
        when = moment(now)
        fresh = _scan(identity, when, what)
        with self._disk.transaction() as db:
            again = _unseen(db, identity, fresh.what, when)
            if again is None:
                _insert(db, identity, fresh, when)
            scan = again or fresh
            _decide(db, scan.scan_id, alone)
        return scan

    def release(self, scan_id: str, *, lets_in: bool) -> bool:
        """The staff decided; False: too late, it was sent as refused."""
        shown = "admitted" if lets_in else "refused"
        with self._disk.transaction() as db:
            changed = db.execute(
                "UPDATE scan SET state = 'waiting', shown = ?, verdict = ?, let_in = ?, count = max(count, ?)"
                " WHERE scan_id = ? AND state = 'held'",
                (shown, shown, lets_in, int(lets_in), scan_id),
            )
            return changed.rowcount == 1

    def undo(self, identity: Identity, scan_id: str, *, now: datetime | None = None) -> Scan | None:
        """Takes a scan back; None: there is none, or it was taken back before."""
        when = moment(now)
        with self._disk.transaction() as db:
            changed = db.execute(
                "UPDATE scan SET undone = 1, let_in = 0,"
                " state = CASE state WHEN 'held' THEN 'waiting' ELSE state END"
                " WHERE scan_id = ? AND undone = 0 AND let_in = 1",
                (scan_id,),
            )
            if changed.rowcount != 1:
                return None
            fresh = _scan(identity, when, {"undoes": scan_id})
            _insert(db, identity, fresh, when)
            db.execute(
                "UPDATE scan SET state = 'waiting', (who, code) = (SELECT who, code FROM scan WHERE scan_id = ?)"
                " WHERE scan_id = ?",
                (scan_id, fresh.scan_id),
            )
        return fresh

    def let_go(
        self, busy: Collection[str] = (), *, older_than: float = 0, now: datetime | None = None
    ) -> int:
        """Of scans older than so many seconds and not BUSY: nobody has seen a verdict, or the staff did not decide.
        They are sent as refused, which nobody was let in by."""
        oldest = moment(now).ms - round(older_than * 1000)
        with self._disk.transaction() as db:
            stale = db.execute(
                "SELECT scan_id FROM scan WHERE state IN ('asking', 'held') AND at_ms <= ?", (oldest,)
            ).fetchall()
            ids = [(row["scan_id"],) for row in stale if row["scan_id"] not in busy]
            db.executemany(
                "UPDATE scan SET state = 'waiting', shown = 'refused', verdict = 'refused' WHERE scan_id = ?",
                ids,
            )
        return len(ids)

    # the server's side

    def answered(self, results: Iterable[ScanResult]) -> int:
        """The server has these: the code and the name go. Gives how many were waiting for it."""
        with self._disk.transaction() as db:
            return sum(_settle(db, result) for result in results)

    def tried(self, pending: Iterable[Pending]) -> None:
        with self._disk.transaction() as db:
            db.executemany(
                "UPDATE scan SET attempts = attempts + 1 WHERE scan_id = ?",
                [(each.scan.scan_id,) for each in pending],
            )

    def set_apart(self, scan_id: str, problem: str) -> None:
        """The server will not take this one; the others go on."""
        with self._disk.transaction() as db:
            db.execute(
                "UPDATE scan SET state = 'problem', problem = ?, shown = coalesce(nullif(shown, ''), 'refused')"
                " WHERE scan_id = ? AND state IN ('waiting', 'asking')",
                (problem, scan_id),
            )

    def retry_problems(self) -> None:
        with self._disk.transaction() as db:
            db.execute("UPDATE scan SET state = 'waiting', problem = '' WHERE state = 'problem'")

    def clean(self, now: datetime | None = None) -> None:
        """What the server has had for two weeks goes."""
        oldest = moment(now).ms - KEPT_DAYS * 86_400_000
        with self._disk.transaction() as db:
            db.execute("DELETE FROM scan WHERE state = 'sent' AND at_ms < ?", (oldest,))

    # reading

    def waiting(self, identity: Identity, limit: int = BATCH) -> list[Pending]:
        """The oldest scans that the server is to hear of, all of one event."""
        rows = self._disk.rows(
            f"SELECT item, shown, reason, event_id FROM scan WHERE state = 'waiting' AND {_OURS}"  # noqa: S608
            " ORDER BY number LIMIT :limit",
            {**_ids(identity), "limit": limit},  # type: ignore[arg-type]
        )
        return [_pending(row) for row in rows if row["event_id"] == rows[0]["event_id"]]

    def before(self, identity: Identity, scan: Scan, limit: int = 20) -> list[Pending]:
        """What waits about the same invitation, and must be known before SCAN is judged."""
        rows = self._disk.rows(
            f"SELECT item, shown, reason, event_id FROM scan WHERE state = 'waiting' AND {_OURS}"  # noqa: S608
            " AND event_id = :event AND (code = :code AND code <> '' OR who = :who AND who <> '')"
            " ORDER BY number LIMIT :limit",
            {**_ids(identity), "code": _code(scan), "who": scan.guest_id or "", "limit": limit},  # type: ignore[arg-type]
        )
        return [_pending(row) for row in rows]

    def about(self, event_id: str, *, who: str = "", code: str = "") -> list[Row]:
        """All scans of one guest and what took them back, by WHO or by the CODE as read, the oldest first."""
        return self._disk.rows(
            "SELECT * FROM scan WHERE event_id = ?"
            " AND (who = ? AND who <> '' OR code = ? AND code <> '') ORDER BY number",
            (event_id, who, digest(code) if code else ""),
        )

    def flow(self, event_id: str) -> int:
        """How many more went in than out by scans that the server has not."""
        row = self._disk.row(
            "SELECT coalesce(sum(CASE direction WHEN 'in' THEN count ELSE -count END), 0) FROM scan"
            " WHERE event_id = ? AND let_in AND NOT undone AND state <> 'sent'",
            (event_id,),
        )
        return int(row[0]) if row else 0

    def totals(self, identity: Identity) -> Totals:
        row = self._disk.row(
            "SELECT count(*) FILTER (WHERE undoes = ''),"  # noqa: S608
            " count(*) FILTER (WHERE let_in AND direction = 'in' AND NOT undone AND state <> 'asking'),"
            f" count(*) FILTER (WHERE state IN ('waiting', 'held', 'asking') AND {_OURS}),"
            f" count(*) FILTER (WHERE state = 'problem' AND {_OURS})"
            " FROM scan WHERE device_id = :device AND event_id = :event OR state <> 'sent'",
            _ids(identity),  # type: ignore[arg-type]
        )
        assert row is not None
        return Totals(*(int(value) for value in row))

    def oldest_unsent(self) -> int | None:
        """When the oldest scan happened that the server has not; milliseconds of this machine's clock."""
        row = self._disk.row("SELECT min(at_ms) FROM scan WHERE state NOT IN ('sent', 'problem')")
        return row[0] if row else None

    def is_writable(self) -> bool:
        """Whether a scan could be written now: tried on the disk, and taken back."""
        try:
            with self._disk.transaction() as db:
                db.execute("CREATE TABLE trial AS SELECT 1 AS one")
                db.execute("DROP TABLE trial")
        except sqlite3.Error:
            return False
        return True

    def problems(self, limit: int = 50) -> list[Row]:
        return self._disk.rows(
            "SELECT scan_id, at_ms, gate, verdict, problem FROM scan WHERE state = 'problem'"
            " ORDER BY number LIMIT ?",
            (limit,),
        )

    def lines(self) -> list[Row]:
        return self._disk.rows("SELECT * FROM scan ORDER BY number")


# in SQL


def _ids(identity: Identity) -> dict[str, str]:
    return {"device": identity.device.id, "event": identity.event.id}


def _scan(identity: Identity, when: Moment, what: dict[str, Any]) -> Scan:
    fields = {"gate": identity.device.gate, **what}
    return Scan(uuid7(), when.stamp, mono_ms=when.mono_ms, boot_id=when.boot_id, **fields)


def _code(scan: Scan) -> str:
    return digest(scan.code) if scan.code else ""


def _insert(
    db: sqlite3.Connection, identity: Identity, scan: Scan, when: Moment, *, attempts: int = 0
) -> None:
    who = scan.guest_id or (scan.walk_in or {}).get("guest_id", "")
    ids = (scan.scan_id, identity.device.id, identity.event.id, when.ms, scan.what, _code(scan), who)
    facts = (
        json.dumps(scan.payload(), ensure_ascii=False),
        scan.direction,
        scan.gate,
        scan.undoes or "",
        attempts,
    )
    db.execute(
        "INSERT INTO scan (scan_id, device_id, event_id, at_ms, what, code, who, item, direction, gate, undoes,"
        " attempts) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (*ids, *facts),
    )


def _unseen(db: sqlite3.Connection, identity: Identity, what: str, when: Moment) -> Scan | None:
    row = db.execute(
        "SELECT item FROM scan WHERE state = 'asking' AND what = ? AND device_id = ? AND at_ms >= ?"
        " ORDER BY number DESC LIMIT 1",
        (
            what,
            identity.device.id,
            when.ms - int(timedelta(minutes=SAME_SCAN_MINUTES).total_seconds() * 1000),
        ),
    ).fetchone()
    return Scan(**json.loads(row["item"])) if row else None


def _decide(db: sqlite3.Connection, scan_id: str, alone: Alone) -> None:
    db.execute(
        "UPDATE scan SET state = ?, shown = ?, verdict = ?, reason = ?, count = ?, let_in = ?,"
        " who = coalesce(nullif(?, ''), who) WHERE scan_id = ? AND state = 'asking'",
        (
            "held" if alone.held else "waiting",
            alone.verdict,
            alone.verdict,
            alone.reason,
            alone.count,
            alone.verdict in LETS_IN,
            alone.who,
            scan_id,
        ),
    )


def _settle(db: sqlite3.Connection, result: ScanResult) -> int:
    """A verdict that was shown stays what it was; what the server knows of the guest is kept."""
    if result.problem:
        changed = db.execute(
            "UPDATE scan SET state = 'problem', problem = ?, shown = coalesce(nullif(shown, ''), 'refused')"
            " WHERE scan_id = ? AND state IN ('waiting', 'asking')",
            (result.problem, result.scan_id),
        )
        return changed.rowcount
    guest = result.guest
    first = result.first_at.isoformat() if result.first_at else None
    changed = db.execute(
        "UPDATE scan SET state = 'sent', item = NULL,"
        " verdict = coalesce(nullif(shown, ''), ?), reason = CASE shown WHEN '' THEN ? ELSE reason END,"
        " let_in = CASE WHEN undoes <> '' THEN 0 WHEN shown = '' THEN ? ELSE let_in END,"
        " count = CASE WHEN shown = '' THEN ? ELSE count END,"
        " who = coalesce(nullif(?, ''), who), known_at = ?, inside = ?, came = ?, first_at = ?, first_gate = ?"
        " WHERE scan_id = ? AND state IN ('waiting', 'asking')",
        (
            result.verdict.value,
            result.reason or "",
            result.verdict.value in LETS_IN and not result.withdrawn,
            result.count,
            guest.id if guest else "",
            wall_ms(),
            guest.inside if guest else None,
            guest.came if guest else None,
            first,
            result.first_gate,
            result.scan_id,
        ),
    )
    return changed.rowcount


def _pending(row: Row) -> Pending:
    return Pending(Scan(**json.loads(row["item"])), row["shown"], row["reason"], row["event_id"])
