"""Labels drawn where the sheet has them; those without a usable address are left out, and said to be."""

import logging
from collections.abc import Iterable, Iterator
from contextlib import closing
from typing import BinaryIO

from anyascii import anyascii
from fpdf import FPDF
from fpdf.fonts import TTFFont

from backend.contacts.exports.addressee import addressee_of
from backend.contacts.exports.job import Format, Job
from backend.contacts.exports.labels.sheets import SHEETS, Sheet
from backend.contacts.exports.records import Record, Wanted
from backend.core.errors import Invalid
from backend.core.fonts import FONTS

logging.getLogger("fontTools").setLevel(logging.WARNING)  # it would list the letters of each name
PADDING = 4.0  # mm, at the sides: printers drift
LARGEST, SMALLEST = 10.5, 6.5  # points
LEADING = 1.22
POINT = 25.4 / 72  # mm
_FACE = "sans"


def write(job: Job, records: Iterable[Record], out: BinaryIO) -> None:
    sheet = SHEETS[str(job.options.get("sheet", "L7160"))]
    places = sheet.places(int(job.options.get("start", 1)))
    with closing(_Page(job)) as page:
        for lines in _lines(job, records):
            begins, corner = next(places)
            if begins:
                page.add_page()
            page.label(sheet, corner, lines)
            job.report.count += 1
        if not job.report.count:
            raise Invalid("Aucun de ces contacts n’a d’adresse postale utilisable.", code="no_address")
        page.output(out)


def _lines(job: Job, records: Iterable[Record]) -> Iterator[list[str]]:
    for record in records:
        found = addressee_of(record, with_function=bool(job.options.get("with_function")))
        if found.why_not:
            job.report.leave_out(record, found.why_not)
            continue
        if found.printed.warnings:
            job.report.shorten(record, found.printed.warnings[0])
        yield found.printed.lines


class _Page(FPDF):
    def __init__(self, job: Job) -> None:
        super().__init__(unit="mm", format="A4")
        self.set_auto_page_break(False)
        self.set_margin(0)
        self.set_title(job.title)
        self.set_author(job.author)
        self.set_lang("fr")
        self.set_creation_date(job.moment)
        self.add_font(_FACE, "", FONTS / "HankenGrotesk-Regular.ttf")
        self.set_font(_FACE, size=LARGEST)
        face = self.fonts[_FACE]
        assert isinstance(face, TTFFont)
        self._face, self._known = face, face.cmap
        self._widths: dict[str, float] = {}

    def close(self) -> None:
        """The file of the face, which stays open until a page is put out."""
        self._face.ttfont.close()

    def label(self, sheet: Sheet, corner: tuple[float, float], lines: list[str]) -> None:
        """LINES in the middle of the label's height, as large as the longest of them allows."""
        shown = [self._drawable(line) for line in lines]
        size = self._size(shown, sheet)
        step = size * POINT * LEADING
        self.set_font_size(size)
        left = corner[0] + PADDING
        first = corner[1] + (sheet.height - step * len(shown)) / 2 + size * POINT * 0.92
        for number, line in enumerate(shown):
            self.text(left, first + number * step, line)

    def _size(self, lines: list[str], sheet: Sheet) -> float:
        room = sheet.width - 2 * PADDING
        widest = max(map(self._width, lines), default=0.0)  # mm, at LARGEST
        by_width = LARGEST * room / widest if widest else LARGEST
        by_height = (sheet.height - 4) / (max(len(lines), 1) * POINT * LEADING)
        return max(SMALLEST, min(LARGEST, by_width, by_height))

    def _width(self, line: str) -> float:
        if line not in self._widths:
            self.set_font_size(LARGEST)
            self._widths[line] = self.get_string_width(line)
        return self._widths[line]

    def _drawable(self, line: str) -> str:
        """LINE with the letters that the face lacks written in those it has."""
        plain = line.replace("\u202f", "\u00a0")
        if all(ord(character) in self._known for character in plain):
            return plain
        return "".join(char if ord(char) in self._known else anyascii(char) for char in plain)


FORMAT = Format(
    key="labels",
    label="Étiquettes",
    hint="Des planches d’étiquettes à imprimer, en .pdf",
    suffix="pdf",
    media_type="application/pdf",
    write=write,
    is_long=True,
    kinds=("address",),
    wanted=Wanted(intermediaries=True),
    at_most=50_000,
)
