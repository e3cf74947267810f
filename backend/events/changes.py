"""What is announced about an event and its guests, on the audience `event:<id>`."""

from datetime import datetime
from typing import ClassVar, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from backend.events.models import Event, Guest
from backend.live.change import Change


class Standing(BaseModel):
    """Where a guest stands: all that the counts of a board depend on."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    answer: Literal["none", "yes", "no", "represented", "waitlisted", "withdrawn"]
    attendance: Literal["none", "arrived", "left"]
    invitation: Literal["none", "queued", "sent", "failed"]
    revoked: bool
    party: int
    inside: int
    came: int
    arrived_at: datetime | None
    arrived_gate: str
    arrived_verdict: str
    walk_in: bool


class Entry(BaseModel):
    """By how many people the curve of arrivals moves in the minute AT and at a gate; below 0 where they are known
    to have come otherwise."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    at: datetime
    gate: str
    count: int


class GuestMoved(Change):
    """A guest was added (`before` is null), changed, or removed (`after` is null)."""

    kind: ClassVar[str] = "guest_moved"
    guest_id: UUID
    name: str
    organisation: str
    category: str
    attention: bool
    before: Standing | None
    after: Standing | None
    at: datetime
    gate: str | None = None
    verdict: str | None = None
    represents: UUID | None = None
    more: bool = False
    """Something that is not in here has changed: fetch the guest."""
    entries: list[Entry] = []
    """Where and when those came who came more, or fewer: they add up to how `came` moves."""
    greet: bool = False
    """Who passed is to be greeted in person, or stands in for somebody who is."""


class EventChanged(Change):
    kind: ClassVar[str] = "event_changed"
    id: UUID
    version: int
    title: str
    state: Literal["draft", "open", "cancelled"]


def audience_of(event_id: UUID) -> str:
    return f"event:{event_id}"


def standing_of(guest: Guest) -> Standing:
    return Standing.model_validate(
        {
            "answer": guest.answer,
            "attendance": guest.attendance,
            "invitation": guest.invitation,
            "revoked": guest.revoked,
            "party": guest.party,
            "inside": guest.inside,
            "came": guest.came,
            "arrived_at": guest.arrived_at,
            "arrived_gate": guest.arrived_gate,
            "arrived_verdict": guest.arrived_verdict,
            "walk_in": guest.walk_in,
        }
    )


def event_changed(event: Event) -> EventChanged:
    return EventChanged.model_validate(
        {"id": event.pk, "version": event.version, "title": event.title, "state": event.state}
    )
