"""What a kiosk keeps on disk: pairing, settings and outbox in one file, the sealed roster in another.

They are apart so that losing or wiping the roster, or its key, never costs a scan.
"""

from __future__ import annotations

import fcntl
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from kiosk import outbox, roster
from kiosk.disk import open_whole
from kiosk.outbox import Outbox
from kiosk.roster import Roster
from kiosk.wire import Identity, Pairing

SCHEMA = """
CREATE TABLE IF NOT EXISTS pairing (
    id INTEGER PRIMARY KEY CHECK (id = 1), server TEXT NOT NULL, token TEXT NOT NULL, identity TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""


class StoreBusy(Exception):
    """Another kiosk process holds this data directory."""


@dataclass(frozen=True)
class SavedPairing:
    server: str
    token: str
    identity: Identity


class Store:
    """Thread safe; every write is committed and synced before the call returns."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.folder = folder
        self._held = _hold(folder / "kiosk.lock")
        saved = ("pairing", "setting", "scan")
        self._disk = open_whole(folder / "kiosk.sqlite3", SCHEMA + outbox.SCHEMA, saved)
        self._roster_disk = open_whole(folder / "roster.sqlite3", roster.SCHEMA)  # a copy: fetched anew
        self.outbox = Outbox(self._disk)
        self.roster = Roster(self._roster_disk)

    @property
    def path(self) -> Path:
        return self._disk.path

    def close(self) -> None:
        self._disk.close()
        self._roster_disk.close()
        self._held.close()

    # pairing

    def save_pairing(self, server: str, pairing: Pairing) -> None:
        identity = Identity(device=pairing.device, event=pairing.event, public_keys=pairing.public_keys)
        with self._disk.transaction() as db:
            db.execute(
                "INSERT OR REPLACE INTO pairing VALUES (1, ?, ?, ?)",
                (server, pairing.token, identity.model_dump_json()),
            )
            db.execute("INSERT OR REPLACE INTO setting VALUES ('server', ?)", (server,))

    def save_identity(self, identity: Identity) -> None:
        with self._disk.transaction() as db:
            db.execute("UPDATE pairing SET identity = ?", (identity.model_dump_json(),))

    def pairing(self) -> SavedPairing | None:
        row = self._disk.row("SELECT server, token, identity FROM pairing")
        if row is None:
            return None
        return SavedPairing(row["server"], row["token"], Identity.model_validate_json(row["identity"]))

    def forget_pairing(self) -> None:
        """The token goes, from the file's free pages and its log too, and the roster with it; the outbox stays."""
        with self._disk.transaction() as db:
            db.execute("DELETE FROM pairing")
        self._disk.forget_what_was_overwritten()
        self.roster.wipe()

    def forget_what_was_sent(self) -> None:
        """Codes and names that the server has leave the log as well."""
        self._disk.forget_what_was_overwritten()

    def setting(self, name: str) -> str:
        row = self._disk.row("SELECT value FROM setting WHERE name = ?", (name,))
        return str(row["value"]) if row else ""

    def set_setting(self, name: str, value: str) -> None:
        with self._disk.transaction() as db:
            db.execute("INSERT OR REPLACE INTO setting VALUES (?, ?)", (name, value))


def _hold(path: Path) -> IO[str]:
    handle = path.open("w")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        handle.close()
        raise StoreBusy(str(path)) from error
    return handle
