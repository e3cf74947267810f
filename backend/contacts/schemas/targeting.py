"""Targetings as the API takes and gives them (RF-10)."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from ninja import Field

from backend.contacts.targeting.tree import BoundedNode
from backend.core.http.schemas import In, Out


class ChoiceOut(Out):
    value: str
    label: str


class ComparisonOut(Out):
    cmp: str
    phrase: str


class CriterionOut(Out):
    """`family` is the heading under which it is offered; `vocabulary` names the tree of terms to choose from."""

    name: str
    label: str
    family: str
    scope: Literal["person", "position", "organisation", "point", "address"]
    kind: str
    comparisons: list[ComparisonOut]
    choices: list[ChoiceOut]
    vocabulary: str
    sensitive: bool
    hint: str


class PlaceOut(Out):
    id: str
    kind: Literal["region", "department", "town", "postcode"]
    name: str


class ToldOut(Out):
    """A targeting in French, as a tree of sentences."""

    text: str
    hidden: bool
    children: list["ToldOut"]


class TargetingCountIn(In):
    query: BoundedNode


class TargetingCountOut(Out):
    """`names`: what the terms, lists, places and events among the values are called."""

    count: int
    told: ToldOut
    names: dict[str, str]


class PreviewIn(In):
    """A page of whom a query finds. It is sent as a body: criteria may be personal, addresses are kept in logs."""

    query: BoundedNode
    q: str = Field("", max_length=200)
    limit: int = Field(50, ge=1, le=200)
    offset: int = Field(0, ge=0, le=1_000_000)
    sort: str = Field("", max_length=40)


class MatchOut(Out):
    """A person that was found, with the function and organisation of the position that matched."""

    id: UUID
    name: str
    sort_name: str
    civility: str
    function: str
    organisation: str
    position_id: UUID | None
    email: str
    phone: str
    contact_type: str
    updated_at: datetime


class MatchPage(Out):
    items: list[MatchOut]
    total: int
    limit: int
    offset: int
