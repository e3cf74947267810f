"""The heartbeat of a kiosk, every few seconds: what it tells of itself, and what it must know."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from backend.checkins.changes import announce_device
from backend.checkins.models import Device
from backend.checkins.roster.place import is_current
from backend.checkins.scanning.requests import milliseconds
from backend.checkins.services import SKEW_MOVED, device_actor
from backend.core.clock import now
from backend.core.work import writing
from backend.door.clock import SKEW_WORTH_TELLING

Part = Literal["ok", "missing", "failed"]
SILENT_AFTER = timedelta(seconds=30)
_DISK_LOW = 200  # megabytes
_ROSTER_LATE = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Check:
    """Something that was tried: did it work, how long ago (seconds), and what went wrong."""

    passed: bool
    age: int
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Beat:
    """What a kiosk tells of itself; None: it does not know. Ages are in seconds, by its monotonic clock, so that
    they hold whatever its clock says."""

    sent_at: datetime
    app_version: str
    queue: int
    oldest_unsent_age: int | None = None
    battery: int | None = None
    charging: bool | None = None
    disk_free_mb: int | None = None
    camera: Part | None = None
    sound: Part | None = None
    roster_since: str | None = None
    roster_age: int | None = None
    roster_rows: int | None = None
    test_scan: Check | None = None
    drill: Check | None = None


def record_beat(device: Device, beat: Beat) -> Device:
    """Store what BEAT tells, and announce it where the page of the fleet would look different."""
    moment = now()
    health, skew = _health(beat, moment), milliseconds(beat.sent_at) - milliseconds(moment)
    worth_telling = _looks(device.health, device.skew_ms, device.app_version) != _looks(
        health, skew, beat.app_version
    ) or _was_silent(device, moment)
    if device.skew_ms is not None and abs(device.skew_ms - skew) <= SKEW_MOVED:
        skew = device.skew_ms  # what the way takes is no change of its clock
    with writing(device_actor(device)):
        device.health, device.skew_ms, device.last_seen_at = health, skew, moment
        device.app_version = beat.app_version
        device.save(update_fields=["health", "skew_ms", "last_seen_at", "app_version"])
        if worth_telling:
            announce_device(device)
    return device


def beat_of(device: Device, beat: Beat) -> dict[str, Any]:
    """What the kiosk must know: where it stands, whether its roster is that of now, what it is asked to do."""
    return {
        "device": device,
        "event": device.event,
        "server_time": milliseconds(now()),
        "skew_ms": device.skew_ms,
        "roster_current": device.event_id is not None and is_current(device.event_id, beat.roster_since),
        "orders": ["drill"] if drill_is_open(device) else [],
    }


def drill_is_open(device: Device) -> bool:
    """A drill was asked for, and none has been made since."""
    if device.drill_asked_at is None:
        return False
    done = device.health.get("drill")
    return done is None or datetime.fromisoformat(done["at"]) < device.drill_asked_at


def _health(beat: Beat, moment: datetime) -> dict[str, Any]:
    return {
        "battery": beat.battery,
        "charging": beat.charging,
        "queue": beat.queue,
        "oldest_unsent_at": _ago(moment, beat.oldest_unsent_age),
        "disk_free_mb": beat.disk_free_mb,
        "camera": beat.camera,
        "sound": beat.sound,
        "roster_at": _ago(moment, beat.roster_age),
        "roster_rows": beat.roster_rows,
        "test_scan": _check(moment, beat.test_scan),
        "drill": _check(moment, beat.drill),
    }


def _check(moment: datetime, check: Check | None) -> dict[str, Any] | None:
    if check is None:
        return None
    return {"passed": check.passed, "at": _ago(moment, check.age), "detail": check.detail}


def _ago(moment: datetime, age: int | None) -> str | None:
    """To the second: the way a beat takes does not make it another moment at each beat."""
    return None if age is None else (moment - timedelta(seconds=age)).replace(microsecond=0).isoformat()


def _was_silent(device: Device, moment: datetime) -> bool:
    return device.last_seen_at is None or moment - device.last_seen_at > SILENT_AFTER


def _looks(health: dict[str, Any], skew_ms: int | None, version: str) -> tuple[Any, ...]:
    """What of a kiosk can be seen from afar; what only ages does not count."""
    roster_at, disk = health.get("roster_at"), health.get("disk_free_mb")
    told = {name: health.get(name) for name in ("battery", "charging", "queue", "camera", "sound")}
    checks = [(health.get(name) or {}).get("passed") for name in ("test_scan", "drill")]
    late = roster_at is None or now() - datetime.fromisoformat(roster_at) > _ROSTER_LATE
    skewed = skew_ms is not None and abs(skew_ms) > SKEW_WORTH_TELLING
    return (*told.values(), *checks, late, disk is not None and disk < _DISK_LOW, skewed, version)
