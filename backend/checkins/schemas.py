from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, ConfigDict, Field, ValidationError, model_validator

from backend.checkins.scanning.requests import Batch, ScanRequest, WalkIn, sane
from backend.checkins.sealing import open_scan
from backend.core.http.schemas import In, Out
from backend.door.seal import SealBroken
from backend.door.verdict import Reason


class DeviceIn(In):
    name: Annotated[str, Field(min_length=1, max_length=80)]
    event_id: UUID
    gate: Annotated[str, Field(max_length=80)] = ""


Part = Literal["ok", "missing", "failed"]


class CheckOut(Out):
    passed: bool
    at: datetime
    detail: str


class HealthOut(Out):
    battery: int | None = None
    charging: bool | None = None
    queue: int | None = None
    oldest_unsent_at: datetime | None = None
    disk_free_mb: int | None = None
    camera: Part | None = None
    sound: Part | None = None
    roster_at: datetime | None = None
    roster_rows: int | None = None
    test_scan: CheckOut | None = None
    drill: CheckOut | None = None


class DeviceOut(Out):
    """Moments by the server's clock. `skew_ms`: by how much the device's is ahead."""

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
    skew_ms: int | None
    health: HealthOut
    drill_asked_at: datetime | None


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
    """`public_keys` are those of tickets; to `seal_key` a kiosk seals what it keeps (backend/door/box.py)."""

    device: DeviceBrief
    event: EventBrief
    public_keys: dict[str, str]
    seal_key: str


class PairedOut(DeviceStateOut):
    token: str


class WalkInIn(In):
    """Who came without an invitation. The device gives the id, so that the same person is added once."""

    guest_id: UUID
    name: Annotated[str, Field(min_length=1, max_length=250)]
    organisation: Annotated[str, Field(max_length=200)] = ""
    host: Annotated[str, Field(max_length=200)] = ""


VerdictName = Literal["admitted", "already_in", "attention", "refused"]


Code = Annotated[str, Field(min_length=1, max_length=600)]


class PersonalIn(In):
    """What `sealed` of a scan opens to: JSON of all that tells who came, and of why they were let in."""

    model_config = ConfigDict(str_strip_whitespace=False)

    code: Code | None = None
    guest_id: UUID | None = None
    walk_in: WalkInIn | None = None
    reason: Reason = ""
    override: Annotated[str, Field(max_length=200)] = ""

    @model_validator(mode="after")
    def _one_way(self) -> "PersonalIn":
        if sum(way is not None for way in (self.code, self.guest_id, self.walk_in)) != 1:
            raise ValueError("one of code, guest_id, walk_in")
        return self


class ScanIn(In):
    """One reading: `code`, `guest_id` (a name picked), `walk_in`, or `undoes` (the scan that is taken back).
    A kiosk that was alone sends the first three, `reason` and `override` as it kept them, in `sealed` (Base64).

    `shown` is the verdict of a device that judged alone: it is a fact, and kept; so is the `zone` that its gate
    led to then. `override` is a supervisor's reason. `mono_ms` and `boot_id` are the device's monotonic clock, by
    which `at` is corrected.
    """

    model_config = ConfigDict(str_strip_whitespace=False)  # a ticket may begin with a space

    scan_id: UUID
    code: Code | None = None
    guest_id: UUID | None = None
    walk_in: WalkInIn | None = None
    undoes: UUID | None = None
    sealed: Annotated[str, Field(min_length=1, max_length=8_000)] | None = None
    at: AwareDatetime
    gate: Annotated[str, Field(max_length=80)] = ""
    zone: Annotated[str, Field(max_length=80)] | None = None
    direction: Literal["in", "out"] = "in"
    count: Annotated[int, Field(ge=1, le=500)] | None = None
    method: Literal["", "camera", "keyboard", "search", "walk_in"] = ""
    shown: Literal["", "admitted", "already_in", "attention", "refused"] = ""
    reason: Reason = ""
    override: Annotated[str, Field(max_length=200)] = ""
    mono_ms: Annotated[int, Field(ge=0, le=2**53)] | None = None
    boot_id: Annotated[str, Field(max_length=40)] = ""

    @model_validator(mode="after")
    def _one_way(self) -> "ScanIn":
        ways = (self.code, self.guest_id, self.walk_in, self.undoes, self.sealed)
        if sum(way is not None for way in ways) != 1:
            raise ValueError(
                "Une lecture porte un code, un invité, une arrivée sans invitation ou une annulation."
            )
        return self

    def as_request(self) -> ScanRequest:
        """As it was read; what cannot be opened has a `problem`."""
        facts = self.model_dump(exclude={"code", "guest_id", "walk_in", "sealed", "reason", "override"})
        facts["at"] = sane(self.at)
        try:
            who = self if self.sealed is None else self._opened(self.sealed)
        except (SealBroken, ValidationError):
            return ScanRequest(**facts, problem="seal_broken")
        return ScanRequest(
            **facts,
            code=who.code,
            guest_id=who.guest_id,
            walk_in=WalkIn(**who.walk_in.model_dump()) if who.walk_in else None,
            reason=who.reason,
            override=who.override,
        )

    def _opened(self, sealed: str) -> PersonalIn:
        """Raises SealBroken, ValidationError."""
        return PersonalIn.model_validate_json(open_scan(self.scan_id, sealed))


class ScansIn(In):
    """`event_id` says where a member of staff scans with their own phone; a kiosk's event is the server's word."""

    sent_at: AwareDatetime
    mono_ms: Annotated[int, Field(ge=0, le=2**53)] | None = None
    boot_id: Annotated[str, Field(max_length=40)] = ""
    event_id: UUID | None = None
    scans: Annotated[list[ScanIn], Field(min_length=1, max_length=200)]

    def as_batch(self, received: datetime) -> Batch:
        scans = [item.as_request() for item in self.scans]
        return Batch(scans, sane(self.sent_at), received, self.mono_ms, self.boot_id, self.event_id)


class ScannedGuest(Out):
    """Of the `party`, `inside` are there now; `came` were there at once."""

    id: UUID
    name: str
    organisation: str
    category: str
    represents: str | None
    party: int
    inside: int
    came: int
    language: str


class ScanOut(Out):
    """`verdict` is what counts: the device's where it judged alone. `problem`: the item was not taken, and why
    (`scan_id_reused`, `too_late`; `seal_broken`: what was sealed does not open, keep it)."""

    scan_id: UUID
    verdict: VerdictName
    reason: str | None
    message: str
    guest: ScannedGuest | None
    count: int
    first_at: datetime | None
    first_gate: str | None
    replayed: bool
    withdrawn: bool
    conflicts: list[str]
    problem: str | None


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
    party: int
    inside: int
    came: int
    language: str


class FoundGuests(Out):
    items: list[FoundGuest]


class Totals(Out):
    """People, not tickets (backend/events/figures.py)."""

    invited: int
    expected: int
    arrived: int
    present: int
    missing: int
    represented: int
    declined: int
    waiting: int
    waitlisted: int
    walk_ins: int


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
    came: int


class CurvePoint(Out):
    """People who came in that minute by that gate."""

    at: datetime
    gate: str
    count: int


class BoardOut(Out):
    """`server_time` lets a screen with a wrong clock say what happened in the last minutes."""

    event: EventBrief
    cursor: int
    server_time: datetime
    open_conflicts: int
    gates: list[str]
    totals: Totals
    by_category: list[CategoryFigures]
    last_arrivals: list[ArrivalOut]
    arrivals_curve: list[CurvePoint]


class FollowedOut(Out):
    guest_ids: list[UUID]
