from datetime import datetime, time
from typing import Annotated
from uuid import UUID

from ninja import Field

from backend.core.http.schemas import In, Out
from notifications.kinds import Channel


class NoticeOut(Out):
    id: UUID
    kind: str
    title: str
    body: str
    url: str
    created_at: datetime
    read_at: datetime | None


class ReadOut(Out):
    read: int


class NoticeKindOut(Out):
    """A kind of notice: the ways by which it comes to this person."""

    name: str
    label: str
    group: str
    in_app: bool
    push: bool
    mail: bool


class QuietHoursIn(In):
    """When devices stay silent, by the clock of `zone` (IANA); over midnight where `ends` is the earlier."""

    starts: time
    ends: time
    zone: str = Field("Europe/Paris", max_length=60)
    weekend: bool = False
    urgent_pass: bool = False


class QuietHoursOut(Out):
    starts: time
    ends: time
    zone: str
    weekend: bool
    urgent_pass: bool


class NoticePreferencesOut(Out):
    kinds: list[NoticeKindOut]
    quiet_hours: QuietHoursOut | None


class ChannelChoiceIn(In):
    kind: Annotated[str, Field(max_length=40)]
    channel: Channel
    on: bool


class ChannelChoicesIn(In):
    choices: Annotated[list[ChannelChoiceIn], Field(min_length=1, max_length=200)]
