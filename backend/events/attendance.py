"""Arrivals: the guest row under lock, its status, and the figures of the board (CARD-3, CARD-4, RF-15).

Who is *expected*: a guest with a valid link who said yes. A principal who is represented is not expected any
more, the deputy is; the principal counts as *represented* once the deputy is named.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q

from backend.events.changes import standing_of
from backend.events.models import Guest
from backend.events.services.moves import announce_move

LAST_ARRIVALS = 30
_EXPECTED = Q(answer=Guest.Answer.YES, revoked_at=None)
_ARRIVED = Q(arrived_at__isnull=False)
_LOCK = """
SELECT guest.*, event.state AS event_state
FROM events_guest AS guest JOIN events_event AS event ON event.id = guest.event_id
WHERE guest.{column} = %s FOR NO KEY UPDATE OF guest
"""
_ATTENDANCE = ["attendance", "arrived_at", "arrived_gate", "arrived_verdict", "updated_at"]


def lock_guest(*, ticket_id: bytes | None = None, guest_id: UUID | None = None) -> Guest | None:
    """The guest with this ticket or id, with `event_state`; the row stays locked until the transaction ends.

    In SQL by hand: for one row, Django spends four times as long on writing the query as PostgreSQL on answering.
    """
    column, value = ("ticket_id", ticket_id) if ticket_id is not None else ("id", guest_id)
    return next(iter(Guest.objects.raw(_LOCK.format(column=column), [value])), None)


def record_arrival(guest: Guest, *, at: datetime, gate: str, verdict: str) -> None:
    """GUEST, whose row is locked, has come in; the first arrival keeps its time and gate."""
    before = standing_of(guest)
    guest.attendance = Guest.Attendance.ARRIVED
    if guest.arrived_at is None:
        guest.arrived_at, guest.arrived_gate, guest.arrived_verdict = at, gate, verdict
    guest.save(update_fields=_ATTENDANCE)
    announce_move(guest, before, at=at, gate=gate, verdict=verdict)


def record_departure(guest: Guest, *, at: datetime, gate: str) -> None:
    """GUEST, whose row is locked, has gone out."""
    if guest.attendance != Guest.Attendance.ARRIVED:
        return
    before = standing_of(guest)
    guest.attendance = Guest.Attendance.LEFT
    guest.save(update_fields=_ATTENDANCE)
    announce_move(guest, before, at=at, gate=gate)


@dataclass(slots=True)
class Figures:
    """Numbers of guests, and the last arrivals, newest first."""

    totals: dict[str, int]
    by_category: list[dict[str, Any]]
    last_arrivals: list[dict[str, Any]]
    curve: list[dict[str, Any]] = field(default_factory=list)


def figures_of(event_id: UUID) -> Figures:
    guests = Guest.objects.filter(event_id=event_id)
    rows = guests.values("category").annotate(**_counts()).order_by("category")
    by_category: list[dict[str, Any]] = [{**row} for row in rows]
    totals: dict[str, int] = defaultdict(int, dict.fromkeys(_counts(), 0))
    for row in by_category:
        for name in _counts():
            totals[name] += row[name]
    return Figures(dict(totals), by_category, _last_arrivals(event_id), _curve(event_id))


def _counts() -> dict[str, Count]:
    return {
        "invited": Count("id", filter=Q(represents=None)),
        "expected": Count("id", filter=_EXPECTED),
        "arrived": Count("id", filter=_ARRIVED),
        "represented": Count("id", filter=Q(answer=Guest.Answer.REPRESENTED)),
        "declined": Count("id", filter=Q(answer=Guest.Answer.NO)),
        "waiting": Count("id", filter=Q(answer=Guest.Answer.NONE, revoked_at=None)),
    }


def _last_arrivals(event_id: UUID) -> list[dict[str, Any]]:
    arrived = Guest.objects.filter(event_id=event_id, arrived_at__isnull=False).order_by("-arrived_at", "-id")
    return [
        {
            "guest_id": guest.pk,
            "name": guest.name,
            "organisation": guest.organisation,
            "category": guest.category,
            "at": guest.arrived_at,
            "gate": guest.arrived_gate,
            "verdict": guest.arrived_verdict,
            "attention": guest.attention,
        }
        for guest in arrived[:LAST_ARRIVALS]
    ]


def _curve(event_id: UUID) -> list[dict[str, Any]]:
    """Arrivals by five minutes, in order."""
    rows = (
        Guest.objects.filter(event_id=event_id, arrived_at__isnull=False)
        .extra(select={"slot": "date_bin('5 minutes', arrived_at, timestamptz '2000-01-01')"})
        .values("slot")
        .annotate(count=Count("id"))
        .order_by("slot")
    )
    return [{"at": row["slot"], "count": row["count"]} for row in rows]


def search_guests(event_id: UUID, words: list[str], *, limit: int = 20) -> list[Guest]:
    """Guests of the event whose folded text holds all of WORDS."""
    wanted = Guest.objects.filter(event_id=event_id).select_related("represents")
    for word in words:
        wanted = wanted.filter(search__contains=word)
    return list(wanted.order_by("sort_name", "id")[:limit])
