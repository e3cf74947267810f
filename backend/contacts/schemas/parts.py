"""What records of persons and organisations are made of: points, addresses, terms, intermediaries."""

from datetime import date, datetime
from typing import Literal, Self
from uuid import UUID

from ninja import Field
from pydantic import model_validator

from backend.core.http.schemas import In, Out

Kind = Literal["phone", "mobile", "fax", "email", "social", "web", "address"]
State = Literal["valid", "bounced", "refused"]
Channel = Literal["", "email", "phone", "mobile", "sms", "post", "fax", "social"]
Routing = Literal["replaces", "copied", "care_of"]
TermState = Literal["active", "proposed", "retired"]
Custom = dict[str, str | int | float | None]


class OrganisationBrief(Out):
    id: UUID
    name: str


class PersonBrief(Out):
    id: UUID
    name: str


class AddressOut(Out):
    """The parts of NF Z10-011; `country` is ISO 3166-1 alpha-2, empty for France."""

    delivery: str
    building: str
    street: str
    place: str
    postal_code: str
    city: str
    country: str


class ContactPointOut(Out):
    """`display` is for reading, `value` for comparing; an address has its parts, and what prints of it."""

    id: UUID
    kind: Kind
    value: str
    display: str
    extension: str
    label: str
    state: State
    is_main: bool
    is_private: bool
    verified: bool
    verified_at: datetime | None
    address: AddressOut | None
    warnings: list[str] = Field(description="Ce qui ne tient pas dans une adresse imprimée.")


class TermBrief(Out):
    """`path` is the label with those above it: « Culture › Cinéma »."""

    id: UUID
    vocabulary: str
    label: str
    path: str
    state: TermState


class AddressIn(In):
    delivery: str = Field(default="", max_length=80)
    building: str = Field(default="", max_length=80)
    street: str = Field(default="", max_length=120)
    place: str = Field(default="", max_length=80)
    postal_code: str = Field(default="", max_length=12)
    city: str = Field(default="", max_length=80)
    country: str = Field(default="", max_length=60, description="Code ISO à deux lettres, ou nom français.")


class ContactPointIn(In):
    """A contact point to keep (with its id) or to add (without).

    Of one that is kept, `is_private`, `verified` and `address` stay as they are where they are not given.
    """

    id: UUID | None = None
    kind: Kind
    value: str = Field(default="", max_length=400)
    address: AddressIn | None = Field(default=None, description="Pour une adresse, à la place de `value`.")
    label: str = Field(default="", max_length=80)
    state: State = "valid"
    is_main: bool = False
    is_private: bool = False
    verified: bool = False

    @model_validator(mode="after")
    def _something(self) -> Self:
        if not self.value and (self.kind != "address" or self.address is None):
            raise ValueError("Cette coordonnée est vide.")
        return self


class IntermediaryIn(In):
    """Through whom a person is reached: exactly one of `via_person` and `via_organisation`."""

    id: UUID | None = None
    via_person: UUID | None = None
    via_organisation: UUID | None = None
    position_id: UUID | None = Field(default=None, description="Pour une seule fonction de la personne.")
    role: str = Field(default="", max_length=80)
    routing: Routing = "copied"
    channels: list[Channel] = Field(default_factory=list, max_length=8)
    started_on: date | None = None
    ended_on: date | None = None

    @model_validator(mode="after")
    def _one_via(self) -> Self:
        if (self.via_person is None) == (self.via_organisation is None):
            raise ValueError("Indiquez un contact ou un organisme, et un seul.")
        return self


class ViaOut(Out):
    kind: Literal["person", "organisation"]
    id: UUID
    name: str
    function: str
    organisation: str
    email: str
    phone: str
    deleted: bool


class IntermediaryOut(Out):
    id: UUID
    via: ViaOut
    position_id: UUID | None
    role: str
    routing: Routing
    channels: list[Channel]
    started_on: date | None
    ended_on: date | None
    is_current: bool


class PrincipalOut(Out):
    """The other side: somebody who is reached through this record."""

    id: UUID
    principal: PersonBrief
    role: str
    routing: Routing
    channels: list[Channel]
    started_on: date | None
    ended_on: date | None
    is_current: bool
