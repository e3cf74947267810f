"""The ticket as one page of A6: shown on a telephone, or printed and brought along."""

import logging

from fpdf import FPDF
from fpdf.enums import Align, MethodReturnValue, XPos, YPos

from backend.core.clock import now
from backend.core.fonts import FONTS
from backend.events.card import card_of, full_name
from backend.events.models import Guest
from backend.events.paper.qr import modules

logging.getLogger("fontTools").setLevel(logging.WARNING)  # it would list the letters of each name
WIDTH, HEIGHT, MARGIN = 105.0, 148.0, 13.0  # millimetres
CODE_SIZE = 52.0
INK, TEXT, SOFT, LINE = (31, 63, 116), (20, 33, 58), (74, 84, 104), (201, 192, 173)


def as_pdf(guest: Guest, code: str) -> bytes:
    """One page with host, name, event, date, place and the QR code CODE."""
    card = card_of(guest.event)
    page = _Page(card.title, card.host)
    page.frame()
    page.centred(card.host.upper(), "sans-bold", 7.5, INK, spacing=0.9)
    page.gap(4.5)
    page.centred(full_name(guest), "serif", 13, TEXT)
    page.gap(3)
    page.centred(card.title, "serif", 20 if len(card.title) < 50 else 15, INK)
    page.gap(2.5)
    page.centred(card.day, "sans-bold", 9.5, TEXT)
    page.centred(card.hours, "sans", 9.5, TEXT)
    page.gap(1.5)
    page.centred(card.place, "sans", 9.5, TEXT)
    page.code(code)
    return bytes(page.output())


class _Page(FPDF):
    def __init__(self, title: str, author: str) -> None:
        super().__init__(unit="mm", format=(WIDTH, HEIGHT))
        self.set_auto_page_break(False)
        self.set_margin(MARGIN)
        self.set_title(title)
        self.set_author(author)
        self.set_lang("fr")
        self.set_creation_date(now())
        self.add_font("serif", "", FONTS / "EBGaramond-Medium.ttf")
        self.add_font("sans", "", FONTS / "HankenGrotesk-Regular.ttf")
        self.add_font("sans-bold", "", FONTS / "HankenGrotesk-SemiBold.ttf")
        self.add_page()
        self.set_y(14.0)

    def frame(self) -> None:
        """A double hairline, as on a printed invitation."""
        self.set_draw_color(*LINE)
        self.set_line_width(0.15)
        for inset in (5.0, 6.5):
            self.rect(inset, inset, WIDTH - 2 * inset, HEIGHT - 2 * inset)

    def centred(
        self, text: str, face: str, size: float, colour: tuple[int, int, int], *, spacing: float = 0.0
    ) -> None:
        """TEXT centred, broken into as many lines as it takes."""
        self.set_font(face, size=size)
        self.set_text_color(*colour)
        self.set_char_spacing(spacing)
        height = size * 0.45
        plain = text.replace("\u202f", "\u00a0")  # the faces have no narrow space
        width = self._even_width(plain, height)
        self.set_x((WIDTH - width) / 2)
        self.multi_cell(width, height, plain, align=Align.C, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.set_char_spacing(0.0)

    def _even_width(self, text: str, height: float) -> float:
        """The narrowest width that takes no more lines than the full one, so that lines are alike."""
        full = width = WIDTH - 2 * MARGIN
        if self.get_string_width(text) < full - 2 * self.c_margin:
            return full
        lines = self._lines(text, full, height)
        while width > full / 2 and self._lines(text, width - 4, height) == lines:
            width -= 4
        return width

    def _lines(self, text: str, width: float, height: float) -> int:
        lines = self.multi_cell(width, height, text, dry_run=True, output=MethodReturnValue.LINES)
        assert isinstance(lines, list)
        return len(lines)

    def gap(self, height: float) -> None:
        self.set_y(self.get_y() + height)

    def code(self, text: str) -> None:
        """The QR code at the foot of the page, each row of dark modules as few rectangles."""
        rows = modules(text)
        size = min(CODE_SIZE, HEIGHT - MARGIN - self.get_y() - 4)
        cell, left, top = size / len(rows), (WIDTH - size) / 2, HEIGHT - MARGIN - size
        self.set_fill_color(0)
        for number, row in enumerate(rows):
            for start, length in _runs(row):
                self.rect(left + start * cell, top + number * cell, length * cell, cell, style="F")


def _runs(row: list[bool]) -> list[tuple[int, int]]:
    """Where dark modules begin in ROW, and how many follow each other."""
    runs: list[tuple[int, int]] = []
    for place, dark in enumerate(row):
        if dark and runs and sum(runs[-1]) == place:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        elif dark:
            runs.append((place, 1))
    return runs
