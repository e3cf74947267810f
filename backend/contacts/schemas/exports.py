"""Exports as the API takes and gives them."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from ninja import Field
from pydantic import model_validator

from backend.contacts.schemas.people import SELECTION_AT_MOST
from backend.core.http.schemas import In, Out

FormatKey = Literal["xlsx", "csv", "outlook", "vcard", "html", "labels", "letters", "letters_pdf"]
SheetKey = Literal["L7160", "L7163", "L7159", "L7162"]
Scope = Literal["selection", "search", "list", "all"]


class WhoIn(In):
    """The contacts meant: `selection` those of contact_ids, `search` those found by q,
    `list` the members of list_id, `all` everybody."""

    scope: Scope
    contact_ids: list[UUID] = Field(default=[], max_length=SELECTION_AT_MOST)
    q: str = Field(default="", max_length=200)
    list_id: UUID | None = None

    @model_validator(mode="after")
    def _names_its_list(self) -> "WhoIn":
        if self.scope == "list" and self.list_id is None:
            raise ValueError("Choisissez une liste.")
        return self


class ExportOptionsIn(In):
    """Each format takes those that it knows."""

    encoding: Literal["cp1252", "utf-8"] | None = None
    version: Literal["3.0", "4.0"] | None = None
    sheet: SheetKey | None = None
    start: int | None = Field(default=None, ge=1, le=24)
    template_id: UUID | None = None
    with_function: bool = False
    include_refused: bool = False
    use_private: bool = False
    every_position: bool = False


class ExportIn(In):
    who: WhoIn
    format: FormatKey
    columns: list[str] = Field(default=[], max_length=200)
    options: ExportOptionsIn = ExportOptionsIn()
    purpose: str = Field(default="", max_length=200)


class CountOut(Out):
    count: int


class ColumnChoice(Out):
    key: str
    header: str
    group: str
    is_sensitive: bool


class FormatChoice(Out):
    key: FormatKey
    label: str
    hint: str
    chooses_columns: bool
    takes_template: bool
    why_not: str


class SheetChoice(Out):
    """Labels on A4, in millimetres."""

    key: SheetKey
    columns: int
    rows: int
    width: float
    height: float
    left: float
    top: float
    gap: float


class TemplateField(Out):
    """NAME as it stands in the template; LABEL is null where it stands for nothing."""

    name: str
    label: str | None


class TemplateOut(Out):
    id: UUID
    name: str
    author: str
    size: int
    fields: list[TemplateField]
    mine: bool
    created_at: datetime


class TemplatesOut(Out):
    """OFFERED are the names that a template may use."""

    items: list[TemplateOut]
    offered: list[str]


class FormatHabit(Out):
    columns: list[str] = []
    options: ExportOptionsIn = ExportOptionsIn()


class ExportChoicesOut(Out):
    """What may be chosen, and what was chosen last."""

    formats: list[FormatChoice]
    columns: list[ColumnChoice]
    usual: list[str]
    format: FormatKey
    habits: dict[str, FormatHabit]
    may_use_private: bool
    sheets: list[SheetChoice]


class HeldBack(Out):
    kind: str
    label: str
    state: str
    count: int


class ExportReport(Out):
    left_out: int = 0
    shortened: int = 0
    held_back: list[HeldBack] = []
    changed: int = 0


class ExportOut(Out):
    id: UUID
    author: str
    scope: str
    scope_label: str
    format: str
    format_label: str
    columns: list[str]
    purpose: str
    is_sensitive: bool
    status: Literal["waiting", "done", "failed"]
    total: int
    done: int
    count: int
    size: int
    file_name: str
    failure: str
    report: ExportReport
    created_at: datetime
    finished_at: datetime | None
    expires_at: datetime | None
    has_file: bool


class ExportRemark(Out):
    """A contact that is not in the file (`left_out`), or not with every word (`shortened`)."""

    id: UUID
    name: str
    kind: Literal["left_out", "shortened"]
    why: str


class ExportWatched(ExportOut):
    """CURSOR is where to follow live changes of the author's audience from."""

    remarks: list[ExportRemark]
    cursor: int
