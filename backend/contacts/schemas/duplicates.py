"""Duplicates, merges and their undoing, as the API takes and gives them."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from ninja import Field, Schema

from backend.core.http.schemas import In, Out

RecordKindName = Literal["person", "organisation"]
SurvivorshipCriterion = Literal["source", "verified", "newest", "complete", "used"]


class DuplicatesAsked(Schema):
    kind: RecordKindName = "person"
    limit: int = Field(default=20, ge=1, le=100)
    offset: int = Field(default=0, ge=0, le=1_000_000)


class DuplicateEvidence(Out):
    field: str
    sentence: str
    bits: float


class DuplicateMember(Out):
    id: UUID
    name: str
    detail: str
    version: int


class DuplicateLink(Out):
    """One pair of a cluster."""

    a: UUID
    b: UUID
    score: float
    why: list[DuplicateEvidence]


class DuplicateCluster(Out):
    id: UUID
    score: float
    members: list[DuplicateMember]
    links: list[DuplicateLink]


class DuplicateClusters(Out):
    items: list[DuplicateCluster]
    total: int


class DuplicateCounts(Out):
    person: int
    organisation: int


class ComparisonAsked(Schema):
    kind: RecordKindName = "person"
    id: list[UUID] = Field(min_length=2, max_length=40)
    keep: UUID | None = None


class ComparedValue(Out):
    record: UUID
    value: str


class ComparedField(Out):
    """`winner` is whose value survives, and `reason` why: a criterion, `only`, `same`, `keeper`, `both`."""

    field: str
    label: str
    values: list[ComparedValue]
    winner: UUID
    reason: str
    differs: bool


class ComparedRecord(Out):
    id: UUID
    name: str
    version: int
    created_at: datetime
    uses: int
    points: list[str]
    positions: list[str]
    terms: list[str]


class Comparison(Out):
    keep: UUID
    records: list[ComparedRecord]
    fields: list[ComparedField]
    hidden: list[str]


class MergeIn(In):
    """`choices`: by field, the id of the record whose value survives; `both` keeps both notes."""

    kind: RecordKindName = "person"
    keep: UUID
    losers: list[UUID] = Field(min_length=1, max_length=39)
    choices: dict[str, str] = Field(default_factory=dict, max_length=200)
    versions: dict[UUID, int] = Field(default_factory=dict, max_length=40)


class CertainGroup(Out):
    """What becomes of one group when it is merged: `members`, the keeper first, and the fields that differ."""

    keep: UUID
    members: list[DuplicateMember]
    why: list[str]
    fields: list[ComparedField]


class CertainGroups(Out):
    items: list[CertainGroup]
    total: int


class CertainAsked(Schema):
    limit: int = Field(default=20, ge=1, le=50)
    offset: int = Field(default=0, ge=0, le=1_000_000)


class CertainWanted(In):
    """A group as it was shown: the version of each of its records, `keep` among them."""

    keep: UUID
    versions: dict[UUID, int] = Field(min_length=2, max_length=40)


class CertainMergesIn(In):
    groups: list[CertainWanted] = Field(min_length=1, max_length=50)


class CertainRefused(Out):
    keep: UUID
    code: str
    detail: str


class MergeLeft(Out):
    """What an undoing left: `edited`, `added`, `gone` or `blocked`."""

    what: str
    label: str


class MergeOut(Out):
    id: UUID
    kind: RecordKindName
    keeper: UUID
    keeper_name: str
    losers: list[UUID]
    loser_names: list[str]
    author: str
    created_at: datetime
    undone_at: datetime | None
    undone_by: str
    report: list[MergeLeft]


class CertainMerges(Out):
    merged: list[MergeOut]
    refused: list[CertainRefused]


class VerdictIn(In):
    """Every pair of these records is told apart, or is open again."""

    kind: RecordKindName = "person"
    ids: list[UUID] = Field(min_length=2, max_length=40)
    verdict: Literal["not_duplicate", "open"] = "not_duplicate"


class DuplicateRunOut(Out):
    id: UUID
    kind: RecordKindName
    status: Literal["running", "done", "failed"]
    whole: bool
    records: int
    found: int
    clusters: int
    created_at: datetime
    ended_at: datetime | None


class RunIn(In):
    kind: RecordKindName = "person"
    whole: bool = False


class RuleOut(Out):
    field: str
    label: str
    criteria: list[str]
    is_own: bool


class RuleIn(In):
    """An empty list gives the field the rule of all others again."""

    kind: RecordKindName = "person"
    field: str = Field(default="", max_length=80)
    criteria: list[SurvivorshipCriterion] = Field(max_length=5)


class DraftIn(In):
    """What is typed so far of a new record."""

    given_name: str = Field(default="", max_length=120)
    family_name: str = Field(default="", max_length=120)
    birth_name: str = Field(default="", max_length=120)
    birth_date: date | None = None
    organisation: str = Field(default="", max_length=200)
    emails: list[str] = Field(default_factory=list, max_length=10)
    phones: list[str] = Field(default_factory=list, max_length=10)


class DraftCandidate(Out):
    id: UUID
    name: str
    detail: str
    score: float
    why: list[str]


class DraftCandidates(Out):
    items: list[DraftCandidate]
