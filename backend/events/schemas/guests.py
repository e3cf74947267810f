"""Guests, in and out."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from ninja import Field

from backend.contacts.targeting.tree import BoundedNode
from backend.core.http.paging import Page
from backend.core.http.schemas import In, Out
from backend.events.schemas.fields import MOST_COMPANIONS, Email, Line
from backend.events.schemas.officers import PersonOut, SelectionOut

GuestState = Literal[
    "",
    "not_invited",
    "queued",
    "failed",
    "waiting",
    "yes",
    "no",
    "represented",
    "waitlisted",
    "withdrawn",
    "arrived",
    "attention",
    "revoked",
]


class GuestOut(Out):
    id: UUID
    contact_id: UUID | None
    name: str
    organisation: str
    function: str
    category: str
    email: str
    invitation: Literal["none", "queued", "sent", "failed"]
    invitation_error: str
    invited_at: datetime | None
    answer: Literal["none", "yes", "no", "represented", "waitlisted", "withdrawn"]
    answered_at: datetime | None
    answered_via: str
    waiting_since: datetime | None
    offer_until: datetime | None
    represented_by: PersonOut | None
    represents: PersonOut | None
    attendance: Literal["none", "arrived", "left"]
    arrived_at: datetime | None
    party: int
    inside: int
    came: int
    walk_in: bool
    companion_of: PersonOut | None
    companions_allowed: int | None
    added_by: str | None
    selections: list[SelectionOut]
    note: str
    attention: bool
    ticket_issue: int
    revoked: bool
    updated_at: datetime


class GuestPage(Page[GuestOut]):
    cursor: int


class NewGuestIn(In):
    name: Line = Field(min_length=1, max_length=250)
    email: Email = ""
    organisation: Line = Field("", max_length=200)
    function: Line = Field("", max_length=200)
    category: Line = Field("", max_length=80)


class AddGuestsIn(In):
    """Contacts, all members of a list, all that a search or a targeting finds, and persons who are no contacts."""

    contact_ids: list[UUID] = Field(default=[], max_length=5000)
    list_id: UUID | None = None
    search: Line = Field("", max_length=200)
    query: BoundedNode | None = None
    why: Line = Field("", max_length=200)
    guests: list[NewGuestIn] = Field(default=[], max_length=500)
    category: Line = Field("", max_length=80)
    attention: bool = False


class AddedOut(Out):
    """`joined`: on the list already, and you want them too now; `already`: you did so before. `unknown`: contacts
    that do not exist any more, or that you may not see. `guests`: those who were added or joined."""

    added: int
    joined: int
    already: int
    unknown: int
    guests: list[GuestOut]


class GuestsListIn(In):
    """A list of contacts made of the guests in a state, as the list of guests filters them."""

    name: Line = Field(min_length=1, max_length=120)
    state: GuestState


class GuestsListOut(Out):
    """`left_out`: guests who are no contacts, or whom you may not see."""

    id: UUID
    name: str
    count: int
    left_out: int


class GuestPatch(In):
    name: Line = Field("", min_length=1, max_length=250)
    email: Email = ""
    organisation: Line = Field("", max_length=200)
    function: Line = Field("", max_length=200)
    category: Line = Field("", max_length=80)
    note: str = Field("", max_length=400)
    attention: bool = False
    companions_allowed: int | None = Field(None, ge=0, le=MOST_COMPANIONS)
    """None: as many as the event says."""


class ProposalOut(Out):
    """The proposed contact that a guest became; nothing for who may not decide of it."""

    candidate_id: UUID | None
    state: Literal["pending", "accepted", "merged", "refused"] | None


class TakenBackOut(Out):
    """`removed`: nobody wants the guest any more, and they are off the list; else the guest as they are now."""

    removed: bool
    guest: GuestOut | None
