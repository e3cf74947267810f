"""Events, in and out."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from ninja import Field

from backend.core.http.schemas import In, Out
from backend.events.schemas.fields import (
    _EARLIEST,
    _LATEST,
    MOST_COMPANIONS,
    MOST_PLACES,
    Cost,
    Line,
    Moment,
    PlacesByCategory,
    Zone,
)
from backend.events.schemas.officers import PersonOut

State = Literal["draft", "open", "cancelled"]


class EventIn(In):
    title: Line = Field(min_length=1, max_length=160)
    place: Line = Field(min_length=1, max_length=200)
    category: Line = Field("", max_length=80)
    starts_at: Moment
    ends_at: Moment
    timezone: Zone = "Europe/Paris"
    description: str = Field("", max_length=10_000)
    cost: Cost | None = None
    state: Literal["draft", "open"] = "open"
    companions_allowed: int = Field(0, ge=0, le=MOST_COMPANIONS)
    places: int | None = Field(None, ge=0, le=MOST_PLACES)
    places_by_category: PlacesByCategory = {}
    offer_hours: int = Field(24, ge=1, le=336)


class EventPatch(In):
    """Only what is sent changes. `version` is the one that was read; cancelling can't be taken back."""

    version: int = Field(ge=1, le=2**31 - 1)
    title: Line = Field("", min_length=1, max_length=160)
    place: Line = Field("", min_length=1, max_length=200)
    category: Line = Field("", max_length=80)
    starts_at: Moment = _EARLIEST
    ends_at: Moment = _LATEST
    timezone: Zone = "Europe/Paris"
    description: str = Field("", max_length=10_000)
    cost: Cost | None = None
    state: State = "open"
    companions_allowed: int = Field(0, ge=0, le=MOST_COMPANIONS)
    places: int | None = Field(None, ge=0, le=MOST_PLACES)
    places_by_category: PlacesByCategory = {}
    offer_hours: int = Field(24, ge=1, le=336)


class EventCounts(Out):
    guests: int
    invited: int
    yes: int
    no: int
    represented: int
    waiting: int
    waitlisted: int
    withdrawn: int
    coming: int
    arrived: int


class EventOut(Out):
    id: UUID
    title: str
    place: str
    category: str
    starts_at: datetime
    ends_at: datetime
    timezone: str
    description: str
    cost: str | None
    state: State
    companions_allowed: int
    places: int | None
    places_by_category: dict[str, int]
    offer_hours: int
    counts: EventCounts
    created_at: datetime
    updated_at: datetime
    version: int
    live_audience: str


class EventDetailOut(EventOut):
    """`manages`: you decide about it, as its owner or an administrator."""

    owner: PersonOut | None
    manages: bool
    cursor: int


class CategoriesOut(Out):
    items: list[str]
