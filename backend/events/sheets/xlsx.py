"""The sheet as an Excel workbook, ready to be printed on A4 as well."""

from io import BytesIO
from typing import Any

import xlsxwriter

from backend.contacts.formulas import guarded, would_run
from backend.events.sheets.content import Line, Sheet

_COLUMNS = (
    ("N°", 6), ("Nom", 32), ("Pour, avec", 26), ("Organisme", 28), ("Catégorie", 18), ("Personnes", 11),
)  # fmt: skip
_ARRIVALS = (("Venues", 9), ("Arrivée", 17), ("Porte", 18))
_SIGNATURE = ("Signature", 30)


def as_xlsx(sheet: Sheet) -> bytes:
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties(
        {
            "title": f"Feuille d’émargement : {sheet.title}",
            "author": sheet.host,
            "created": sheet.made_at.replace(tzinfo=None),
        }
    )
    looks = {
        "title": book.add_format({"bold": True, "font_size": 14}),
        "group": book.add_format({"bold": True, "font_size": 12, "font_color": "#1F3F74"}),
        "header": book.add_format({"bold": True, "bg_color": "#E3EBF8", "bottom": 1}),
        "text": book.add_format({"num_format": "@", "valign": "vcenter", "bottom": 4}),
        "quoted": book.add_format(
            {"num_format": "@", "quote_prefix": True, "valign": "vcenter", "bottom": 4}
        ),
        "number": book.add_format({"valign": "vcenter", "bottom": 4}),
        "moment": book.add_format({"num_format": "dd/mm/yyyy hh:mm", "valign": "vcenter", "bottom": 4}),
    }
    columns = [*_COLUMNS, *(_ARRIVALS if sheet.filled else ()), _SIGNATURE]
    page = book.add_worksheet("Émargement")
    _set_up(page, sheet, columns)
    row = _heading(page, sheet, looks)
    for group in sheet.groups:
        if group.title:
            _text(page, row, 0, group.title, looks, look="group")
            row += 1
        for place, (title, _) in enumerate(columns):
            page.write_string(row, place, title, looks["header"])
        for line in group.lines:
            row += 1
            _line(page, row, line, sheet, looks)
        row += 2
    book.close()
    return out.getvalue()


def _set_up(page: Any, sheet: Sheet, columns: list[tuple[str, int]]) -> None:
    page.set_landscape()
    page.set_paper(9)  # A4
    page.fit_to_pages(1, 0)
    page.set_footer(f"&L&7Empreinte SHA-256 : {sheet.digest}&R&8Page &P sur &N")
    for place, (_, width) in enumerate(columns):
        page.set_column(place, place, width)


def _heading(page: Any, sheet: Sheet, looks: dict[str, Any]) -> int:
    """The row after the event's own."""
    _text(page, 0, 0, sheet.title, looks, look="title")
    for row, text in enumerate((sheet.when, sheet.place, f"Empreinte SHA-256 : {sheet.digest}"), start=1):
        page.write_string(row, 0, text)
    counts = f"{sheet.expected} attendues" + (f", {sheet.came} venues" if sheet.filled else "")
    page.write_string(4, 0, f"Personnes : {counts}")
    return 6


def _line(page: Any, row: int, line: Line, sheet: Sheet, looks: dict[str, Any]) -> None:
    page.set_row(row, 24)
    page.write_number(row, 0, line.number, looks["number"])
    for place, text in enumerate((line.name, line.note, line.organisation, line.category), start=1):
        _text(page, row, place, text, looks)
    if line.party:
        page.write_number(row, 5, line.party, looks["number"])
    if sheet.filled and line.at is not None:
        page.write_number(row, 6, line.came, looks["number"])
        page.write_datetime(row, 7, line.at.replace(tzinfo=None), looks["moment"])
        _text(page, row, 8, line.gate, looks)


def _text(page: Any, row: int, place: int, text: str, looks: dict[str, Any], *, look: str = "") -> None:
    """Never a formula, and stays text when somebody edits the cell."""
    kept = looks[look or ("quoted" if would_run(text) else "text")]
    page.write_string(row, place, guarded(text) if text[:1] in ("=", "＝") else text, kept)
