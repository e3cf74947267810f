"""Persons as the API takes and gives them."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from ninja import Field, Schema

from backend.core.http.schemas import In, Out

Kind = Literal["phone", "mobile", "fax", "email", "social", "web", "address"]
State = Literal["valid", "bounced", "refused"]


class ContactCard(Out):
    id: UUID
    name: str
    sort_name: str
    civility: str
    function: str
    organisation: str
    email: str
    phone: str
    updated_at: datetime


class OrganisationBrief(Out):
    id: UUID
    name: str


class ContactPointOut(Out):
    id: UUID
    kind: Kind
    value: str
    display: str
    extension: str
    label: str
    state: State
    is_main: bool


class PositionOut(Out):
    id: UUID
    function: str
    service: str
    organisation: OrganisationBrief | None
    is_main: bool
    contact_points: list[ContactPointOut]


class OriginOut(Out):
    source: str
    file: str
    row: int | None


class ContactOut(Out):
    id: UUID
    civility: str
    title: str
    given_name: str
    family_name: str
    name: str
    sort_name: str
    birth_date: date | None
    contact_type: str
    note: str
    positions: list[PositionOut]
    contact_points: list[ContactPointOut]
    origin: OriginOut
    deleted: bool
    created_at: datetime
    updated_at: datetime
    version: int


class OfflineContact(Out):
    id: UUID
    name: str
    function: str
    organisation: str
    emails: list[str]
    phones: list[str]
    search: str


class OfflinePlace(Schema):
    """Query parameters of the feed: where the last page ended, and how many contacts at most."""

    after: str = Field(default="", max_length=300)
    limit: int = Field(default=1000, ge=1, le=2000)


class OfflinePage(Out):
    items: list[OfflineContact]
    next: str | None = Field(
        default=None, description="À redonner comme `after`, tout de suite ou plus tard."
    )
    more: bool
    removed: list[UUID]
    cursor: int


class ContactPointIn(In):
    """A contact point to keep (with its id) or to add (without)."""

    id: UUID | None = None
    kind: Kind
    value: str = Field(min_length=1, max_length=400)
    label: str = Field(default="", max_length=80)
    state: State = "valid"
    is_main: bool = False


class PositionIn(In):
    """A position to keep (with its id) or to add; `organisation` is a name, found or made."""

    id: UUID | None = None
    function: str = Field(default="", max_length=200)
    service: str = Field(default="", max_length=200)
    organisation: str = Field(default="", max_length=200)
    is_main: bool = False


class _PersonFields(In):
    civility: str = Field(default="", max_length=20)
    title: str = Field(default="", max_length=80)
    given_name: str = Field(default="", max_length=120)
    birth_date: date | None = None
    contact_type: str = Field(default="", max_length=80)
    note: str = Field(default="", max_length=10_000)
    positions: list[PositionIn] = Field(default_factory=list, max_length=20)
    contact_points: list[ContactPointIn] = Field(default_factory=list, max_length=60)


class ContactIn(_PersonFields):
    family_name: str = Field(min_length=1, max_length=120)


class ContactPatch(_PersonFields):
    """Only what is given is changed; a list that is given replaces the whole list."""

    family_name: str = Field(default="", max_length=120)
    version: int = Field(
        ge=1, le=2**31 - 1, description="La version lue : refusé si la fiche a changé depuis."
    )
