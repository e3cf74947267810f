"""Vocabularies and their terms as the API takes and gives them (RF-5)."""

from typing import Literal
from uuid import UUID

from ninja import Field

from backend.contacts.schemas.parts import TermState
from backend.core.http.schemas import In, Out

VocabularyName = Literal["domain", "sector", "category", "function", "organisation_kind"]


class VocabularyOut(Out):
    vocabulary: VocabularyName
    label: str
    terms: int
    proposed: int


class TermOut(Out):
    """A term in its tree. `uses` are its own, `uses_below` with those of all terms under it."""

    id: UUID
    vocabulary: VocabularyName
    parent_id: UUID | None
    label: str
    path: str
    depth: int
    state: TermState
    rank: int
    uses: int
    uses_below: int
    proposed_by: str
    merged_into: UUID | None


class VocabularyTree(Out):
    """Terms in the order of the tree: each is followed by those under it."""

    vocabulary: VocabularyName
    label: str
    terms: list[TermOut]


class TermIn(In):
    label: str = Field(min_length=1, max_length=120)
    parent_id: UUID | None = None


class TermPatch(In):
    """Only what is given is changed; `place` is the place among its siblings, from 0."""

    label: str = Field(default="", max_length=120)
    parent_id: UUID | None = None
    place: int = Field(default=0, ge=0, le=100_000)


class MergeTermIn(In):
    into: UUID


class AcceptTermIn(In):
    """A proposal as it is, under another label or elsewhere, or as another spelling of a term there is."""

    label: str = Field(default="", max_length=120)
    parent_id: UUID | None = None
    into: UUID | None = None
