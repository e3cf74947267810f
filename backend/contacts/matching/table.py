"""Records of a text file (CSV): any of the usual code pages and separators, columns guessed or named by hand."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from backend.contacts.errors import UnreadableFile
from backend.contacts.imports.cells import split_name
from backend.contacts.imports.delimited import read_delimited
from backend.contacts.imports.lines import Line
from backend.contacts.matching import headers
from backend.contacts.matching.records import Record
from backend.core.text import fold

_BETWEEN = re.compile(r"[;,|\n]|\s/\s|\bou\b|\bet\b|\bor\b")
_MEN, _WOMEN = {"m", "h", "homme", "male", "masculin", "man"}, {"f", "femme", "female", "feminin", "woman"}


def read_records(file: Path, *, id_column: str = "", mapping: str = "") -> list[Record]:
    """One record a line.

    Args:
        id_column: the header of the identifiers; guessed when empty.
        mapping: `given_name=prenom,surname=nom,…` for what is not to be guessed.

    Raises:
        UnreadableFile: with a sentence for whoever gave the file.
    """
    lines = _lines(file)
    header = next((line for line in lines if not line.is_blank), None)
    if header is None:
        raise UnreadableFile(f"Le fichier « {file.name} » est vide.", code="empty_file")
    names = _without_empty_end(header.cells)
    key = headers.column(id_column, names) if id_column else headers.id_column(names)
    columns = _columns(names, key, mapping)
    return _distinct(_records(lines, names, key, columns))


def _lines(file: Path) -> Iterator[Line]:
    try:
        content = file.read_bytes()
    except OSError as error:
        raise UnreadableFile(
            f"Le fichier « {file} » ne peut pas être ouvert.", code="file_not_found"
        ) from error
    if not content.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise UnreadableFile(f"Le fichier « {file.name} » est vide.", code="empty_file")
    return read_delimited(content)[0].lines


def _columns(names: Sequence[str], key: int, mapping: str) -> headers.Mapping:
    by_hand = headers.given_by_hand(mapping, names)
    spoken_for = frozenset({key, *(place for places in by_hand.values() for place in places)})
    columns = headers.guess(names, but=spoken_for) | by_hand
    if not columns.keys() & {"given_name", "surname", "full_name", "email", "phone", "organisation"}:
        raise UnreadableFile(
            "Aucune colonne ne nomme les personnes. Les désigner avec --map, par exemple "
            f"--map given_name=…,surname=… ; les colonnes sont : {', '.join(names)[:400]}.",
            code="no_name_column",
        )
    return columns


def _records(
    lines: Iterator[Line], names: Sequence[str], key: int, columns: headers.Mapping
) -> Iterator[Record]:
    for line in lines:
        if line.is_blank:
            continue
        cells = _without_empty_end(line.cells)
        if len(line.cells) < len(names) or len(cells) > len(names):
            raise UnreadableFile(
                f"Ligne {line.number} : {len(line.cells)} cellules pour {len(names)} colonnes.",
                code="ragged_row",
            )
        if not line.cell(key):
            raise UnreadableFile(f"Ligne {line.number} : l’identifiant est vide.", code="no_id")
        yield _record(line, key, columns)


def _record(line: Line, key: int, columns: headers.Mapping) -> Record:
    def all_of(field: str) -> list[str]:
        return [line.cell(place) for place in columns.get(field, ()) if line.cell(place)]

    def text(field: str) -> str:
        return " ".join(all_of(field))

    given, surname = text("given_name"), text("surname")
    if full := text("full_name"):
        given, surname = split_name(full)
    return Record(
        id=line.cell(key),
        given_name=given,
        surname=surname,
        other_surname=text("other_surname"),
        civility=_civility(text("civility")),
        birth_date=text("birth_date") or _birth_of(*map(text, ("birth_year", "birth_month", "birth_day"))),
        address=text("address"),
        postcode=text("postcode"),
        city=text("city"),
        emails=[piece for cell in all_of("email") for piece in re.split(r"[\s;,|]+", cell)],
        phones=[piece for cell in all_of("phone") for piece in _numbers(cell)],
        organisation=text("organisation"),
    )


def _numbers(cell: str) -> list[str]:
    """A cell with the figures of one number is one number, whatever stands between them."""
    return [cell] if sum(char.isdigit() for char in cell) <= 13 else _BETWEEN.split(cell)


def _birth_of(year: str, month: str, day: str) -> str:
    return f"{year}-{month}-{day}" if year and month and day else year


def _civility(text: str) -> str:
    """Also where the column is the sex."""
    folded = fold(text)
    return "M." if folded in _MEN else "Mme" if folded in _WOMEN else text


def _distinct(records: Iterator[Record]) -> list[Record]:
    found: dict[str, Record] = {}
    for record in records:
        if record.id in found:
            raise UnreadableFile(
                f"L’identifiant « {record.id[:80]} » est porté par plusieurs lignes.", code="duplicate_id"
            )
        found[record.id] = record
    return list(found.values())


def _without_empty_end(cells: Sequence[str]) -> list[str]:
    size = next((place for place in range(len(cells), 0, -1) if cells[place - 1]), 0)
    return list(cells[:size])
