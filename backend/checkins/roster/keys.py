"""What a roster is sealed with. Nothing is stored: all of it is derived from the secret key (RFC 2104)."""

import hashlib
import hmac
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings

from backend.checkins.errors import EveningOver
from backend.checkins.roster.station import Station
from backend.core.clock import now
from backend.door.seal import evening_key

NAMES_OPEN_FOR = timedelta(hours=12)  # after the end: late guests, and doors that send what they kept
_FORMAT = b"1"


def salt_of(event_id: UUID) -> bytes:
    return _derived(b"entregent-roster-salt-1:", event_id.bytes)[:16]


def evening_over_at(station: Station) -> datetime:
    """From when on the names of the event are closed to its doors."""
    event = station.event
    ends: datetime = max(event.ends_at, event.doors_close_at or event.ends_at)
    return ends + NAMES_OPEN_FOR


def evening_key_for(station: Station) -> bytes:
    """The key of the index of names for STATION and its event.

    Raises:
        EveningOver: the event ended half a day ago.
    """
    if now() >= evening_over_at(station):
        raise EveningOver
    return _evening_key(station)


def fingerprint(station: Station) -> str:
    """Of all that makes a kept roster readable: a copy with another one is of no use any more."""
    return _derived(b"entregent-roster-copy-1:", _FORMAT + _evening_key(station)).hex()[:8]


def _evening_key(station: Station) -> bytes:
    secret = _derived(b"entregent-evening-1:", station.event.pk.bytes + station.secret)
    return evening_key(salt_of(station.event.pk), secret)


def _derived(purpose: bytes, what: bytes) -> bytes:
    return hmac.digest(settings.SECRET_KEY.encode(), purpose + what, hashlib.sha256)
