"""The doors of an event, in and out."""

import re
from datetime import datetime
from itertools import pairwise
from typing import Annotated
from uuid import UUID

from ninja import Field
from pydantic import AfterValidator

from backend.core.http.schemas import In, Out
from backend.events.schemas import CategoryName, Line, Moment
from backend.events.services.doors import DoorsWish, GateWish

MOST_GATES = 40
MOST_INSIDE = 1_000_000


def _pin(value: str) -> str:
    if value and not re.fullmatch(r"[0-9]{6,8}", value):
        raise ValueError("Le code a de six à huit chiffres.")
    if value and _is_guessed(value):
        raise ValueError("Ce code se devine : évitez les suites et les répétitions.")
    return value


def _is_guessed(pin: str) -> bool:
    """Every figure is as far from the one before: 111111, 123456, 987654."""
    return len({(int(after) - int(before)) % 10 for before, after in pairwise(pin)}) == 1


class GateIn(In):
    id: UUID | None = None
    name: Line = Field(min_length=1, max_length=80)
    zone: Line = Field("", max_length=80)
    categories: Annotated[list[CategoryName], Field(max_length=50)] = []
    opens_at: Moment | None = None
    closes_at: Moment | None = None


class DoorsIn(In):
    """All of it: what is left out is taken away. Only `pin` stays when it is left out; "" takes it away."""

    version: int = Field(ge=1, le=2**31 - 1)
    open_at: Moment | None = None
    close_at: Moment | None = None
    capacity: int | None = Field(None, ge=1, le=MOST_INSIDE)
    pin: Annotated[str, AfterValidator(_pin)] | None = None
    gates: Annotated[list[GateIn], Field(max_length=MOST_GATES)] = []

    def as_wish(self) -> DoorsWish:
        gates = [
            GateWish(each.id, each.name, each.zone, tuple(each.categories), each.opens_at, each.closes_at)
            for each in self.gates
        ]
        return DoorsWish(self.open_at, self.close_at, self.capacity, gates, self.pin)


class GateKiosk(Out):
    id: UUID
    name: str


class GateOut(Out):
    id: UUID
    name: str
    zone: str
    categories: list[str]
    opens_at: datetime | None
    closes_at: datetime | None
    kiosks: list[GateKiosk]


class DoorsOut(Out):
    """`elsewhere`: kiosks of the event at no gate that is set up here. The PIN itself is never told."""

    version: int
    open_at: datetime | None
    close_at: datetime | None
    capacity: int | None
    has_pin: bool
    manages: bool
    gates: list[GateOut]
    elsewhere: list[GateKiosk]
