"""The trial run: a file is read and judged row by row; only the import and its rows are kept (RF-6)."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from uuid import UUID

from backend.contacts.errors import UnreadableFile
from backend.contacts.imports.columns import Column, find_columns, no_name_column
from backend.contacts.imports.draft import Draft, Problem
from backend.contacts.imports.encoding import is_garbled
from backend.contacts.imports.judge import Roster
from backend.contacts.imports.lines import ROWS_AT_MOST, Line, Table, letter
from backend.contacts.imports.reading import tables_of
from backend.contacts.imports.rows import RowReader
from backend.contacts.models import Import, ImportRow, Person
from backend.contacts.names import match_key
from backend.core.actor import Actor
from backend.core.work import writing

_FIRST_LINES = 40
_GARBLED_SHARE = 20  # one row in so many: then it is the file that is wrong, not a cell
_INSERTED_AT_ONCE = 1_000


def try_import(actor: Actor, *, author_id: UUID | None, file_name: str, content: bytes) -> Import:
    """Judge the file without writing any contact.

    Raises:
        UnreadableFile, TooLarge: it can't be imported at all; nothing is kept.
    """
    columns, lines = _table(tables_of(content))
    data, blank = _data(lines)
    _check_code_page(data)
    rows = _judged(data, RowReader(columns))
    with writing(actor):
        batch = Import.objects.create(
            author_id=author_id,
            file_name=file_name[-200:],
            file_digest=hashlib.sha256(content).hexdigest(),
            columns=[column.as_json() for column in columns],
            counts=_counts(rows, blank),
        )
        for row in rows:
            row.batch = batch
        ImportRow.objects.bulk_create(rows, batch_size=_INSERTED_AT_ONCE)
    return batch


def _table(tables: list[Table]) -> tuple[list[Column], Iterator[Line]]:
    """The first sheet that has a column of names, and its lines below the header."""
    seen: list[Line] = []
    for table in tables:
        first = list(islice(table.lines, _FIRST_LINES))
        if found := find_columns(first):
            place, columns = found
            _check_code_page([first[place]])
            return columns, chain(first[place + 1 :], table.lines)
        seen += [line for line in first if not line.is_blank]
    if not seen:
        raise UnreadableFile("Ce fichier ne contient aucune ligne.", code="empty_file")
    _check_code_page(seen)
    raise no_name_column(seen)


def _data(lines: Iterable[Line]) -> tuple[list[Line], int]:
    """The rows that hold something, and how many blank ones lie between them."""
    data: list[Line] = []
    blank = waiting = 0
    for line in lines:
        if line.is_blank:
            waiting += 1
            continue
        blank, waiting = blank + waiting, 0
        data.append(line)
        if len(data) > ROWS_AT_MOST:
            raise UnreadableFile(
                f"Ligne {line.number} : un fichier a {ROWS_AT_MOST // 1000} 000 lignes au plus. "
                "Partagez-le en plusieurs.",
                code="too_many_rows",
            )
    if not data:
        raise UnreadableFile("Ce fichier n’a aucune ligne sous ses en-têtes.", code="no_rows")
    return data, blank


def _check_code_page(lines: list[Line]) -> None:
    found = [(line, index) for line in lines if (index := _garbled_cell(line)) is not None]
    if found and len(found) * _GARBLED_SHARE >= len(lines):
        line, index = found[0]
        raise UnreadableFile(
            f"Ligne {line.number}, colonne {letter(index)} : « {line.cells[index][:60]} ». Les accents "
            "de ce fichier sont illisibles, sans doute par leur encodage. Enregistrez-le au format .xlsx "
            "ou « CSV UTF-8 ».",
            code="wrong_encoding",
        )


def _garbled_cell(line: Line) -> int | None:
    return next((index for index, cell in enumerate(line.cells) if cell and is_garbled(cell)), None)


def _judged(lines: list[Line], reader: RowReader) -> list[ImportRow]:
    read = [(line, *reader.read(line)) for line in lines]
    _unite_spellings(draft for _, draft, _ in read)
    roster = Roster(
        Person.objects.filter(deleted_at=None),
        [draft for _, draft, problems in read if not _fatal(problems)],
    )
    rows = []
    for line, draft, problems in read:
        refused = _fatal(problems)
        judgement = None if refused else roster.judge(draft)
        rows.append(
            ImportRow(
                row=line.number,
                outcome=judgement.outcome if judgement else "refused",
                name=draft.name[:250],
                organisation=draft.organisation,
                values=draft.as_json() if judgement else reader.raw(line),
                problems=[
                    problem.as_json() for problem in [*problems, *(judgement.warnings if judgement else [])]
                ],
            )
        )
    return rows


def _fatal(problems: list[Problem]) -> bool:
    return any(problem.severity == "error" for problem in problems)


def _unite_spellings(drafts: Iterable[Draft]) -> None:
    """One spelling an organisation: the most frequent; then one that is not all capitals, then the first."""
    kept = [draft for draft in drafts if draft.organisation]
    spellings: dict[str, Counter[str]] = {}
    for draft in kept:
        spellings.setdefault(draft.organisation_key, Counter())[draft.organisation] += 1
    best = {
        key: max(counter, key=lambda name, counter=counter: (counter[name], not name.isupper()))  # type: ignore[misc]
        for key, counter in spellings.items()
    }
    for draft in kept:
        draft.organisation = best[match_key(draft.organisation)]


def _counts(rows: list[ImportRow], blank: int) -> dict[str, int]:
    outcomes = Counter(row.outcome for row in rows)
    warned = sum(1 for row in rows if any(problem["severity"] == "warning" for problem in row.problems))
    judged = {name: outcomes[name] for name in ("create", "update", "unchanged", "refused")}
    return {
        "rows": len(rows),
        "blank": blank,
        **judged,
        "warnings": warned,
        "done": 0,
        "total": len(rows) - outcomes["refused"],
    }
