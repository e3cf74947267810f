"""The refused rows of an import as a workbook: as they were, with the reason, to be corrected and loaded again."""

import io

import xlsxwriter

from backend.contacts.formulas import guarded
from backend.contacts.models import Import

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
REASON = "Motif du refus"
_SENSITIVE = {"birth_date", "note"}


def refused_xlsx(batch: Import, *, sees: bool) -> bytes:
    """Each column where it was. Without SEES, cells of sensitive columns are empty."""
    made = io.BytesIO()
    columns = {_index(column["letter"]): column for column in batch.columns}
    hidden = set() if sees else {place for place, column in columns.items() if _is_sensitive(column["field"])}
    last = max(columns, default=0) + 1
    with xlsxwriter.Workbook(made, {"in_memory": True, "constant_memory": False}) as book:
        bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True})
        sheet = book.add_worksheet("Lignes refusées")
        for place, column in columns.items():
            sheet.write_string(0, place, guarded(str(column["header"])), bold)
        sheet.write_string(0, last, REASON, bold)
        rows = batch.rows.filter(outcome="refused").order_by("row").only("cells", "problems")
        for line, row in enumerate(rows.iterator(1_000), start=1):
            for place, text in enumerate(row.cells[:last]):
                if text and place not in hidden:
                    sheet.write_string(line, place, guarded(text))
            told = [problem["message"] for problem in row.problems if problem["severity"] == "error"]
            sheet.write_string(line, last, guarded("\n".join(told)), wrapped)
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, last - 1, 18)
        sheet.set_column(last, last, 60)
    return made.getvalue()


def _is_sensitive(field: str | None) -> bool:
    return bool(field) and (field in _SENSITIVE or str(field).startswith(("private_", "custom:")))


def _index(letter: str) -> int:
    """A -> 0, AA -> 26."""
    number = 0
    for char in letter:
        number = number * 26 + ord(char) - 64
    return number - 1
