from typing import Annotated

from pydantic import Field

from backend.core.http.schemas import In, Out
from backend.events.ticketing.schemas import TicketPlanOut

Label = Annotated[str, Field(min_length=1, max_length=80)]
Address = Annotated[str, Field(min_length=1, max_length=300)]
Slug = Annotated[str, Field(min_length=1, max_length=80, pattern=r"^[a-zA-Z0-9.\-_]+$")]
Token = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[!-~]+$")]
Number = Annotated[int, Field(ge=1, lt=2**53)]


class PretixIn(In):
    """`subevent`: the date of a series, by its number in pretix."""

    label: Label
    url: Address
    organizer: Slug
    event_slug: Slug
    token: Token
    subevent: Number | None = None


class PretixPatch(In):
    """`checkin_list` null: pretix is told nothing. Another `url` wants its `token`."""

    url: Address = ""
    organizer: Slug = ""
    event_slug: Slug = ""
    token: Token = ""
    subevent: Number | None = None
    checkin_list: Number | None = None


class PretixTakeIn(In):
    withdraw_missing: bool = False


class CheckinListOut(Out):
    id: int
    name: str


class CheckinListsOut(Out):
    items: list[CheckinListOut]


class PretixReadOut(Out):
    """`plan`: what taking over would do; null while nothing is read."""

    state: str
    problem: str
    plan: TicketPlanOut | None
