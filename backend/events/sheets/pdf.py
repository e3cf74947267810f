"""The sheet on A4 paper, to be signed: a line a person, the event at the head, pages and digest in the foot."""

import logging
from functools import cache

from fpdf import FPDF
from fpdf.enums import Align, XPos, YPos

from backend.core.fonts import FONTS
from backend.events.sheets.content import Group, Line, Sheet
from backend.events.words import day_in_words, hour_in_words, spaced

logging.getLogger("fontTools").setLevel(logging.WARNING)  # it would list the letters of each name
MARGIN, FOOT = 14.0, 16.0  # millimetres
ROW, HEAD = 10.5, 7.0
INK, TEXT, SOFT, LINE, BAND = (31, 63, 116), (20, 33, 58), (74, 84, 104), (176, 186, 202), (232, 238, 247)
_BLANK = (("N°", 10.0), ("Nom", 66.0), ("Organisme", 44.0), ("Pers.", 11.0), ("Signature", 51.0))
_FILLED = (
    ("N°", 10.0),
    ("Nom", 58.0),
    ("Organisme", 34.0),
    ("Venus", 14.0),
    ("Arrivée", 27.0),
    ("Signature", 39.0),
)


def as_pdf(sheet: Sheet) -> bytes:
    page = _Paper(sheet)
    page.add_page()
    page.heading()
    for group in sheet.groups:
        page.group(group)
    if not sheet.groups:
        page.nobody()
    return bytes(page.output())


class _Paper(FPDF):
    def __init__(self, sheet: Sheet) -> None:
        super().__init__(unit="mm", format="A4")
        self._sheet, self._title = sheet, ""
        self._columns = _FILLED if sheet.filled else _BLANK
        self._fit = cache(self._shortened)
        self.set_auto_page_break(False)
        self.set_margins(MARGIN, MARGIN)
        self.set_title(f"Feuille d’émargement : {sheet.title}")
        self.set_author(sheet.host)
        self.set_lang("fr")
        self.set_creation_date(sheet.made_at)
        self.add_font("sans", "", FONTS / "HankenGrotesk-Regular.ttf")
        self.add_font("bold", "", FONTS / "HankenGrotesk-SemiBold.ttf")
        self.alias_nb_pages()

    def heading(self) -> None:
        self._say("Feuille d’émargement", "bold", 9, INK, 5)
        self.set_font("bold", size=16)
        self.set_text_color(*TEXT)
        self.multi_cell(0, 7, _plain(self._sheet.title), align=Align.L, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self._say(self._sheet.when, "sans", 9.5, TEXT, 5)
        self._say(self._sheet.place, "sans", 9.5, TEXT, 5)
        self._say(self._counts(), "sans", 9.5, SOFT, 6)
        self.set_y(self.get_y() + 2)

    def group(self, group: Group) -> None:
        self._title = group.title
        self._room(HEAD * 2 + ROW)
        self._headings()
        for line in group.lines:
            if self._room(ROW):
                self._headings()
            self._line(line)
        self.set_y(self.get_y() + 4)

    def nobody(self) -> None:
        self._say("Personne n’est attendu pour l’instant.", "sans", 11, SOFT, 8)

    def footer(self) -> None:
        self.set_y(-FOOT)
        self.set_draw_color(*LINE)
        self.set_line_width(0.15)
        self.line(MARGIN, self.get_y(), self.w - MARGIN, self.get_y())
        self.set_font("sans", size=7)
        self.set_text_color(*SOFT)
        made = f"{day_in_words(self._sheet.made_at)}, {hour_in_words(self._sheet.made_at)}"
        self.cell(120, 5, _plain(self._fitted(f"{self._sheet.title} · établie le {made}", 120)))
        self.cell(
            0, 5, f"Page {self.page_no()} sur {{nb}}", align=Align.R, new_x=XPos.LMARGIN, new_y=YPos.NEXT
        )
        self.cell(0, 3.5, f"Empreinte SHA-256 : {self._sheet.digest}")

    def _counts(self) -> str:
        expected = (
            f"{self._sheet.expected} personnes attendues"
            if self._sheet.expected != 1
            else "1 personne attendue"
        )
        if not self._sheet.filled:
            return expected
        return f"{expected}, {self._sheet.came} venue{'s' if self._sheet.came > 1 else ''}"

    def _say(self, text: str, face: str, size: float, colour: tuple[int, int, int], height: float) -> None:
        self.set_font(face, size=size)
        self.set_text_color(*colour)
        self.cell(0, height, _plain(spaced(text)), new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def _room(self, height: float) -> bool:
        """Whether a new page had to begin for HEIGHT."""
        if self.get_y() + height <= self.h - FOOT - 1:
            return False
        self.add_page()
        return True

    def _headings(self) -> None:
        if self._title:
            self._say(self._title, "bold", 11, INK, HEAD)
        self.set_font("bold", size=8)
        self.set_text_color(*INK)
        self.set_fill_color(*BAND)
        for title, width in self._columns:
            self.cell(width, HEAD, title, fill=True)
        self.ln(HEAD)

    def _line(self, line: Line) -> None:
        top = self.get_y()
        bottom = top + ROW
        left = MARGIN
        for (title, width), (text, below) in zip(self._columns, self._cells(line), strict=True):
            if text:
                self._put(left, top + (5.2 if not below else 4.3), text, title == "Nom", width, 9.5)
            if below:
                self._put(left, top + 8.4, below, False, width, 7.5)
            left += width
        self.set_draw_color(*LINE)
        self.set_line_width(0.15)
        self.line(MARGIN, bottom, self.w - MARGIN, bottom)
        self.line(left - self._columns[-1][1], top, left - self._columns[-1][1], bottom)
        self.set_y(bottom)

    def _cells(self, line: Line) -> list[tuple[str, str]]:
        """What each column says of LINE, and below it in small."""
        name = ("", line.note) if line.companion else (line.name, line.note)
        first = [(str(line.number), ""), name, (line.organisation, "")]
        if not self._sheet.filled:
            return [*first, (str(line.party) if line.party else "", ""), ("", "")]
        came = f"{line.came} / {line.party}" if line.party else ""
        at = (hour_in_words(line.at) if line.at else "", line.gate)
        return [*first, (came, ""), at, ("", "")]

    def _put(self, left: float, base: float, text: str, strong: bool, width: float, size: float) -> None:
        face = "bold" if strong else "sans"
        self.set_font(face, size=size)
        self.set_text_color(*(TEXT if size > 8 else SOFT))
        self.text(left + 1, base, self._fit(_plain(text), width - 2, face, size))

    def _shortened(self, text: str, width: float, face: str, size: float) -> str:
        """TEXT as it fits into WIDTH in the FACE that is set; what has no room ends in dots."""
        return self._fitted(text, width)

    def _fitted(self, text: str, width: float) -> str:
        if self.get_string_width(text) <= width:
            return text
        while text and self.get_string_width(text + "…") > width:
            text = text[:-1]
        return text.rstrip() + "…"


def _plain(text: str) -> str:
    return text.replace("\u202f", "\u00a0")  # the faces have no narrow space
