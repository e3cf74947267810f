"""Letters to all who stand at one state."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from ninja import Field

from backend.core.http.schemas import In, Out
from backend.events.schemas.fields import Line, Moment

Audience = Literal["silent", "coming", "declined", "waitlisted", "withdrawn"]


class RemindIn(In):
    """A reminder that leaves now. Without subject or message, the usual one."""

    audience: Audience
    subject: Line = Field("", max_length=150)
    message: str = Field("", max_length=4000)


class ReminderIn(RemindIn):
    """At a moment, or so many days before the event, at nine in the morning: one of the two."""

    at: Moment | None = None
    days_before: int | None = Field(default=None, ge=0, le=365)


class ReminderOut(Out):
    id: UUID
    audience: Audience
    at: datetime | None
    days_before: int | None
    due_at: datetime
    subject: str
    message: str
    state: Literal["planned", "sent", "cancelled"]
    sent_at: datetime | None
    people: int
    made_by: str | None


class ReminderPreviewOut(Out):
    """`people`: to how many it would be written now."""

    subject: str
    text: str
    html: str
    people: int
