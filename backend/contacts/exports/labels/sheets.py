"""Sheets of labels, in millimetres on A4.

Sizes and numbers of labels are those that Avery prints on its packs (L7160, L7163, L7159, L7162); the sheets are
symmetrical, with 2.54 mm between columns and nothing between rows. The margins that follow from it agree within
half a millimetre with the tables that LibreOffice ships (share/labels/labels.xml, Avery A4).
"""

from collections.abc import Iterator
from dataclasses import dataclass

PAGE_WIDTH, PAGE_HEIGHT = 210.0, 297.0
GAP = 2.54


@dataclass(frozen=True, slots=True)
class Sheet:
    key: str
    columns: int
    rows: int
    width: float
    height: float

    @property
    def count(self) -> int:
        return self.columns * self.rows

    @property
    def left(self) -> float:
        return (PAGE_WIDTH - self.columns * self.width - (self.columns - 1) * GAP) / 2

    @property
    def top(self) -> float:
        return (PAGE_HEIGHT - self.rows * self.height) / 2

    def corner(self, place: int) -> tuple[float, float]:
        """The upper left corner of the label at PLACE, from 0, row by row."""
        row, column = divmod(place, self.columns)
        return self.left + column * (self.width + GAP), self.top + row * self.height

    def places(self, start: int) -> Iterator[tuple[bool, tuple[float, float]]]:
        """For ever: whether a page begins, and the corner of the next label; the first is number START, from 1."""
        place, first = (start - 1) % self.count, True
        while True:
            yield first or place == 0, self.corner(place)
            place, first = (place + 1) % self.count, False


SHEETS: dict[str, Sheet] = {
    sheet.key: sheet
    for sheet in (
        Sheet("L7160", 3, 7, 63.5, 38.1),
        Sheet("L7163", 2, 7, 99.1, 38.1),
        Sheet("L7159", 3, 8, 63.5, 33.9),
        Sheet("L7162", 2, 8, 99.1, 33.9),
    )
}
