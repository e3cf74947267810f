"""The clocks of this machine: the wall's, which may be wrong by a day, and one that only counts since the start."""

from __future__ import annotations

import time
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

_BOOT = Path("/proc/sys/kernel/random/boot_id")


@dataclass(frozen=True)
class Moment:
    """AT with milliseconds, UTC; MONO_MS since the machine's start BOOT_ID, sleep included."""

    at: datetime
    mono_ms: int
    boot_id: str

    @property
    def stamp(self) -> str:
        return self.at.isoformat(timespec="milliseconds")

    @property
    def ms(self) -> int:
        return milliseconds(self.at)


def moment(at: datetime | None = None) -> Moment:
    """Now; a test may say what the wall's clock shows."""
    return Moment(at or datetime.now(UTC), mono_ms(), boot_id())


def mono_ms() -> int:
    clock = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
    return time.clock_gettime_ns(clock) // 1_000_000


@cache
def boot_id() -> str:
    """The machine's, so that a kiosk that is started anew still knows how long ago a scan was."""
    try:
        return _BOOT.read_text().strip()[:40]
    except OSError:
        return str(uuid.uuid4())


def milliseconds(at: datetime) -> int:
    return round(at.timestamp() * 1000)


def wall_ms() -> int:
    return time.time_ns() // 1_000_000
