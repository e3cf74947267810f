"""The key of one evening, which opens the index of names. It never lies beside the roster.

It is kept in memory, and in the runtime directory where that is in the machine's memory (tmpfs), so that a kiosk
that is started anew without a network still finds names, and one that was switched off, or carried off, does not.
"""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kiosk.clocks import milliseconds, wall_ms
from kiosk.wire import EveningKey, Identity

FOLDER = "ENTREGENT_KIOSK_RUNTIME"
_MOUNTS = Path("/proc/mounts")
_MEMORY = ("tmpfs", "ramfs")


@dataclass(frozen=True)
class Key:
    """KEY for the names of one event on one kiosk; UNTIL in milliseconds."""

    key: bytes
    event_id: str
    device_id: str
    until: int

    def is_for(self, identity: Identity) -> bool:
        return (self.event_id, self.device_id) == (identity.event.id, identity.device.id)


class Evening:
    def __init__(self, folder: Path | None) -> None:
        """FOLDER must be in the machine's memory; None: the key is kept by this process alone."""
        self._path = folder / "evening-key" if folder else None
        self._key: Key | None = None

    def keep(self, answer: EveningKey, identity: Identity) -> Key:
        until = milliseconds(answer.until)
        self._key = Key(base64.b64decode(answer.key), identity.event.id, identity.device.id, until)
        if self._path is not None:
            _write(self._path, self._key)
        return self._key

    def key(self, identity: Identity, now: int | None = None) -> Key | None:
        """The key for this evening. One that is over, or another's, is wiped."""
        if self._key is None and self._path is not None:
            self._key = _read(self._path)
        if self._key is None:
            return None
        if self._key.is_for(identity) and (wall_ms() if now is None else now) < self._key.until:
            return self._key
        self.wipe()
        return None

    def wipe(self) -> None:
        self._key = None
        if self._path is not None:
            self._path.unlink(missing_ok=True)


def runtime_folder(data: Path, env: Mapping[str, str] = os.environ) -> Path | None:
    """Where this kiosk may leave its key: a folder of its own that is gone when the machine is switched off."""
    name = "".join(char if char.isalnum() else "-" for char in str(data.resolve()))
    for base in (env.get(FOLDER), env.get("XDG_RUNTIME_DIR"), "/dev/shm"):  # noqa: S108
        if not base or not in_memory(Path(base)):
            continue
        folder = Path(base) / f"entregent-kiosk-{os.geteuid()}{name}"
        try:
            folder.mkdir(mode=0o700, exist_ok=True)
        except OSError:
            continue
        if folder.stat().st_uid == os.geteuid() and not folder.is_symlink():
            folder.chmod(0o700)
            return folder
    return None


def in_memory(path: Path, mounts: Path = _MOUNTS) -> bool:
    """Whether PATH is on a file system of the machine's memory."""
    try:
        lines = [line.split() for line in mounts.read_text().splitlines()]
        found = path.resolve(strict=True)
    except OSError:
        return False
    holding = [(Path(line[1]), line[2]) for line in lines if found.is_relative_to(line[1])]
    return bool(holding) and max(holding, key=lambda each: len(each[0].parts))[1] in _MEMORY


def _write(path: Path, key: Key) -> None:
    facts = {"key": base64.b64encode(key.key).decode(), "event_id": key.event_id, "device_id": key.device_id}
    handle = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
    with os.fdopen(handle, "w") as file:
        json.dump({**facts, "until": key.until}, file)


def _read(path: Path) -> Key | None:
    try:
        facts = json.loads(path.read_text())
        return Key(base64.b64decode(facts["key"]), facts["event_id"], facts["device_id"], int(facts["until"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
