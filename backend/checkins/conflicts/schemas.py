from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from backend.core.http.schemas import In, Out

Kind = Literal["double_entry", "revoked_let_in", "declined_let_in", "unknown_let_in"]
Decision = Literal["same_person", "other_person", "accepted", "escorted_out"]


class GuestBrief(Out):
    id: UUID
    name: str
    organisation: str
    category: str


class ScanBrief(Out):
    """`verdict` is what was shown; `at` is the device's clock, `happened_at` the server's, `alone`: the device
    judged without the server."""

    id: int
    device_id: UUID
    device: str
    gate: str
    zone: str
    direction: Literal["in", "out"]
    method: str
    verdict: str
    reason: str
    message: str
    alone: bool
    let_in: bool
    count: int
    override_reason: str
    at: datetime
    happened_at: datetime
    received_at: datetime
    withdrawn_at: datetime | None


class ConflictOut(Out):
    id: UUID
    kind: Kind
    guest: GuestBrief | None
    scan: ScanBrief
    other: ScanBrief | None
    created_at: datetime
    explained_at: datetime | None
    decision: Literal["", "same_person", "other_person", "accepted", "escorted_out"]
    decided_by: str
    decided_at: datetime | None
    note: str


class CrowdOut(Out):
    """More people were inside than `capacity`: `peak` at `peak_at`, too many first at `over_since`."""

    capacity: int
    inside: int
    peak: int
    peak_at: datetime | None
    over_since: datetime | None


class ConflictsOut(Out):
    """`open`: how many wait to be decided. `cursor` is that of the audience `conflicts:<event>`."""

    items: list[ConflictOut]
    total: int
    open: int
    crowd: CrowdOut | None
    cursor: int


class ConflictsAsked(Schema):
    state: Literal["", "open", "decided", "explained"] = ""
    limit: int = Field(50, ge=1, le=200)
    offset: int = Field(0, ge=0, le=1_000_000)


class ConflictDecisionIn(In):
    """`instead_of`: the decision that was shown; empty where there was none."""

    decision: Decision
    note: Annotated[str, Field(max_length=400)] = ""
    instead_of: Literal["", "same_person", "other_person", "accepted", "escorted_out"] = ""


class JournalRow(ScanBrief):
    guest: GuestBrief | None


class NamedDevice(Out):
    id: UUID
    name: str


class JournalOut(Out):
    items: list[JournalRow]
    total: int
    gates: list[str]
    devices: list[NamedDevice]


class JournalAsked(Schema):
    gate: str = Field("", max_length=80)
    verdict: Literal["", "admitted", "attention", "already_in", "refused"] = ""
    device_id: UUID | None = None
    limit: int = Field(50, ge=1, le=200)
    offset: int = Field(0, ge=0, le=1_000_000)
