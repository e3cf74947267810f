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


class TicketSourceOut(Out):
    id: UUID
    label: str
    taken_at: datetime | None
    tickets: int
    cancelled: int
    came: int


class TicketSourcesOut(Out):
    items: list[TicketSourceOut]
