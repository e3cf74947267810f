"""The guests of an event as its doors need them (CARD-3): in pages by id, or those that changed."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum

from backend.events.models import Event, Gate, Guest

_COLUMNS = (
    "pk",
    "ticket_id",
    "ticket_issue",
    "name",
    "organisation",
    "category",
    "answer",
    "attention",
    "party",
    "represents__name",
    "companion_of__name",
    "language",
    "revoked_at",
    "search",
    "inside",
    "came",
    "arrived_at",
    "arrived_gate",
    "last_passage_at",
)


@dataclass(frozen=True, slots=True)
class RosterGuest:
    """REPRESENTS and COMPANION are names; SEARCH is folded text."""

    id: UUID
    ticket_id: bytes
    issue: int
    name: str
    organisation: str
    category: str
    answer: str
    attention: bool
    party: int
    represents: str | None
    companion: str | None
    language: str
    revoked_at: datetime | None
    search: str
    inside: int
    came: int
    arrived_at: datetime | None
    arrived_gate: str
    last_passage_at: datetime | None


def roster_page(event_id: UUID, *, after: UUID | None, limit: int) -> list[RosterGuest]:
    """The next LIMIT guests in the order of their ids. Who is added meanwhile, with whatever id, is a change."""
    guests = Guest.objects.filter(event_id=event_id).order_by("pk")
    return _read((guests.filter(pk__gt=after) if after else guests)[:limit])


def roster_of(event_id: UUID, guest_ids: Collection[UUID]) -> list[RosterGuest]:
    """Those of GUEST_IDS who are on the list, and who shows the name of one of them."""
    named = Q(pk__in=guest_ids) | Q(represents__in=guest_ids) | Q(companion_of__in=guest_ids)
    return _read(Guest.objects.filter(named, event_id=event_id).order_by("pk"))


def guests_on_list(event_id: UUID) -> tuple[int, int]:
    """How many rows the roster of an event has, and how many people are inside."""
    guests = Guest.objects.filter(event_id=event_id)
    counts = guests.aggregate(inside=Sum("inside", default=0), rows=Count("pk"))
    return counts["rows"], counts["inside"]


def gates_of(event: Event) -> list[Gate]:
    return list(event.gates.order_by("position", "name"))


def event_of_device(event_id: UUID) -> Event:
    """The event that a device stands at: it may see it because it was sent there."""
    return Event.objects.get(pk=event_id)


def _read(guests: "QuerySet[Guest]") -> list[RosterGuest]:
    rows: Iterable[Any] = guests.values_list(*_COLUMNS)
    return [RosterGuest(pk, bytes(ticket), *rest) for pk, ticket, *rest in rows]
