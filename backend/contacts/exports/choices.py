"""What a person may choose from when exporting, and what they chose last."""

from typing import Any

from backend.contacts.exports.columns import USUAL, columns_for
from backend.contacts.exports.formats import FORMATS
from backend.contacts.exports.labels.sheets import GAP, SHEETS
from backend.contacts.exports.letters.soffice import missing, program
from backend.contacts.exports.queries import habits_of

_FORMAT = ("key", "label", "hint", "chooses_columns", "takes_template")
_SHEET = ("key", "columns", "rows", "width", "height", "left", "top")


def choices_for(user: Any) -> dict[str, Any]:
    columns = columns_for(user)
    known = {column.key for column in columns}
    habits = habits_of(user)
    remembered = {
        key: {**choice, "columns": [name for name in choice.get("columns", []) if name in known]}
        for key, choice in habits.get("choices", {}).items()
        if key in FORMATS
    }
    last = habits.get("format", "xlsx")
    return {
        "formats": [
            {**{field: getattr(format, field) for field in _FORMAT}, "why_not": _why_not(format.key)}
            for format in FORMATS.values()
        ],
        "columns": [
            {field: getattr(column, field) for field in ("key", "header", "group", "is_sensitive")}
            for column in columns
        ],
        "usual": list(USUAL),
        "format": last if last in FORMATS else "xlsx",
        "habits": remembered,
        "sheets": [
            {**{name: getattr(sheet, name) for name in _SHEET}, "gap": GAP} for sheet in SHEETS.values()
        ],
        "may_use_private": user.has_perm("contacts.view_sensitive"),
    }


def _why_not(format: str) -> str:
    """Why this server can't make FORMAT; empty where it can."""
    return missing().detail if format == "letters_pdf" and program() is None else ""
