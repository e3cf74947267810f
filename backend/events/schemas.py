"""What comes in about events and guests, and what goes out."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from ninja import Field
from pydantic import AfterValidator, AwareDatetime

from backend.contacts.targeting.tree import BoundedNode
from backend.core.http.paging import Page
from backend.core.http.schemas import In, Out

MOST_COMPANIONS = 20
MOST_PLACES = 1_000_000
_EARLIEST, _LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
_ZONES = available_timezones()


def _known_zone(name: str) -> str:
    if name not in _ZONES:
        raise ValueError("Ce fuseau horaire n’est pas connu. Exemple : Europe/Paris.")
    return name


def _within_reason(moment: datetime) -> datetime:
    if not _EARLIEST <= moment <= _LATEST:
        raise ValueError("Cette date est trop éloignée.")
    return moment


def _address(value: str) -> str:
    try:
        if value:
            validate_email(value)
    except ValidationError:
        raise ValueError("Cette adresse e-mail n’a pas la forme attendue.") from None
    return value


def _one_line(value: str) -> str:
    if any(char in value for char in "\r\n\x0b\x0c\x85\u2028\u2029"):
        raise ValueError("Une seule ligne est attendue.")
    return value


Moment = Annotated[AwareDatetime, AfterValidator(_within_reason)]
Zone = Annotated[str, Field(max_length=40), AfterValidator(_known_zone)]
Email = Annotated[str, Field(max_length=254), AfterValidator(_address)]
Line = Annotated[str, AfterValidator(_one_line)]
CategoryName = Annotated[str, Field(min_length=1, max_length=80), AfterValidator(_one_line)]
PlacesByCategory = Annotated[
    dict[CategoryName, Annotated[int, Field(ge=0, le=MOST_PLACES)]], Field(max_length=50)
]
Cost = Annotated[Decimal, Field(ge=0, le=Decimal("99999999.99"), max_digits=10, decimal_places=2)]
State = Literal["draft", "open", "cancelled"]
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


class PersonOut(Out):
    id: UUID
    name: str


class EventDetailOut(EventOut):
    """`manages`: you decide about it, as its owner or an administrator."""

    owner: PersonOut | None
    manages: bool
    cursor: int


class CategoriesOut(Out):
    items: list[str]


class SelectionOut(Out):
    """An officer wants the guest: from where (`source_label` names the list, the search) and why."""

    id: UUID
    user: PersonOut | None
    why: str
    source: Literal["hand", "contacts", "search", "list", "targeting"]
    source_label: str
    at: datetime


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


class KnownIn(In):
    """What is written so far of a person by hand."""

    name: str = Field("", max_length=250)
    email: str = Field("", max_length=254)
    organisation: str = Field("", max_length=200)


class KnownPersonOut(Out):
    """Somebody in the base or on the list who may be the person: with what speaks for it, and who wants them."""

    guest_id: UUID | None
    contact_id: UUID | None
    name: str
    detail: str
    why: list[str]
    wanted_by: list[str]


class SelectIn(In):
    why: Line = Field("", max_length=200)


class TakenBackOut(Out):
    """`removed`: nobody wants the guest any more, and they are off the list; else the guest as they are now."""

    removed: bool
    guest: GuestOut | None


class QuotaIn(In):
    """Of an officer, of a category, or of an officer within a category."""

    user_id: UUID | None = None
    category: Line = Field("", max_length=80)
    places: int = Field(ge=0, le=100_000)


class QuotasIn(In):
    """All the quotas of the event; those that are left out are no more."""

    quotas: list[QuotaIn] = Field(max_length=200)


class QuotaOut(Out):
    """`used` counts who holds a place, invited or about to be; `waiting` who has none under this quota."""

    id: UUID
    user: PersonOut | None
    category: str
    places: int
    used: int
    waiting: int


Audience = Literal["silent", "coming", "declined", "waitlisted", "withdrawn"]


class RemindIn(In):
    """A reminder that leaves now. Without subject or message, the usual one."""

    audience: Audience
    subject: Line = Field("", max_length=150)
    message: str = Field("", max_length=4000)


class ReminderIn(RemindIn):
    """At a moment, or so many days before the event, at nine in the morning: one of the two."""

    at: Moment | None = None
    days_before: int | None = Field(default=None, ge=0, le=365)


class ReminderOut(Out):
    id: UUID
    audience: Audience
    at: datetime | None
    days_before: int | None
    due_at: datetime
    subject: str
    message: str
    state: Literal["planned", "sent", "cancelled"]
    sent_at: datetime | None
    people: int
    made_by: str | None


class ReminderPreviewOut(Out):
    """`people`: to how many it would be written now."""

    subject: str
    text: str
    html: str
    people: int


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


class DeputyIn(In):
    name: Line = Field(min_length=1, max_length=250)
    email: Email = ""
    function: Line = Field("", max_length=200)


class CompanionIn(In):
    name: Line = Field(min_length=1, max_length=250)
    email: Email = ""


class AnswerIn(In):
    """Without `companions`, whom the guest brings stays as it is; `unnamed` counts those without a name."""

    answer: Literal["yes", "no", "represented"]
    deputy: DeputyIn | None = None
    companions: list[CompanionIn] | None = Field(default=None, max_length=MOST_COMPANIONS)
    unnamed: int = Field(0, ge=0, le=MOST_COMPANIONS)


class Wording(In):
    subject: Line = Field("", max_length=150)
    message: str = Field("", max_length=4000)


class InviteIn(Wording):
    """`guest_ids: null` invites all who have no invitation yet. Without subject or message, the usual one."""

    guest_ids: list[UUID] | None = Field(default=None, max_length=5000)


class SkippedOut(Out):
    guest_id: UUID
    reason: str


class InvitedOut(Out):
    queued: int
    skipped: list[SkippedOut]


class PreviewOut(Out):
    subject: str
    text: str
    html: str


class QuestionPatch(In):
    """Only what is sent changes. How a question is answered (`kind`) stays; `retired` no longer asks it."""

    label: Line = Field("", min_length=1, max_length=200)
    options: list[Annotated[Line, Field(min_length=1, max_length=100)]] = Field([], max_length=30)
    required: bool = False
    asked: Literal["page", "door", "both"] = "page"
    retired: bool = False


class QuestionIn(In):
    """`options` are for a choice alone."""

    label: Line = Field(min_length=1, max_length=200)
    kind: Literal["text", "choice", "yes_no", "number"]
    options: list[Annotated[Line, Field(min_length=1, max_length=100)]] = Field([], max_length=30)
    required: bool = False
    asked: Literal["page", "door", "both"] = "page"


class SuggestedQuestion(Out):
    label: str
    kind: Literal["text", "choice", "yes_no", "number"]
    options: list[str]


class QuestionOut(SuggestedQuestion):
    id: UUID
    required: bool
    asked: Literal["page", "door", "both"]
    retired: bool


class QuestionsOut(Out):
    """In the order in which they are asked, retired ones too; and ready-made ones."""

    items: list[QuestionOut]
    suggestions: list[SuggestedQuestion]


class OrderIn(In):
    ids: list[UUID] = Field(max_length=200)


class RepliesIn(In):
    """By question; an empty text takes a reply back."""

    replies: dict[UUID, Annotated[str, Field(max_length=500)]] = Field(max_length=200)


class ReplyOut(Out):
    question_id: UUID
    label: str
    kind: Literal["text", "choice", "yes_no", "number"]
    options: list[str]
    retired: bool
    value: str
    shown: str


class RepliesOut(Out):
    """All questions of the event that are asked, and retired ones that were replied to."""

    items: list[ReplyOut]


class ProposalOut(Out):
    """The proposed contact that a guest became; nothing for who may not decide of it."""

    candidate_id: UUID | None
    state: Literal["pending", "accepted", "merged", "refused"] | None
