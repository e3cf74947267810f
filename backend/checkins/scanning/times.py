"""How long a steward may take a scan back without giving a reason."""

from datetime import datetime, timedelta

AT_ONCE = timedelta(seconds=20)  # fifteen on the screen, and the time it takes to press


def in_time(scanned: datetime, undone_at: datetime, reason: str) -> bool:
    """Both moments by the device's own clock; with a REASON, at any time."""
    return bool(reason) or abs(undone_at - scanned) <= AT_ONCE
