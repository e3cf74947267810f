"""Imports as the API gives them."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from backend.core.http.schemas import Out


class ColumnOut(Out):
    letter: str
    header: str
    field: str | None
    label: str | None


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


class ImportOut(Out):
    id: UUID
    file_name: str
    status: Literal["dry_run", "committing", "committed", "failed"]
    author: str
    counts: CountsOut
    columns: list[ColumnOut]
    created_at: datetime
    committed_at: datetime | None


class ImportWatched(ImportOut):
    """With the cursor of the reader's own audience: later changes are announced there."""

    cursor: int


class ProblemOut(Out):
    row: int
    column: str
    code: str
    message: str
    severity: Literal["error", "warning"]


class ImportRowOut(Out):
    row: int
    outcome: Literal["create", "update", "unchanged", "refused"]
    name: str
    organisation: str
    problems: list[ProblemOut]
    values: dict[str, Any]
    contact_id: UUID | None
