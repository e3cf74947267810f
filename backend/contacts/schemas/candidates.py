"""Candidates as the API takes and gives them (RF-20)."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from ninja import Field, Schema

from backend.contacts.schemas.duplicates import DraftCandidate
from backend.contacts.schemas.parts import PersonBrief
from backend.core.http.schemas import In, Out

CandidateState = Literal["pending", "accepted", "merged", "refused"]


class CandidatesAsked(Schema):
    pending: bool = Field(default=True, description="Faux pour celles qui sont décidées.")
    kind: str = Field(default="", max_length=30, description="Le genre d’origine, tel que `/kinds` le donne.")


class CandidateOriginOut(Out):
    """`url` is an address inside the application; empty where the reader may not see what is there."""

    kind: str
    kind_label: str
    label: str
    url: str


class CandidateOut(Out):
    """What was said, as it was said. `given_name` and `family_name` are how a whole name reads."""

    id: UUID
    name: str
    given_name: str
    family_name: str
    organisation: str
    function: str
    email: str
    phone: str
    profile: str
    origin: CandidateOriginOut
    proposed_by: str
    proposed_at: datetime
    state: CandidateState
    decided_by: str
    decided_at: datetime | None
    note: str
    person: PersonBrief | None = Field(description="La fiche créée ou rattachée.")
    erased: bool = Field(description="Vrai quand ce qui était personnel est effacé.")
    version: int


class CandidateMatch(DraftCandidate):
    """Who in the base it may be, and what attaching would add to that record."""

    adds: list[str]


class CandidateDetail(CandidateOut):
    matches: list[CandidateMatch]
    alike: list[CandidateOut] = Field(description="Les autres propositions qui nomment la même personne.")


class CandidateKind(Out):
    kind: str
    label: str


class CandidateCount(Out):
    pending: int


class CandidateAccepted(In):
    """The record to make, as the officer put it right."""

    version: int = Field(ge=1, le=2**31 - 1)
    civility: str = Field(default="", max_length=20)
    given_name: str = Field(default="", max_length=120)
    family_name: str = Field(default="", max_length=120)
    organisation: str = Field(default="", max_length=200)
    function: str = Field(default="", max_length=200)
    email: str = Field(default="", max_length=254)
    phone: str = Field(default="", max_length=60)
    profile: str = Field(default="", max_length=400)


class CandidateAttached(In):
    version: int = Field(ge=1, le=2**31 - 1)
    person_id: UUID


class CandidateRefused(In):
    version: int = Field(ge=1, le=2**31 - 1)
    reason: str = Field(default="", max_length=500)
    objects: bool = Field(
        default=False,
        description="La personne s’oppose à figurer dans la base : tout est effacé, et elle n’est plus proposée.",
    )
