"""Excel workbooks, written row by row: memory does not grow with the number of contacts."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, BinaryIO

import xlsxwriter

from backend.contacts.exports.columns import Column, Value
from backend.contacts.exports.job import Format, Job
from backend.contacts.exports.records import Record
from backend.contacts.formulas import guarded, would_run

LONGEST_CELL = 32_767  # characters (Excel specifications and limits)
_WIDTHS = {"date": 12, "moment": 17, "phone": 18, "number": 12}
_WIDE = {"email": 32, "organisation": 30, "function": 28, "address": 34, "note": 50, "other_emails": 32}


def write(job: Job, records: Iterable[Record], out: BinaryIO) -> None:
    book = xlsxwriter.Workbook(out, {"constant_memory": True, "default_date_format": "dd/mm/yyyy"})
    book.set_properties(
        {"title": job.title, "author": job.author, "created": job.moment.replace(tzinfo=None)}
    )
    sheet = book.add_worksheet("Contacts")
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    looks = _looks(book)
    for place, column in enumerate(job.columns):
        width = _WIDE.get(column.key, _WIDTHS.get(column.kind, 20))
        sheet.set_column(place, place, width)
        sheet.write_string(0, place, column.header, looks["header"])
    row = 0
    for row, record in enumerate(records, start=1):
        for place, column in enumerate(job.columns):
            _write_cell(sheet, row, place, column, column.read(record), looks)
    sheet.autofilter(0, 0, max(row, 1), max(len(job.columns) - 1, 0))
    job.report.count = row
    book.close()


def _looks(book: Any) -> dict[str, Any]:
    return {
        "header": book.add_format({"bold": True, "bg_color": "#E3EBF8", "bottom": 1, "valign": "top"}),
        "text": book.add_format({"num_format": "@", "valign": "top"}),
        "quoted": book.add_format({"num_format": "@", "quote_prefix": True, "valign": "top"}),
        "lines": book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"}),
        "date": book.add_format({"num_format": "dd/mm/yyyy", "valign": "top"}),
        "moment": book.add_format({"num_format": "dd/mm/yyyy hh:mm", "valign": "top"}),
    }


def _write_cell(
    sheet: Any, row: int, place: int, column: Column, value: Value, looks: dict[str, Any]
) -> None:
    """Text is written as text, never as a formula or a link, and stays text when somebody edits the cell."""
    if value is None or value == "":
        return
    if isinstance(value, date):  # a datetime is one
        look = looks["moment" if isinstance(value, datetime) else "date"]
        sheet.write_datetime(row, place, value, look)
    elif isinstance(value, int | float):
        sheet.write_number(row, place, value)
    else:
        text = value[:LONGEST_CELL]
        look = looks["quoted"] if would_run(text) else looks["lines"] if "\n" in text else looks["text"]
        sheet.write_string(row, place, guarded(text) if text[0] in "='＝" else text, look)


FORMAT = Format(
    key="xlsx",
    label="Excel",
    hint="Un classeur .xlsx, colonnes au choix",
    suffix="xlsx",
    media_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    write=write,
    chooses_columns=True,
)
