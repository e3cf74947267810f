"""Arrivals: the guest row under lock, and its status (CARD-3)."""

import json
from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Sum

from backend.core.clock import now
from backend.core.work import current_work
from backend.events.models import Event, Guest
from backend.events.services.guests import new_guest

_LOCK = """
SELECT guest.*, event.state AS event_state, event.capacity AS event_capacity,
       extract(epoch FROM event.doors_open_at) * 1000 AS opens_ms,
       extract(epoch FROM event.doors_close_at) * 1000 AS closes_ms,
       (SELECT jsonb_object_agg(gate.name, jsonb_build_object(
                 'zone', gate.zone, 'categories', gate.categories,
                 'opens_at', floor(extract(epoch FROM gate.opens_at) * 1000),
                 'closes_at', floor(extract(epoch FROM gate.closes_at) * 1000)))
          FROM events_gate AS gate WHERE gate.event_id = event.id) AS gates
FROM events_guest AS guest JOIN events_event AS event ON event.id = guest.event_id
WHERE guest.ticket_id = ANY(%s) OR guest.id = ANY(%s)
ORDER BY guest.id FOR NO KEY UPDATE OF guest
"""
_SAVE = """
UPDATE events_guest AS guest
SET inside = new.inside, came = new.came, attendance = new.attendance, arrived_at = new.arrived_at,
    arrived_gate = new.arrived_gate, arrived_verdict = new.arrived_verdict,
    last_passage_at = new.last_passage_at, updated_at = %s
FROM unnest(%s::uuid[], %s::int[], %s::int[], %s::text[], %s::timestamptz[], %s::text[], %s::text[],
            %s::timestamptz[])
     AS new (id, inside, came, attendance, arrived_at, arrived_gate, arrived_verdict, last_passage_at)
WHERE guest.id = new.id
"""
_PRESENCE = (
    "pk",
    "inside",
    "came",
    "attendance",
    "arrived_at",
    "arrived_gate",
    "arrived_verdict",
    "last_passage_at",
)


def lock_guests(*, ticket_ids: Collection[bytes] = (), guest_ids: Collection[UUID] = ()) -> list[Any]:
    """The guests with these tickets or ids, in the order of their ids, locked until the transaction ends; each with
    `event_state`, `event_capacity`, `event_opens_at`, `event_closes_at` (milliseconds) and `event_gates` (by name).

    In SQL by hand: for one row, Django spends four times as long on writing the query as PostgreSQL on answering.
    """
    if not ticket_ids and not guest_ids:
        return []
    guests: list[Any] = list(Guest.objects.raw(_LOCK, [list(ticket_ids), list(guest_ids)]))
    for guest in guests:
        guest.event_gates = json.loads(guest.gates) if guest.gates else {}
        guest.event_opens_at = None if guest.opens_ms is None else int(guest.opens_ms)
        guest.event_closes_at = None if guest.closes_ms is None else int(guest.closes_ms)
    return guests


def save_presences(guests: Sequence[Guest]) -> None:
    """Store who of GUESTS, whose rows are locked, is inside and since when: one statement for all, among the last
    of the open unit of work."""
    if guests:
        columns = [[getattr(guest, name) for guest in guests] for name in _PRESENCE]
        current_work().last((_SAVE, [now(), *columns]))


def room_left(event_id: UUID, capacity: int) -> int:
    """How many more may come in; negative, where doors that were alone let in too many. Who asks first comes first:
    the next one waits for this transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 4))", [str(event_id)])
    inside = Guest.objects.filter(event_id=event_id, inside__gt=0).aggregate(all=Sum("inside"))["all"] or 0
    return capacity - int(inside)


def add_walk_in(
    event_id: UUID, *, guest_id: UUID, name: str, organisation: str, host: str, party: int
) -> Guest | None:
    """A guest who came without an invitation, locked; None: GUEST_ID is taken, or there is no such event."""
    if not Event.objects.filter(pk=event_id).exists():
        return None
    guest = new_guest(
        pk=guest_id,
        event_id=event_id,
        name=name,
        organisation=organisation,
        note=f"Accueilli par {host}" if host else "",
        party=party,
        walk_in=True,
        answer=Guest.Answer.YES,
        answered_at=now(),
    )
    Guest.objects.bulk_create([guest], ignore_conflicts=True)
    return next((each for each in lock_guests(guest_ids=[guest_id]) if each.event_id == event_id), None)


def search_guests(event_id: UUID, words: list[str], *, limit: int = 20) -> list[Guest]:
    """Guests of the event whose folded text holds all of WORDS."""
    wanted = Guest.objects.filter(event_id=event_id).select_related("represents")
    for word in words:
        wanted = wanted.filter(search__contains=word)
    return list(wanted.order_by("sort_name", "id")[:limit])
