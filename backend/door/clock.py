"""When something happened at a door whose clock may be wrong by a day. Milliseconds since 1970, UTC.

A device sends its wall clock and its monotonic clock, once with each scan and once with the batch. Where both
come from one start of the device (`boot`), the time since the scan is known exactly, whatever the wall clock did
between; else the wall clock is believed but for the error it has now.
"""

from dataclasses import dataclass

SKEW_WORTH_TELLING = 2_000


@dataclass(frozen=True, slots=True)
class Reading:
    """A device's clocks at one moment. MONO counts milliseconds since some moment of the run BOOT."""

    at: int
    mono: int | None = None
    boot: str = ""


def skew(sent: Reading, received: int) -> int:
    """By how much the device is ahead (negative: behind), the time on the way included."""
    return sent.at - received


def happened_at(scan: Reading, *, sent: Reading, received: int) -> int:
    """The moment of SCAN on the server's clock; never after RECEIVED, for nothing comes from the future."""
    same_run = bool(scan.boot) and scan.boot == sent.boot
    if same_run and scan.mono is not None and sent.mono is not None and scan.mono <= sent.mono:
        moment = received - (sent.mono - scan.mono)
    else:
        moment = scan.at - skew(sent, received)
    return min(moment, received)
