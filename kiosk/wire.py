"""The part of the server's HTTP contract which a kiosk speaks (`/api/v1`, JSON in snake_case)."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field


class Wire(BaseModel):
    """Unknown fields are ignored: a kiosk may be older than its server."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class VerdictKind(StrEnum):
    ADMITTED = "admitted"
    ALREADY_IN = "already_in"
    ATTENTION = "attention"
    REFUSED = "refused"


def _name_of(value: Any) -> Any:
    return value.get("name", "") if isinstance(value, dict) else value or ""


Text = Annotated[str, BeforeValidator(lambda value: value or "")]
PersonName = Annotated[str, BeforeValidator(_name_of)]


class Device(Wire):
    id: str
    name: str
    gate: Text = ""


class EventBrief(Wire):
    id: str
    title: str
    place: Text = ""
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    timezone: str = "Europe/Paris"


class Identity(Wire):
    """Answer of `GET /devices/me`."""

    device: Device
    event: EventBrief
    public_keys: dict[str, str] = Field(default_factory=dict)


class Pairing(Identity):
    """Answer of `POST /devices/pair`."""

    token: str


class ScannedGuest(Wire):
    id: Text = ""
    name: Text = ""
    organisation: Text = ""
    category: Text = ""
    represents: PersonName = ""


class ScanResult(Wire):
    scan_id: str
    verdict: VerdictKind
    reason: str | None = None
    message: Text = ""
    guest: ScannedGuest | None = None
    first_at: datetime | None = None
    first_gate: Text = ""
    replayed: bool = False


class ScanResults(Wire):
    results: list[ScanResult]


class FoundGuest(Wire):
    id: str
    name: str
    organisation: Text = ""
    category: Text = ""
    answer: Text = ""
    attendance: Text = ""


class FoundGuests(Wire):
    items: list[FoundGuest]


class Problem(Wire):
    """RFC 9457, as far as a kiosk reads it."""

    status: int = 0
    code: Text = ""
    detail: Text = ""
