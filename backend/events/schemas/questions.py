"""What an event asks, and what guests replied."""

from typing import Annotated, Literal
from uuid import UUID

from ninja import Field

from backend.core.http.schemas import In, Out
from backend.events.schemas.fields import Line


class QuestionPatch(In):
    """Only what is sent changes. How a question is answered (`kind`) stays; `retired` no longer asks it."""

    label: Line = Field("", min_length=1, max_length=200)
    options: list[Annotated[Line, Field(min_length=1, max_length=100)]] = Field([], max_length=30)
    required: bool = False
    asked: Literal["page", "door", "both"] = "page"
    retired: bool = False


class QuestionIn(In):
    """`options` are for a choice alone."""

    label: Line = Field(min_length=1, max_length=200)
    kind: Literal["text", "choice", "yes_no", "number"]
    options: list[Annotated[Line, Field(min_length=1, max_length=100)]] = Field([], max_length=30)
    required: bool = False
    asked: Literal["page", "door", "both"] = "page"


class SuggestedQuestion(Out):
    label: str
    kind: Literal["text", "choice", "yes_no", "number"]
    options: list[str]


class QuestionOut(SuggestedQuestion):
    id: UUID
    required: bool
    asked: Literal["page", "door", "both"]
    retired: bool


class QuestionsOut(Out):
    """In the order in which they are asked, retired ones too; and ready-made ones."""

    items: list[QuestionOut]
    suggestions: list[SuggestedQuestion]


class OrderIn(In):
    ids: list[UUID] = Field(max_length=200)


class RepliesIn(In):
    """By question; an empty text takes a reply back."""

    replies: dict[UUID, Annotated[str, Field(max_length=500)]] = Field(max_length=200)


class ReplyOut(Out):
    question_id: UUID
    label: str
    kind: Literal["text", "choice", "yes_no", "number"]
    options: list[str]
    retired: bool
    value: str
    shown: str


class RepliesOut(Out):
    """All questions of the event that are asked, and retired ones that were replied to."""

    items: list[ReplyOut]
