"""Imports as the API gives them."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from backend.core.http.schemas import In, Out

STATUSES = Literal[
    "reading",
    "judging",
    "dry_run",
    "unreadable",
    "committing",
    "committed",
    "failed",
    "undoing",
    "undone",
]


class ColumnOut(Out):
    letter: str
    header: str
    field: str | None
    label: str | None
    filled: int = 0
    samples: list[str] = []
    hint: str = ""


class CountsOut(Out):
    rows: int = 0
    blank: int = 0
    create: int = 0
    update: int = 0
    unchanged: int = 0
    refused: int = 0
    warnings: int = 0
    done: int = 0
    total: int = 0
    removed: int = 0
    restored: int = 0
    kept: int = 0


class UnknownTermOut(Out):
    vocabulary: str
    label: str
    count: int


class ImportOut(Out):
    """DONE of TOTAL in `counts` is how far the running job is."""

    id: UUID
    file_name: str
    status: STATUSES
    author: str
    counts: CountsOut
    failure: str
    columns: list[ColumnOut]
    sheets: list[str]
    sheet: str
    unknown_terms: list[UnknownTermOut]
    terms: dict[str, dict[str, str]]
    policy: Literal["fill", "file"]
    source_id: UUID | None
    mapping_id: UUID | None
    created_at: datetime
    committed_at: datetime | None
    undone_at: datetime | None


class ImportWatched(ImportOut):
    """With the cursor of the reader's own audience: later changes are announced there."""

    cursor: int


class ProblemOut(Out):
    row: int
    column: str
    code: str
    message: str
    severity: Literal["error", "warning"]


class ChangeOut(Out):
    """What a row changes in a record. HIDDEN: it is sensitive, and the reader may not see it."""

    field: str
    label: str
    before: str
    after: str
    sensitive: bool
    hidden: bool


class DuplicateOut(Out):
    id: UUID
    name: str


class KeptOut(Out):
    record: Literal["person", "organisation", "term"]
    record_id: UUID
    name: str
    reasons: list[str]


class ImportRowOut(Out):
    row: int
    outcome: Literal["create", "update", "unchanged", "refused"]
    name: str
    organisation: str
    problems: list[ProblemOut]
    values: dict[str, Any]
    contact_id: UUID | None
    changes: list[ChangeOut]
    duplicate_of: DuplicateOut | None
    same_as: int | None


Letter = Annotated[str, StringConstraints(pattern=r"^[A-Z]{1,3}$")]
Short = Annotated[str, StringConstraints(max_length=120)]


class ImportOptionsIn(In):
    """Only what is given changes. COLUMNS is {letter: field or ""}; TERMS {vocabulary: {label: term id or ""}}."""

    sheet: str | None = Field(None, max_length=200)
    columns: dict[Letter, Short] | None = Field(None, max_length=200)
    terms: dict[Short, dict[Short, Short]] | None = Field(None, max_length=10)
    policy: Literal["fill", "file"] = "fill"
    source_id: UUID | None = None
    mapping_id: UUID | None = None


class ImportTargetOut(Out):
    key: str
    label: str
    group: str


class ImportMappingIn(In):
    name: str = Field(min_length=1, max_length=120)


class ImportMappingOut(Out):
    """`headers` are those that fill a field, folded, a second one of a name as « titre#2 »."""

    id: UUID
    name: str
    policy: str
    source: str
    headers: list[str]
    updated_at: datetime
