"""Organisations as the API takes and gives them (RF-4)."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from ninja import Field

from backend.contacts.schemas.parts import (
    ContactPointIn,
    ContactPointOut,
    Custom,
    OrganisationBrief,
    PrincipalOut,
    TermBrief,
)
from backend.core.http.schemas import In, Out


class OrganisationCard(Out):
    id: UUID
    name: str
    acronym: str
    legal_name: str
    town: str
    kinds: list[str]
    people: int = Field(description="Personnes en fonction aujourd’hui.")
    email: str
    phone: str
    updated_at: datetime


class OrganisationOut(Out):
    """`siren_display` and its siblings are written in groups, for reading."""

    id: UUID
    name: str
    legal_name: str
    acronym: str
    parent: OrganisationBrief | None
    parts: list[OrganisationBrief]
    siren: str
    siret: str
    vat: str
    siren_display: str
    siret_display: str
    vat_display: str
    note: str
    custom: Custom
    terms: list[TermBrief]
    contact_points: list[ContactPointOut]
    principals: list[PrincipalOut]
    current_people: int
    past_people: int
    hidden: list[str]
    deleted: bool
    created_at: datetime
    updated_at: datetime
    version: int


class OrganisationPersonOut(Out):
    """A person's position in the organisation."""

    id: UUID = Field(description="La fonction.")
    person_id: UUID
    name: str
    civility: str
    function: str
    service: str
    started_on: date | None
    ended_on: date | None
    is_current: bool
    is_main: bool
    email: str
    phone: str


class OrganisationsAsked(In):
    """`with_people` leaves out organisations where nobody works today."""

    kind: UUID | None = Field(
        default=None, description="Un terme de « Types d’organisme », ou l’un de ses parents."
    )
    with_people: bool = False


class _OrganisationFields(In):
    legal_name: str = Field(default="", max_length=200)
    acronym: str = Field(default="", max_length=40)
    parent_id: UUID | None = None
    siren: str = Field(default="", max_length=30)
    siret: str = Field(default="", max_length=40)
    vat: str = Field(default="", max_length=40)
    note: str = Field(default="", max_length=10_000)
    custom: Custom = Field(default_factory=dict, max_length=100)
    terms: list[UUID] = Field(default_factory=list, max_length=200)
    contact_points: list[ContactPointIn] = Field(default_factory=list, max_length=60)


class OrganisationIn(_OrganisationFields):
    name: str = Field(min_length=1, max_length=200)


class OrganisationPatch(_OrganisationFields):
    """Only what is given is changed; a list that is given replaces the whole list, `custom` is completed."""

    name: str = Field(default="", max_length=200)
    version: int = Field(
        ge=1, le=2**31 - 1, description="La version lue : refusé si l’organisme a changé depuis."
    )


class MoveIn(In):
    """All current positions, or those of `position_ids`: moved to `to`, or ended on `day`."""

    to: UUID | None = None
    day: date | None = Field(default=None, description="Dernier jour ; aujourd’hui sans précision.")
    position_ids: list[UUID] | None = Field(default=None, max_length=5_000)


class MoveOut(Out):
    id: UUID
    at: datetime
    to: OrganisationBrief | None
    day: date
    count: int
    undone_at: datetime | None


class MoveUndone(Out):
    """`left` have been changed since, and stay as they are."""

    undone: int
    left: int


class BinnedOut(Out):
    """A record in the bin, and until when it can be restored."""

    id: UUID
    kind: Literal["person", "organisation"]
    name: str
    detail: str
    deleted_at: datetime
    deleted_by: str
    days_left: int
