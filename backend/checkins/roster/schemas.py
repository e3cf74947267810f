"""The roster as it goes over the wire (docs/door.md)."""

from datetime import datetime
from uuid import UUID

from ninja import Field, Schema

from backend.core.http.schemas import Out


class GateFactsOut(Out):
    name: str
    zone: str
    categories: list[str]
    opens_at: int | None
    closes_at: int | None


class RosterEventOut(Out):
    """Times in milliseconds since 1970, UTC. `inside`: how many people are in. `override_pin` is hashed."""

    id: UUID
    title: str
    place: str
    timezone: str
    starts_at: int
    ends_at: int
    doors_open_at: int | None
    doors_close_at: int | None
    capacity: int | None
    inside: int
    cancelled: bool
    override_pin: str | None
    gates: list[GateFactsOut]


class RosterRow(Out):
    """`tag` and `sealed`: Base64, see backend/door/seal.py; one of `sealed` for each signing key that is believed.
    What is in clear says nothing of anybody: times are milliseconds, `last_at` that of the last passage counted."""

    id: UUID
    tag: str
    sealed: list[str]
    inside: int
    came: int
    first_at: int | None
    first_gate: str
    last_at: int | None


class RosterOut(Out):
    """Ask again with `after` until it is null, then now and then with `since`. Not `complete`: forget the copy and
    begin anew. `index` (Base64, backend/door/roster.py) has the rows of this answer, for who holds the evening's
    key; null where there are none, or where the evening is over. `removed` are ids of guests. A kiosk seals what
    it keeps to `seal_key`."""

    complete: bool
    event: RosterEventOut
    public_keys: dict[str, str]
    seal_key: str | None
    salt: str
    server_time: int
    total: int
    rows: list[RosterRow]
    index: str | None
    removed: list[UUID]
    after: str | None
    since: str | None


class RosterPlace(Schema):
    event_id: UUID | None = None
    after: str = Field("", max_length=100)
    since: str = Field("", max_length=100)
    limit: int = Field(2_000, ge=1, le=2_000)


class EveningKeyOut(Out):
    """`key`: 32 bytes in Base64, to be kept in memory only. After `until` it is not given any more."""

    key: str
    until: datetime
