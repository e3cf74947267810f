"""Quiet hours: when a phone is left in peace. Pure: hours and an instant in, an instant out."""

from datetime import datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

_SATURDAY = 5
_STEPS = 8  # a night, a week-end and the nights around it


class Hours(Protocol):
    """From STARTS to ENDS by the clock of ZONE, over midnight where ENDS is the earlier; and all of a WEEKEND."""

    starts: time
    ends: time
    zone: str
    weekend: bool


def quiet_until(hours: Hours, moment: datetime) -> datetime | None:
    """When the peace that holds at MOMENT ends; None where none holds. Aware in, aware out.

    HOURS that begin when they end cover no time of the day.
    """
    zone = ZoneInfo(hours.zone)
    free = moment
    for _ in range(_STEPS):
        later = _end_of_peace(hours, free.astimezone(zone))
        if later is None:
            break
        free = later
    return free if free > moment else None


def _end_of_peace(hours: Hours, here: datetime) -> datetime | None:
    clock = here.time()
    if hours.weekend and here.weekday() >= _SATURDAY:
        return _at(here, time(), days=7 - here.weekday())
    if hours.starts <= hours.ends:
        return _at(here, hours.ends) if hours.starts <= clock < hours.ends else None
    if clock >= hours.starts:
        return _at(here, hours.ends, days=1)
    return _at(here, hours.ends) if clock < hours.ends else None


def _at(here: datetime, clock: time, *, days: int = 0) -> datetime:
    """CLOCK by the wall, on the day of HERE or DAYS later: when clocks change, a night is longer or shorter."""
    return datetime.combine((here + timedelta(days=days)).date(), clock, tzinfo=here.tzinfo)
