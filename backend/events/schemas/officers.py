"""Who wants which guest, who is known already, and how many each may invite."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from ninja import Field

from backend.core.http.schemas import In, Out
from backend.events.schemas.fields import Line


class PersonOut(Out):
    id: UUID
    name: str


class SelectionOut(Out):
    """An officer wants the guest: from where (`source_label` names the list, the search) and why."""

    id: UUID
    user: PersonOut | None
    why: str
    source: Literal["hand", "contacts", "search", "list", "targeting"]
    source_label: str
    at: datetime


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
