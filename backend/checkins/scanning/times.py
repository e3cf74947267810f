"""How long a steward may take a scan back without giving a reason."""

from datetime import datetime, timedelta

AT_ONCE = timedelta(seconds=20)  # fifteen on the screen, and the time it takes to press
Moments = tuple[datetime, datetime | None]
"""By the device's own clock, and by the server's."""


def in_time(scanned: Moments, undone: Moments, reason: str) -> bool:
    """By either clock, for the device's may have been set right in between; with a REASON, at any time."""
    pairs = zip(scanned, undone, strict=True)
    return bool(reason) or any(abs(after - before) <= AT_ONCE for before, after in pairs if before and after)
