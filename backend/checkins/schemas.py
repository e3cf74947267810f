from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, ConfigDict, Field, model_validator

from backend.core.http.schemas import In, Out


class DeviceIn(In):
    name: Annotated[str, Field(min_length=1, max_length=80)]
    event_id: UUID
    gate: Annotated[str, Field(max_length=80)] = ""


class DeviceOut(Out):
    id: UUID
    name: str
    gate: str
    event_id: UUID | None
    event_title: str
    paired_at: datetime | None
    revoked_at: datetime | None
    last_seen_at: datetime | None
    app_version: str
    created_at: datetime


class PairingOut(DeviceOut):
    pairing_code: str
    expires_at: datetime


class PairIn(In):
    code: Annotated[str, Field(min_length=4, max_length=40)]
    app_version: Annotated[str, Field(max_length=40)] = ""


class DeviceBrief(Out):
    id: UUID
    name: str
    gate: str


class EventBrief(Out):
    id: UUID
    title: str
    place: str
    starts_at: datetime
    ends_at: datetime
    timezone: str


class DeviceStateOut(Out):
    device: DeviceBrief
    event: EventBrief
    public_keys: dict[str, str]


class PairedOut(DeviceStateOut):
    token: str


class ScanIn(In):
    model_config = ConfigDict(str_strip_whitespace=False)  # a ticket may begin with a space

    scan_id: UUID
    code: Annotated[str, Field(min_length=1, max_length=600)] | None = None
    guest_id: UUID | None = None
    at: AwareDatetime
    gate: Annotated[str, Field(max_length=80)] = ""
    direction: Literal["in", "out"] = "in"

    @model_validator(mode="after")
    def _one_way(self) -> "ScanIn":
        if (self.code is None) == (self.guest_id is None):
            raise ValueError("Une lecture porte un code ou un invité, pas les deux.")
        return self


class ScansIn(In):
    sent_at: AwareDatetime
    scans: Annotated[list[ScanIn], Field(min_length=1, max_length=200)]


class ScannedGuest(Out):
    id: UUID
    name: str
    organisation: str
    category: str
    represents: str | None


class ScanOut(Out):
    scan_id: UUID
    verdict: Literal["admitted", "already_in", "attention", "refused"]
    reason: str | None
    message: str
    guest: ScannedGuest | None
    first_at: datetime | None
    first_gate: str | None
    replayed: bool


class ScansOut(Out):
    results: list[ScanOut]


class FoundGuest(Out):
    id: UUID
    name: str
    organisation: str
    category: str
    answer: str
    attendance: str
    represents: str | None


class FoundGuests(Out):
    items: list[FoundGuest]


class Totals(Out):
    invited: int
    expected: int
    arrived: int
    represented: int
    declined: int
    waiting: int


class CategoryFigures(Totals):
    category: str


class ArrivalOut(Out):
    guest_id: UUID
    name: str
    organisation: str
    category: str
    at: datetime
    gate: str
    verdict: str
    attention: bool


class CurvePoint(Out):
    at: datetime
    count: int


class BoardOut(Out):
    event: EventBrief
    cursor: int
    totals: Totals
    by_category: list[CategoryFigures]
    last_arrivals: list[ArrivalOut]
    arrivals_curve: list[CurvePoint]
