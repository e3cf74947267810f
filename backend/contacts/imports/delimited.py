"""Text tables (.csv, .tsv): UTF-8, UTF-16 or Windows, separated by semicolons, commas or tabs."""

import csv
import io
from collections.abc import Iterator

from backend.contacts.errors import UnreadableFile
from backend.contacts.imports.encoding import decode_text
from backend.contacts.imports.lines import COLUMNS_AT_MOST, Line, Table, clean, letter

_SEPARATORS = ";\t,|"
_FIRST_LINES = 20


def read_delimited(content: bytes) -> list[Table]:
    """The one table of a text file.

    Raises:
        UnreadableFile: it is no text, no table, or of a code page that is neither Unicode nor Windows.
    """
    text = _decode(content)
    separator = _separator(text)
    if separator is None:
        raise UnreadableFile(
            "Ce fichier n’est pas un tableau : aucune colonne n’y est séparée par « ; », « , » ou une "
            "tabulation. Choisissez un classeur .xlsx ou un fichier .csv.",
            code="not_a_spreadsheet",
        )
    return [Table("", _lines(text, separator))]


def _decode(content: bytes) -> str:
    text = decode_text(content)
    if text is not None and "\0" not in text:
        return text
    if b"\0" in content:
        raise UnreadableFile(
            "Ce fichier n’est pas un tableau. Choisissez un classeur .xlsx ou un fichier .csv.",
            code="not_a_spreadsheet",
        )
    raise UnreadableFile(
        f"Ligne {_undecodable_line(content)} : les accents ne peuvent pas être lus. Dans votre "
        "tableur, enregistrez le fichier au format « CSV UTF-8 » ou .xlsx.",
        code="wrong_encoding",
    )


def _undecodable_line(content: bytes) -> int:
    for number, line in enumerate(content.splitlines(), start=1):
        try:
            line.decode("cp1252")
        except UnicodeDecodeError:
            return number
    return 1


def _separator(text: str) -> str | None:
    """The separator that cuts most of the first lines alike."""
    first = [line for line in text.splitlines()[:_FIRST_LINES] if line.strip()]
    counts = {mark: sum(line.count(mark) for line in first) for mark in _SEPARATORS}
    best = max(_SEPARATORS, key=lambda mark: counts[mark])
    return best if counts[best] >= len(first) / 2 and counts[best] else None


def _lines(text: str, separator: str) -> Iterator[Line]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    start = 1
    try:
        for cells in reader:
            if len(cells) > COLUMNS_AT_MOST and any(cells[COLUMNS_AT_MOST:]):
                raise UnreadableFile(
                    f"Ligne {start}, colonne {letter(COLUMNS_AT_MOST)} : "
                    f"un fichier a {COLUMNS_AT_MOST} colonnes au plus.",
                    code="too_many_columns",
                )
            yield Line(start, [clean(cell) for cell in cells[:COLUMNS_AT_MOST]])
            start += 1
    except csv.Error as error:
        raise UnreadableFile(
            f"Ligne {start} : cette ligne ne peut pas être lue. Vérifiez ses guillemets.",
            code="not_a_spreadsheet",
        ) from error
