from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from backend.core.http.schemas import In, Out

Label = Annotated[str, Field(min_length=1, max_length=80)]
Address = Annotated[str, Field(min_length=1, max_length=500)]
Kinds = Annotated[list[Annotated[str, Field(max_length=40)]], Field(max_length=50)]


class EndpointIn(In):
    label: Label
    url: Address
    kinds: Kinds


class EndpointPatch(In):
    label: Label = ""
    url: Address = ""
    kinds: Kinds = []
    active: bool = True


class EndpointOut(Out):
    id: UUID
    label: str
    url: str
    kinds: list[str]
    active: bool
    stopped_because: str
    succeeded_at: datetime | None
    failures: int
    created_at: datetime


class EndpointSecretOut(EndpointOut):
    secret: str


class KindOut(Out):
    name: str
    label: str


class EndpointsOut(Out):
    items: list[EndpointOut]
    kinds: list[KindOut]


class DeliveryOut(Out):
    id: UUID
    kind: str
    state: Literal["waiting", "taken", "failed"]
    attempts: int
    status: int
    why: str
    happened_at: datetime
    not_before: datetime
