from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from backend.core.http.schemas import Out


class TicketStepOut(Out):
    """One ticket and what becomes of it; `line` is the row of the file, 0 where it is not in it."""

    kind: Literal[
        "new", "recognised", "changed", "unchanged", "cancelled", "back", "arrived", "missing", "refused"
    ]
    reference: str
    name: str
    line: int
    changes: dict[str, list[Any]]
    why: str


class TicketPlanOut(Out):
    """`steps` leaves out what stays as it is, and ends after 500; `counts` counts all."""

    committed: bool
    counts: dict[str, int]
    loses_much: bool
    steps: list[TicketStepOut]


class PretixOut(Out):
    """`told`: tickets that pretix knows came; `not_taken`: those that it refused, or has not answered for yet."""

    url: str
    organizer: str
    event_slug: str
    subevent: int | None
    checkin_list: int | None
    state: Literal["idle", "fetching", "ready", "failed"]
    problem: str
    fetched_at: datetime | None
    told: int
    not_taken: int


class TicketSourceOut(Out):
    id: UUID
    label: str
    taken_at: datetime | None
    tickets: int
    cancelled: int
    came: int
    pretix: PretixOut | None


class TicketSourcesOut(Out):
    items: list[TicketSourceOut]
