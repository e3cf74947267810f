"""What kiosks tell, and what is shown of them."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from backend.checkins.fleet.beats import Beat, Check
from backend.checkins.schemas import DeviceBrief, EventBrief, Part
from backend.core.http.schemas import In, Out

Seconds = Annotated[int, Field(ge=0, le=10**9)]
Amount = Annotated[int, Field(ge=0, le=10**9)]


class CheckIn(In):
    """Something that was tried, `age` seconds ago."""

    passed: bool
    age: Seconds
    detail: Annotated[str, Field(max_length=200)] = ""


class HeartbeatIn(In):
    """Null: not known. Ages are in seconds by the monotonic clock of the kiosk; `roster_since` is what the roster
    gave as `since`."""

    sent_at: AwareDatetime
    app_version: Annotated[str, Field(max_length=40)] = ""
    queue: Amount
    oldest_unsent_age: Seconds | None = None
    battery: Annotated[int, Field(ge=0, le=100)] | None = None
    charging: bool | None = None
    disk_free_mb: Amount | None = None
    camera: Part | None = None
    sound: Part | None = None
    roster_since: Annotated[str, Field(max_length=100)] | None = None
    roster_age: Seconds | None = None
    roster_rows: Amount | None = None
    test_scan: CheckIn | None = None
    drill: CheckIn | None = None

    def as_beat(self) -> Beat:
        facts = self.model_dump(exclude={"test_scan", "drill"})
        return Beat(**facts, test_scan=_check(self.test_scan), drill=_check(self.drill))


class HeartbeatOut(Out):
    """`roster_current`: the roster lacks no change. `orders`: what the kiosk is asked to do (`drill`)."""

    device: DeviceBrief
    event: EventBrief | None
    server_time: int
    skew_ms: int
    roster_current: bool
    orders: list[Literal["drill"]]


class DevicePatch(In):
    name: Annotated[str, Field(min_length=1, max_length=80)] | None = None
    gate: Annotated[str, Field(max_length=80)] | None = None
    event_id: UUID | None = None


def _check(check: CheckIn | None) -> Check | None:
    return Check(**check.model_dump()) if check else None
