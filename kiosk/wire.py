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
    """Of the `party`, `inside` are there now; `came` were there at once."""

    id: Text = ""
    name: Text = ""
    organisation: Text = ""
    category: Text = ""
    represents: PersonName = ""
    party: int = 1
    inside: int | None = None
    came: int | None = None
    language: Text = "fr"


class ScanResult(Wire):
    scan_id: str
    verdict: VerdictKind
    reason: str | None = None
    message: Text = ""
    guest: ScannedGuest | None = None
    first_at: datetime | None = None
    first_gate: Text = ""
    count: int = 1
    replayed: bool = False
    withdrawn: bool = False
    problem: Text = ""


class ScanResults(Wire):
    results: list[ScanResult]


class FoundGuest(Wire):
    id: str
    name: str
    organisation: Text = ""
    category: Text = ""
    answer: Text = ""
    attendance: Text = ""
    represents: PersonName = ""
    party: int = 1
    inside: int = 0
    came: int = 0
    language: Text = "fr"


class FoundGuests(Wire):
    items: list[FoundGuest]


class GateRules(Wire):
    """A gate as it is set up; no categories: everybody. Times in milliseconds since 1970, UTC."""

    name: str
    zone: Text = ""
    categories: tuple[str, ...] = ()
    opens_at: int | None = None
    closes_at: int | None = None


class RosterEvent(Wire):
    """What a door judges by when it is alone; times as in GateRules. `override_pin` is hashed."""

    id: str
    ends_at: int = 0
    doors_open_at: int | None = None
    doors_close_at: int | None = None
    capacity: int | None = None
    inside: int = 0
    cancelled: bool = False
    override_pin: Text = ""
    gates: tuple[GateRules, ...] = ()


class RosterRow(Wire):
    """`tag` and each of `sealed` in Base64 (backend/door/seal.py); the rest is in clear and names nobody."""

    id: str
    tag: str
    sealed: tuple[str, ...]
    inside: int = 0
    came: int = 0
    first_at: int | None = None
    first_gate: Text = ""


class RosterPage(Wire):
    """Answer of `GET /checkins/roster`: a page (`after`), or what changed. Not `complete`: begin anew."""

    complete: bool
    event: RosterEvent
    public_keys: dict[str, str] = Field(default_factory=dict)
    salt: str
    server_time: int = 0
    total: int = 0
    rows: tuple[RosterRow, ...] = ()
    index: str | None = None
    removed: tuple[str, ...] = ()
    after: str | None = None
    since: str | None = None


class EveningKey(Wire):
    """Answer of `GET /checkins/session-key`: 32 bytes in Base64, for this evening and this kiosk."""

    key: str
    until: datetime


class Heartbeat(Wire):
    """Answer of `POST /devices/heartbeat`. `orders`: what this kiosk is asked to do (`drill`)."""

    device: Device
    event: EventBrief | None = None
    skew_ms: int | None = None
    roster_current: bool = True
    orders: tuple[str, ...] = ()


class Problem(Wire):
    """RFC 9457, as far as a kiosk reads it."""

    status: int = 0
    code: Text = ""
    detail: Text = ""
