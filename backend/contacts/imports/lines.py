"""What every reader gives: numbered lines of cells, as text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from backend.contacts.formulas import unguarded

ROWS_AT_MOST = 50_000
COLUMNS_AT_MOST = 200
BYTES_AT_MOST = 20 * 1024 * 1024
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\ufeff]")
_UNUSUAL = re.compile(r"^[\s']|\s$|[\x00-\x08\x0b-\x1f\x7f\xa0\u202f\u200b\ufeff]|_x000D_")
_LINE_ENDS = re.compile(r"_x000D_|\r\n?")


class Formula(str):
    """A cell that holds a formula: its value depends on a program, and is never taken."""

    __slots__ = ()


class ErrorValue(str):
    """A cell that shows an error, such as #N/A."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Line:
    """NUMBER is the row as the spreadsheet shows it, from 1."""

    number: int
    cells: list[str]

    @property
    def is_blank(self) -> bool:
        return not any(self.cells)

    def cell(self, index: int) -> str:
        return self.cells[index] if index < len(self.cells) else ""


@dataclass(frozen=True, slots=True)
class Table:
    title: str
    lines: Iterator[Line]


def clean(text: str) -> str:
    """Without control characters, outer space and a guard against formulas; inner line ends are kept, as \\n."""
    text = _CONTROL.sub("", _LINE_ENDS.sub("\n", text).replace("\xa0", " ").replace("\u202f", " "))
    return unguarded(text.strip())


def letter(index: int) -> str:
    """0 -> A, 26 -> AA: the column as the spreadsheet names it."""
    name = ""
    while index >= 0:
        index, rest = divmod(index, 26)
        name = chr(65 + rest) + name
        index -= 1
    return name
