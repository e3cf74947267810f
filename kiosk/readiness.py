"""What must be well before doors open, and what the kiosk tells the server of itself."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from backend.door.clock import SKEW_WORTH_TELLING
from kiosk.clocks import mono_ms, wall_ms
from kiosk.roster import Head
from kiosk.state import CameraStatus, KioskState

ROSTER_FRESH_SECONDS = 120
DISK_LOW_MB = 1_000
DISK_FULL_MB = 200
_POWER = Path("/sys/class/power_supply")


class Light(StrEnum):
    OK = "ok"
    ATTENTION = "attention"
    BAD = "bad"
    UNTRIED = "untried"


@dataclass(frozen=True)
class Tried:
    """Something that was tried, and when by the monotonic clock (milliseconds)."""

    passed: bool
    at: int
    detail: str = ""

    def told(self) -> dict[str, Any]:
        age = max(0, (mono_ms() - self.at) // 1000)
        return {"passed": self.passed, "age": age, "detail": self.detail[:200]}


@dataclass(frozen=True)
class Condition:
    """The kiosk at one moment. None: not known."""

    roster_age: int | None = None
    roster_rows: int = 0
    roster_since: str = ""
    names: int = 0
    skew_ms: int | None = None
    disk_free_mb: int | None = None
    battery: int | None = None
    charging: bool | None = None
    camera: CameraStatus = CameraStatus.NONE
    sound: bool | None = None
    test_scan: Tried | None = None
    drill: Tried | None = None

    def lights(self) -> dict[str, Light]:
        tried = {"sound": self.sound, "test_scan": _passed(self.test_scan), "drill": _passed(self.drill)}
        return {
            "roster": self._roster(),
            "clock": self._clock(),
            "disk": self._disk(),
            "camera": _CAMERA[self.camera],
            **{name: _TRIED[passed] for name, passed in tried.items()},
        }

    def _roster(self) -> Light:
        if self.roster_age is None:
            return Light.BAD
        return Light.OK if self.roster_age <= ROSTER_FRESH_SECONDS and self.names else Light.ATTENTION

    def _clock(self) -> Light:
        if self.skew_ms is None:
            return Light.UNTRIED
        return Light.OK if abs(self.skew_ms) <= SKEW_WORTH_TELLING else Light.ATTENTION

    def _disk(self) -> Light:
        if self.disk_free_mb is None:
            return Light.UNTRIED
        if self.disk_free_mb < DISK_FULL_MB:
            return Light.BAD
        return Light.ATTENTION if self.disk_free_mb < DISK_LOW_MB else Light.OK


_TRIED = {None: Light.UNTRIED, True: Light.OK, False: Light.BAD}
_CAMERA = {
    CameraStatus.NONE: Light.ATTENTION,
    CameraStatus.OPENING: Light.UNTRIED,
    CameraStatus.RUNNING: Light.OK,
    CameraStatus.LOST: Light.BAD,
}
_PARTS = {CameraStatus.NONE: "missing", CameraStatus.RUNNING: "ok", CameraStatus.LOST: "failed"}


def condition(
    folder: Path,
    head: Head | None,
    state: KioskState,
    *,
    names: int,
    skew_ms: int | None,
    sound: bool | None,
    test_scan: Tried | None,
    drill: Tried | None,
) -> Condition:
    battery, charging = power()
    return Condition(
        roster_age=max(0, wall_ms() - head.synced_at) // 1000 if head else None,
        roster_rows=head.guests if head else 0,
        roster_since=head.since if head else "",
        names=names,
        skew_ms=skew_ms,
        disk_free_mb=_free_mb(folder),
        battery=battery,
        charging=charging,
        camera=state.camera,
        sound=sound,
        test_scan=test_scan,
        drill=drill,
    )


def beat(now: Condition, *, version: str, queue: int, oldest_unsent_age: int | None) -> dict[str, Any]:
    """The body of `POST /devices/heartbeat`."""
    return {
        "sent_at": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "app_version": version,
        "queue": queue,
        "oldest_unsent_age": oldest_unsent_age,
        "battery": now.battery,
        "charging": now.charging,
        "disk_free_mb": now.disk_free_mb,
        "camera": _PARTS.get(now.camera),
        "sound": {None: None, True: "ok", False: "failed"}[now.sound],
        "roster_since": now.roster_since or None,
        "roster_age": now.roster_age,
        "roster_rows": now.roster_rows,
        "test_scan": now.test_scan.told() if now.test_scan else None,
        "drill": now.drill.told() if now.drill else None,
    }


def power(folder: Path = _POWER) -> tuple[int | None, bool | None]:
    """Charge of the first battery (0 to 100) and whether it is being charged; None where there is none."""
    for battery in sorted(folder.glob("*/capacity")):
        try:
            level = int(battery.read_text())
            status = (battery.parent / "status").read_text().strip()
        except (OSError, ValueError):
            continue
        return min(100, max(0, level)), status in ("Charging", "Full")
    return None, None


def _free_mb(folder: Path) -> int | None:
    try:
        return shutil.disk_usage(folder).free // 1_000_000
    except OSError:
        return None


def _passed(tried: Tried | None) -> bool | None:
    return tried.passed if tried else None
