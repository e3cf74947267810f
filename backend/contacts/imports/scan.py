"""The first pass over a file: its table, its columns, and each row on its own."""

import json
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain, dropwhile, islice
from typing import IO, Any

from backend.contacts.errors import UnreadableFile
from backend.contacts.imports.columns import NAMES, Column, find_columns, guess_columns, no_name_column
from backend.contacts.imports.draft import Draft, Problem, organisation_key
from backend.contacts.imports.encoding import is_garbled
from backend.contacts.imports.judge import keys_of
from backend.contacts.imports.lines import ROWS_AT_MOST, Line, Table, letter
from backend.contacts.imports.mapping import headers_key, mapped
from backend.contacts.imports.reading import tables_of
from backend.contacts.imports.rows import RowReader
from backend.contacts.models import FieldDefinition, Import

_FIRST_LINES = 40
_GARBLED_SHARE = 20  # one row in so many: then it is the file that is wrong, not a cell
SLICE = 1_000
_SAMPLES = 4


@dataclass(slots=True)
class Item:
    """One row: its draft, or why it is refused, as it waits between the passes."""

    draft: Draft
    problems: list[dict[str, Any]]
    raw: dict[str, str] = field(default_factory=dict)
    cells: list[str] = field(default_factory=list)

    @property
    def is_refused(self) -> bool:
        return bool(self.cells)

    def as_json(self) -> str:
        return json.dumps([self.draft.as_json(), self.problems, self.raw, self.cells], ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> "Item":
        draft, problems, raw, cells = json.loads(text)
        return cls(Draft.from_json(draft), problems, raw, cells)


class Scan:
    """What a file holds. AGAIN counts the keys of its rows (judge.keys_of); drafts wait in WAITING, a file."""

    def __init__(self, content: bytes, batch: Import, waiting: IO[str]) -> None:
        tables = tables_of(content)
        self.sheets = [table.title for table in tables]
        self.waiting = waiting
        self.rows = self.blank = 0
        self.again: Counter[int] = Counter()
        self.sheet, header, self.columns, self._lines = _table(tables, batch.options)
        self.headers_key = headers_key(self.columns)
        self.columns = mapped(self.columns, batch, self.headers_key)
        named = any(column.field in NAMES for column in self.columns)
        self.nameless = None if named else no_name_column(header, self.columns)
        """Why no row can be read before somebody has chosen columns."""
        self._filled = [0] * len(self.columns)
        self._samples: list[list[str]] = [[] for _ in self.columns]
        self._spellings: dict[str, Counter[str]] = {}
        self._best: dict[str, str] = {}
        self._garbled: list[Line] = []

    def read(self, progress: Callable[[int], None]) -> None:
        """Each row on its own.

        Raises:
            UnreadableFile: too many rows, or none, or a wrong code page.
        """
        definitions = {item.key: item for item in FieldDefinition.objects.filter(retired_at=None)}
        reader = RowReader(self.columns, definitions)
        waiting = 0
        for line in self._lines:
            if line.is_blank:
                waiting += 1
                continue
            self.blank, waiting = self.blank + waiting, 0
            self.rows += 1
            _check_count(self.rows, line)
            self._sample(line)
            if self.nameless is None:
                self._take(line, reader)
            if self.rows % SLICE == 0:
                progress(self.rows)
        if not self.rows:
            raise UnreadableFile("Ce fichier n’a aucune ligne sous ses en-têtes.", code="no_rows")
        if self._garbled and len(self._garbled) * _GARBLED_SHARE >= self.rows:
            raise _wrong_code_page(self._garbled[0])
        self._unite_spellings()

    def _sample(self, line: Line) -> None:
        for place, column in enumerate(self.columns):
            if text := line.cell(column.index):
                self._filled[place] += 1
                if len(self._samples[place]) < _SAMPLES and text not in self._samples[place]:
                    self._samples[place].append(str(text)[:80])

    def _take(self, line: Line, reader: RowReader) -> None:
        draft, problems = reader.read(line)
        item = Item(draft, [problem.as_json() for problem in problems])
        if _fatal(problems):
            item.raw, item.cells = reader.raw(line), [str(cell) for cell in line.cells]
            if _garbled_cell(line) is not None:
                self._garbled.append(line)
        else:
            self.again.update(keys_of(draft))
            if draft.organisation:
                self._spellings.setdefault(draft.organisation_key, Counter())[draft.organisation] += 1
        self.waiting.write(item.as_json() + "\n")

    @property
    def samples(self) -> dict[str, dict[str, Any]]:
        return {
            column.letter: {"filled": self._filled[place], "samples": self._samples[place]}
            for place, column in enumerate(self.columns)
        }

    def slices(self) -> Iterator[list[Item]]:
        self.waiting.seek(0)
        while texts := list(islice(self.waiting, SLICE)):
            yield [Item.from_json(text) for text in texts]

    def _unite_spellings(self) -> None:
        """One spelling an organisation: the most frequent; then one that is not all capitals, then the first."""
        for key, counter in self._spellings.items():
            self._best[key] = max(counter, key=lambda name: (counter[name], not name.isupper()))
        self._spellings.clear()

    def spelling(self, organisation: str) -> str:
        return self._best.get(organisation_key(organisation), organisation) if organisation else ""


@contextmanager
def scan_file(content: bytes, batch: Import, progress: Callable[[str, int, int], None]) -> Iterator[Scan]:
    """CONTENT read once through. Raises UnreadableFile."""
    with tempfile.TemporaryFile("w+", encoding="utf-8") as waiting:
        scan = Scan(content, batch, waiting)
        scan.read(lambda rows: progress(Import.Status.READING, rows, 0))
        yield scan


def _table(
    tables: list[Table], options: dict[str, Any]
) -> tuple[str, Line | None, list[Column], Iterator[Line]]:
    """The sheet that was chosen, or the first that has a column of names, or the first that has columns at all:
    its title, its header, its columns and the lines below."""
    read: list[tuple[Table, list[Line]]] = []
    wanted = options.get("sheet") if any(table.title == options.get("sheet") for table in tables) else None
    for table in tables:
        if wanted is not None and table.title != wanted:
            continue
        first = list(islice(dropwhile(lambda line: line.is_blank, table.lines), _FIRST_LINES))
        if found := find_columns(first):
            return _below(table, first, *found)
        read.append((table, first))
    _check_first([line for _, first in read for line in first if not line.is_blank])
    for table, first in read:
        if found := guess_columns(first):
            return _below(table, first, *found)
    raise no_name_column(None, [])


def _below(
    table: Table, first: list[Line], place: int, columns: list[Column]
) -> tuple[str, Line | None, list[Column], Iterator[Line]]:
    header = first[place] if place >= 0 else None
    if header is not None:
        _check_header(header)
    return table.title, header, columns, chain(first[place + 1 :], table.lines)


def _check_first(seen: list[Line]) -> None:
    if not seen:
        raise UnreadableFile("Ce fichier ne contient aucune ligne.", code="empty_file")
    garbled = [line for line in seen if _garbled_cell(line) is not None]
    if len(garbled) * _GARBLED_SHARE >= len(seen) and garbled:
        raise _wrong_code_page(garbled[0])


def _check_count(rows: int, line: Line) -> None:
    if rows > ROWS_AT_MOST:
        raise UnreadableFile(
            f"Ligne {line.number} : un fichier a {ROWS_AT_MOST // 1000} 000 lignes au plus. "
            "Partagez-le en plusieurs.",
            code="too_many_rows",
        )


def _check_header(line: Line) -> None:
    if _garbled_cell(line) is not None:
        raise _wrong_code_page(line)


def _wrong_code_page(line: Line) -> UnreadableFile:
    index = _garbled_cell(line) or 0
    return UnreadableFile(
        f"Ligne {line.number}, colonne {letter(index)} : « {line.cells[index][:60]} ». Les accents "
        "de ce fichier sont illisibles, sans doute par leur encodage. Enregistrez-le au format .xlsx "
        "ou « CSV UTF-8 ».",
        code="wrong_encoding",
    )


def _garbled_cell(line: Line) -> int | None:
    return next((index for index, cell in enumerate(line.cells) if cell and is_garbled(cell)), None)


def _fatal(problems: list[Problem]) -> bool:
    return any(problem.severity == "error" for problem in problems)
