"""Scans as they are kept and sent, and the verdicts of a kiosk that is alone."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Scan:
    """One presentation of an invitation, exactly as it is, or was, sent."""

    scan_id: str
    at: str
    gate: str = ""
    zone: str | None = None
    direction: str = "in"
    code: str | None = None
    guest_id: str | None = None
    walk_in: dict[str, str] | None = None
    undoes: str | None = None
    count: int | None = None
    method: str = ""
    override: str = ""
    mono_ms: int | None = None
    boot_id: str = ""

    def payload(self, shown: str = "", reason: str = "") -> dict[str, Any]:
        """SHOWN: the verdict of a kiosk that was alone."""
        filled = {name: value for name, value in asdict(self).items() if value not in (None, "")}
        if self.zone is not None:
            filled["zone"] = self.zone  # a door of the house, too, is a fact
        return {**filled, **({"shown": shown, "reason": reason} if shown else {})}

    @property
    def what(self) -> str:
        """Tells one thing asked from another: the same code, direction and number of people."""
        parts = (
            self.code,
            self.guest_id,
            self.walk_in,
            self.undoes,
            self.direction,
            self.count,
            self.override,
        )
        return digest(repr(parts))


@dataclass(frozen=True)
class Pending:
    """A scan on its way, and the verdict that was shown."""

    scan: Scan
    shown: str
    reason: str
    event_id: str = ""
    """Where it happened: this kiosk may stand elsewhere by now."""

    def payload(self) -> dict[str, Any]:
        return self.scan.payload(self.shown, self.reason)


@dataclass(frozen=True)
class Alone:
    """A verdict that this kiosk comes to by itself. HELD: the staff has still to decide."""

    verdict: str
    reason: str = ""
    count: int = 0
    who: str = ""
    held: bool = False


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]
