"""Statistics as an Excel workbook: numbers stay numbers, rates are percentages."""

from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

import xlsxwriter

from backend.checkins.statistics.report import EventRow, Report
from backend.contacts.formulas import guarded, would_run
from backend.events.statistics import Numbers

_NUMBERS = (
    ("Interrogés", "asked"), ("Réponses", "answered"), ("Taux de réponse", "answer_rate"), ("Viendra", "yes"),
    ("Ne viendra pas", "no"), ("Représenté", "represented"), ("Liste d’attente", "waitlisted"),
    ("Désisté", "withdrawn"), ("Personnes attendues", "expected"), ("Attendues et venues", "shown"),
    ("Taux de présence", "show_rate"), ("Absentes", "no_shows"), ("Sans invitation", "walk_ins"),
    ("Entrées en tout", "came"),
)  # fmt: skip
_DELAYS = (
    ("Moins d’un jour", "within_a_day"), ("De un à trois jours", "within_three_days"),
    ("De trois à sept jours", "within_a_week"), ("Plus tard", "later"),
)  # fmt: skip


def as_xlsx(report: Report, *, title: str) -> bytes:
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties({"title": title})
    looks = {
        "header": book.add_format(
            {"bold": True, "bg_color": "#E3EBF8", "bottom": 1, "text_wrap": True, "valign": "top"}
        ),
        "text": book.add_format({"num_format": "@"}),
        "quoted": book.add_format({"num_format": "@", "quote_prefix": True}),
        "number": book.add_format({"num_format": "#,##0"}),
        "rate": book.add_format({"num_format": "0 %"}),
        "moment": book.add_format({"num_format": "dd/mm/yyyy hh:mm"}),
    }
    _events(book.add_worksheet("Événements"), report, looks)
    _table(book.add_worksheet("Par catégorie"), "Catégorie", "Sans catégorie", report.by_category, looks)
    _table(book.add_worksheet("Par agent"), "Ajoutés par", "Personne", report.by_officer, looks)
    _delays(book.add_worksheet("Délais de réponse"), report, looks)
    book.close()
    return out.getvalue()


def _events(page: Any, report: Report, looks: dict[str, Any]) -> None:
    heads = [
        "Événement",
        "Date",
        "Catégorie",
        *(name for name, _ in _NUMBERS),
        "Entrées contradictoires",
        "À trancher",
    ]
    _heads(page, heads, looks)
    row = 0
    for row, event_row in enumerate(report.events, start=1):
        _event(page, row, event_row, looks)
    _text(page, row + 1, 0, "Total", looks)
    _numbers(page, row + 1, 3, report.totals, looks)
    page.write_number(row + 1, 3 + len(_NUMBERS), report.conflicts, looks["number"])
    page.write_number(row + 1, 4 + len(_NUMBERS), report.open_conflicts, looks["number"])


def _event(page: Any, row: int, event_row: EventRow, looks: dict[str, Any]) -> None:
    event = event_row.event
    begins = event.starts_at.astimezone(ZoneInfo(event.timezone))
    _text(page, row, 0, event.title, looks)
    page.write_datetime(row, 1, begins.replace(tzinfo=None), looks["moment"])
    _text(page, row, 2, event.category, looks)
    _numbers(page, row, 3, event_row.numbers, looks)
    page.write_number(row, 3 + len(_NUMBERS), event_row.conflicts, looks["number"])
    page.write_number(row, 4 + len(_NUMBERS), event_row.open_conflicts, looks["number"])


def _table(
    page: Any, head: str, unnamed: str, rows: list[tuple[str, Numbers]], looks: dict[str, Any]
) -> None:
    _heads(page, [head, *(name for name, _ in _NUMBERS)], looks)
    for row, (label, numbers) in enumerate(rows, start=1):
        _text(page, row, 0, label or unnamed, looks)
        _numbers(page, row, 1, numbers, looks)


def _delays(page: Any, report: Report, looks: dict[str, Any]) -> None:
    _heads(page, ["Délai entre l’invitation et la réponse", "Réponses"], looks)
    for row, (label, name) in enumerate(_DELAYS, start=1):
        _text(page, row, 0, label, looks)
        page.write_number(row, 1, getattr(report.delays, name), looks["number"])
    _text(page, 6, 0, "Délai médian, en heures", looks)
    if report.delays.median is not None:
        page.write_number(6, 1, round(report.delays.median / 3600, 1))


def _heads(page: Any, heads: list[str], looks: dict[str, Any]) -> None:
    page.freeze_panes(1, 1)
    page.set_column(0, 0, 42)
    page.set_column(1, len(heads), 15)
    for place, head in enumerate(heads):
        page.write_string(0, place, head, looks["header"])


def _numbers(page: Any, row: int, first: int, numbers: Numbers, looks: dict[str, Any]) -> None:
    for place, (_, name) in enumerate(_NUMBERS, start=first):
        value = getattr(numbers, name)
        if value is not None:
            page.write_number(row, place, value, looks["rate" if name.endswith("_rate") else "number"])


def _text(page: Any, row: int, place: int, text: str, looks: dict[str, Any]) -> None:
    """Never a formula, and stays text when somebody edits the cell."""
    look = looks["quoted" if would_run(text) else "text"]
    page.write_string(row, place, guarded(text) if text[:1] in ("=", "＝") else text, look)
