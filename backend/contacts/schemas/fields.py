"""Custom fields and sources as the API takes and gives them (RF-24, RF-7)."""

from typing import Literal
from uuid import UUID

from ninja import Field

from backend.core.http.schemas import In, Out

FieldOwner = Literal["person", "organisation", "position"]
FieldKind = Literal["text", "number", "date", "choice"]


class FieldOut(Out):
    """`key` is the name of the value in `custom`; it never changes."""

    id: UUID
    owner: FieldOwner
    key: str
    label: str
    kind: FieldKind
    choices: list[str]
    is_sensitive: bool
    rank: int
    retired: bool


class FieldIn(In):
    owner: FieldOwner
    label: str = Field(min_length=1, max_length=80)
    kind: FieldKind
    choices: list[str] = Field(default_factory=list, max_length=200)
    is_sensitive: bool = False


class FieldPatch(In):
    """Only what is given is changed. The kind changes only as long as no record has a value."""

    label: str = Field(default="", max_length=80)
    kind: FieldKind = "text"
    choices: list[str] = Field(default_factory=list, max_length=200)
    is_sensitive: bool = False
    place: int = Field(default=0, ge=0, le=1_000)


class SourceOut(Out):
    """The lower its rank, the more a source is believed."""

    id: UUID
    name: str
    rank: int


class SourceIn(In):
    name: str = Field(min_length=1, max_length=120)
    rank: int = Field(default=100, ge=0, le=32_000)


class SourcePatch(In):
    name: str = Field(default="", max_length=120)
    rank: int = Field(default=100, ge=0, le=32_000)


class SourceOrderIn(In):
    """The most believed one first: FIRST before what is typed here or has no source, LAST after it."""

    first: list[UUID] = Field(default_factory=list, max_length=1_000)
    last: list[UUID] = Field(default_factory=list, max_length=1_000)
