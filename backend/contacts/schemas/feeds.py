"""Feeds as the API takes and gives them (RF-8)."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from backend.core.http.schemas import In, Out

PolicyName = Literal["fill", "file"]
Minutes = Annotated[int, Field(ge=15, le=44_640)]
"""Between a quarter of an hour and 31 days."""
Hour = Annotated[int | None, Field(ge=0, le=23)]
"""Of the day in France, for rhythms of whole days; without it, at the minute of the first reading."""


class FeedCounts(Out):
    rows: int
    create: int
    update: int
    unchanged: int
    refused: int


class FeedRunOut(Out):
    """COUNTS are those of the import; zero where there is none."""

    id: int
    started_at: datetime
    ended_at: datetime | None
    outcome: Literal["running", "unchanged", "written", "stopped", "failed"]
    detail: str
    import_id: UUID | None
    file_name: str
    counts: FeedCounts
    missing_count: int
    accepted_by: str


class FeedOut(Out):
    """WHY it stopped. FAILURES in a row. MAY_ACCEPT: the file it stopped at can be written all the same."""

    id: UUID
    name: str
    kind: Literal["url", "folder"]
    address: str
    every_minutes: int
    hour: int | None
    source_id: UUID
    source: str
    mapping_id: UUID | None
    mapping: str
    policy: PolicyName
    state: Literal["active", "paused", "stopped"]
    why: str
    failures: int
    running: bool
    next_at: datetime | None
    may_accept: bool
    last_run: FeedRunOut | None


class FeedIn(In):
    """ADDRESS is `https://…`, or `dossier:NAME`. Without a mapping, columns are guessed each time."""

    name: str = Field(min_length=1, max_length=120)
    address: str = Field(min_length=1, max_length=1_000)
    every_minutes: Minutes = 1440
    hour: Hour = None
    source_id: UUID
    mapping_id: UUID | None = None
    policy: PolicyName = "fill"


class FeedPatch(In):
    """Only what is given changes."""

    name: str = Field("", max_length=120)
    address: str = Field("", max_length=1_000)
    every_minutes: Minutes = 1440
    hour: Hour = None
    source_id: UUID | None = None
    mapping_id: UUID | None = None
    policy: PolicyName = "fill"


class MissingPersonOut(Out):
    id: UUID
    name: str
    function: str
    organisation: str
