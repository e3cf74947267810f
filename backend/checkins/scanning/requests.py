"""What a door sends: scans, and the clocks by which their moments are understood."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Literal
from uuid import UUID

from backend.door.clock import Reading, happened_at

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_OLDEST, _LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


def milliseconds(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(milliseconds=1)


def sane(moment: datetime) -> datetime:
    """What a clock without a battery says may be no moment that a database can give back."""
    return min(max(moment, _OLDEST), _LATEST)


@dataclass(frozen=True, slots=True)
class WalkIn:
    """Who came without an invitation. GUEST_ID is given by the device, so that the same one is added once."""

    guest_id: UUID
    name: str
    organisation: str = ""
    host: str = ""


@dataclass(frozen=True, slots=True)
class ScanRequest:
    """One reading at a door: a CODE as read, a GUEST_ID picked from a search, a WALK_IN, or the undoing of another
    scan. SHOWN is set where the device judged alone; what it showed is what happened. AT is the device's time."""

    scan_id: UUID
    at: datetime
    code: str | None = None
    guest_id: UUID | None = None
    walk_in: WalkIn | None = None
    undoes: UUID | None = None
    gate: str = ""
    zone: str | None = None
    direction: Literal["in", "out"] = "in"
    count: int | None = None
    method: str = ""
    shown: str = ""
    reason: str = ""
    override: str = ""
    mono_ms: int | None = None
    boot_id: str = ""
    problem: str = ""
    """Why it cannot be taken: nobody knows of whom it speaks."""

    def digest(self) -> str:
        """Of all that makes the scan what it is: what was shown, and to how many, may become known later."""
        what = (self.code, self.guest_id, self.walk_in, self.undoes, self.override)
        parts = (*what, self.at.timestamp(), self.gate, self.direction)
        return hashlib.sha256(repr(parts).encode()).hexdigest()


@dataclass(frozen=True)
class Batch:
    """Scans as they were sent together, with the device's clocks at that moment (`clocks`) and ours (RECEIVED)."""

    scans: list[ScanRequest]
    sent_at: datetime
    received: datetime
    mono_ms: int | None = None
    boot_id: str = ""
    event_id: UUID | None = None

    @cached_property
    def _place(self) -> dict[UUID, int]:
        return {scan.scan_id: place for place, scan in enumerate(self.scans)}

    @property
    def clocks(self) -> Reading:
        return Reading(milliseconds(self.sent_at), self.mono_ms, self.boot_id)

    @property
    def skew_ms(self) -> int:
        return milliseconds(self.sent_at) - milliseconds(self.received)

    def exact_moment_of(self, scan: ScanRequest) -> datetime | None:
        """When SCAN happened, where the device's monotonic clock tells; None: only its wall clock would."""
        same_run = bool(scan.boot_id) and scan.boot_id == self.boot_id
        return (
            self.moment_of(scan)
            if same_run and scan.mono_ms is not None and self.mono_ms is not None
            else None
        )

    def moment_of(self, scan: ScanRequest) -> datetime:
        """When SCAN happened, by the server's clock."""
        if not scan.shown and scan.undoes is None:  # the guest stands there and waits
            return self.received - timedelta(milliseconds=len(self.scans) - 1 - self._place[scan.scan_id])
        reading = Reading(milliseconds(scan.at), scan.mono_ms, scan.boot_id)
        moment = happened_at(reading, sent=self.clocks, received=milliseconds(self.received))
        return _EPOCH + timedelta(milliseconds=max(0, moment))
