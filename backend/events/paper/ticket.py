"""The ticket as one page of A6, to show on a telephone or to print."""

import logging
from pathlib import Path

from fpdf import FPDF

from backend.events.card import card_of, full_name
from backend.events.models import Guest
from backend.events.paper.qr import modules

logging.getLogger("fontTools").setLevel(logging.WARNING)  # it would list the letters of each name
FONTS = Path(__file__).resolve().parent.parent / "fonts"


def as_pdf(guest: Guest, code: str) -> bytes:
    card = card_of(guest.event)
    page = FPDF(unit="mm", format=(105, 148))
    page.set_auto_page_break(False)
    page.add_font("Hanken", "", FONTS / "HankenGrotesk-Regular.ttf")
    page.add_page()
    page.set_font("Hanken", size=12)
    page.multi_cell(0, 6, "\n".join([card.host, card.title, card.day, card.hours, card.place, full_name(guest)]))
    _draw(page, code, 20, 60, 65)
    return bytes(page.output())


def _draw(page: FPDF, code: str, left: float, top: float, size: float) -> None:
    rows = modules(code)
    cell = size / len(rows)
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            if dark:
                page.rect(left + x * cell, top + y * cell, cell, cell, "F")
