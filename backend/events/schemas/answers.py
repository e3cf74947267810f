"""Answers, deputies, companions and invitations."""

from typing import Literal
from uuid import UUID

from ninja import Field

from backend.core.http.schemas import In, Out
from backend.events.schemas.fields import MOST_COMPANIONS, Email, Line


class DeputyIn(In):
    name: Line = Field(min_length=1, max_length=250)
    email: Email = ""
    function: Line = Field("", max_length=200)


class CompanionIn(In):
    name: Line = Field(min_length=1, max_length=250)
    email: Email = ""


class AnswerIn(In):
    """Without `companions`, whom the guest brings stays as it is; `unnamed` counts those without a name."""

    answer: Literal["yes", "no", "represented"]
    deputy: DeputyIn | None = None
    companions: list[CompanionIn] | None = Field(default=None, max_length=MOST_COMPANIONS)
    unnamed: int = Field(0, ge=0, le=MOST_COMPANIONS)


class Wording(In):
    subject: Line = Field("", max_length=150)
    message: str = Field("", max_length=4000)


class InviteIn(Wording):
    """`guest_ids: null` invites all who have no invitation yet. Without subject or message, the usual one."""

    guest_ids: list[UUID] | None = Field(default=None, max_length=5000)


class SkippedOut(Out):
    guest_id: UUID
    reason: str


class InvitedOut(Out):
    queued: int
    skipped: list[SkippedOut]


class PreviewOut(Out):
    subject: str
    text: str
    html: str
