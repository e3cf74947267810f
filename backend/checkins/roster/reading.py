"""The roster in pages, then by the changes of the event, with a fixed number of queries an answer.

The cursor is read before the rows. A change and its cursor become visible together: so what is committed up to the
cursor is in the pages, whatever comes later is a change after it, and a copy filled by both is a fresh one.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from backend.checkins.errors import EveningOver
from backend.checkins.roster.keys import evening_key_for, fingerprint, salt_of
from backend.checkins.roster.packing import event_facts, packed_guest, packed_index, text_of
from backend.checkins.roster.place import At, Between, read_at, read_between
from backend.checkins.roster.station import Station
from backend.checkins.scanning.requests import milliseconds
from backend.checkins.sealing import seal_key
from backend.core.clock import now
from backend.events.changes import audience_of
from backend.events.roster import RosterGuest, guests_on_list, roster_of, roster_page
from backend.events.tickets import public_keys
from backend.live.publish import cursor_of
from backend.live.replay import Gone, values_after

CHANGES_AT_MOST = 2_000
"""Of one answer to `since`; each change is one guest, who may show in the rows of some others."""


def roster_for(station: Station, *, after: str, since: str, limit: int) -> dict[str, Any]:
    """The next page (AFTER a place, or the first one), or what changed SINCE one.

    Raises:
        Invalid: the place was never given.
    """
    if since:
        return _changes(station, read_at(since))
    return _page(station, read_between(after) if after else None, limit)


def _page(station: Station, place: Between | None, limit: int) -> dict[str, Any]:
    mark = fingerprint(station)
    if place is not None and place.fingerprint != mark:
        return _anew(station)
    cursor = place.cursor if place else cursor_of(audience_of(station.event.pk))
    guests = roster_page(station.event.pk, after=place.id if place else None, limit=limit)
    if len(guests) == limit:
        return _answer(station, guests, after=str(Between(cursor, guests[-1].id, mark)))
    return _answer(station, guests, since=str(At(cursor, mark)))


def _changes(station: Station, place: At) -> dict[str, Any]:
    audience, mark = audience_of(station.event.pk), fingerprint(station)
    if place.fingerprint != mark:
        return _anew(station)
    try:
        found, cursor = values_after(audience, place.cursor, "guest_id", limit=CHANGES_AT_MOST)
    except Gone:
        return _anew(station)
    ids = {UUID(each) for each in found}
    guests = roster_of(station.event.pk, ids) if ids else []
    removed = ids - {guest.id for guest in guests}
    return _answer(station, guests, removed=sorted(map(str, removed)), since=str(At(cursor, mark)))


def _anew(station: Station) -> dict[str, Any]:
    return _answer(station, [], complete=False)


def _answer(
    station: Station,
    guests: Sequence[RosterGuest],
    *,
    removed: Sequence[str] = (),
    after: str | None = None,
    since: str | None = None,
    complete: bool = True,
) -> dict[str, Any]:
    total, inside = guests_on_list(station.event.pk)
    salt = salt_of(station.event.pk)
    return {
        "complete": complete,
        "event": event_facts(station, inside),
        "public_keys": {str(number): text_of(key) for number, key in public_keys().items()},
        "seal_key": seal_key() if station.is_kiosk else None,
        "salt": text_of(salt),
        "server_time": milliseconds(now()),
        "total": total,
        "rows": [packed_guest(station, salt, guest) for guest in guests],
        "index": _index(station, guests),
        "removed": list(removed),
        "after": after,
        "since": since,
    }


def _index(station: Station, guests: Sequence[RosterGuest]) -> str | None:
    if not guests:
        return None
    try:
        return packed_index(evening_key_for(station), guests)
    except EveningOver:
        return None
