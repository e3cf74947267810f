"""Guests as a door keeps them: sealed, and beside it in clear what says nothing of anybody."""

import base64
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from backend.checkins.roster.station import Station
from backend.checkins.scanning.requests import milliseconds
from backend.contacts.phonetics import text_codes
from backend.door.roster import pack_row, seal_index
from backend.door.seal import key_of, row_tag, seal
from backend.events.roster import RosterGuest, gates_of
from backend.events.tickets import tickets_of

_PERSONAL = (
    "name",
    "organisation",
    "category",
    "answer",
    "attention",
    "party",
    "represents",
    "companion",
    "language",
    "issue",
)


def packed_guest(station: Station, salt: bytes, guest: RosterGuest) -> dict[str, Any]:
    tag, row = row_tag(salt, guest.ticket_id), pack_row(_row(guest))
    tickets = tickets_of(station.event.pk, guest.ticket_id, guest.issue)
    return {
        "id": str(guest.id),
        "tag": text_of(tag),
        "sealed": [text_of(seal(key_of(salt, ticket), tag, row)) for ticket in tickets],
        "inside": guest.inside,
        "came": guest.came,
        "first_at": _ms(guest.arrived_at),
        "first_gate": guest.arrived_gate,
        "last_at": _ms(guest.last_passage_at),
    }


def packed_index(key: bytes, guests: Iterable[RosterGuest]) -> str:
    entries = [
        {"id": str(guest.id), **_row(guest), "search": guest.search, "sounds": _sounds(guest.name)}
        for guest in guests
    ]
    return text_of(seal_index(key, entries))


def event_facts(station: Station, inside: int) -> dict[str, Any]:
    """What a door judges by when it is alone; times in milliseconds, as in backend.door."""
    event = station.event
    return {
        "id": str(event.pk),
        "title": event.title,
        "place": event.place,
        "timezone": event.timezone,
        "starts_at": _ms(event.starts_at),
        "ends_at": _ms(event.ends_at),
        "doors_open_at": _ms(event.doors_open_at),
        "doors_close_at": _ms(event.doors_close_at),
        "capacity": event.capacity,
        "inside": inside,
        "cancelled": event.cancelled,
        "override_pin": (event.override_pin or None) if station.is_kiosk else None,
        "gates": [_gate(gate) for gate in gates_of(event)],
    }


def text_of(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _row(guest: RosterGuest) -> dict[str, Any]:
    row = {name: getattr(guest, name) for name in _PERSONAL}
    return {**row, "revoked": guest.revoked_at is not None}


def _gate(gate: Any) -> dict[str, Any]:
    return {
        "name": gate.name,
        "zone": gate.zone,
        "categories": gate.categories,
        "opens_at": _ms(gate.opens_at),
        "closes_at": _ms(gate.closes_at),
    }


def _ms(moment: datetime | None) -> int | None:
    return None if moment is None else milliseconds(moment)


@lru_cache(maxsize=20_000)
def _sounds(name: str) -> Sequence[str]:
    """Most of the time that a page takes would be spent here, again for every door of the evening."""
    return sorted(text_codes(name))
