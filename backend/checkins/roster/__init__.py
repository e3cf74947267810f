"""The roster of a door: sealed pages, then what changed (docs/door.md)."""

from backend.checkins.roster.keys import evening_key_for, evening_over_at
from backend.checkins.roster.reading import roster_for
from backend.checkins.roster.station import Station, station_of_device, station_of_user

__all__ = [
    "Station",
    "evening_key_for",
    "evening_over_at",
    "roster_for",
    "station_of_device",
    "station_of_user",
]
