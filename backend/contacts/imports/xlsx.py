"""Excel workbooks (.xlsx, .xlsm). Macros, links and formulas are never run."""

import io
import warnings
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from openpyxl import load_workbook
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula

from backend.contacts.errors import UnreadableFile
from backend.contacts.imports.lines import COLUMNS_AT_MOST, ErrorValue, Formula, Line, Table, clean, letter

UNPACKED_AT_MOST = 250 * 1024 * 1024
PARTS_AT_MOST = 2_000
_ERRORS = frozenset({"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#VALEUR!", "#NOM?"})


def read_xlsx(content: bytes) -> list[Table]:
    """The visible sheets of a workbook.

    Raises:
        UnreadableFile: it is no workbook, is damaged, or would unpack to more than memory should hold.
    """
    _look_inside(content)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl tells of styles and extensions that it leaves out
            book = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
    except Exception as error:  # a damaged part raises whatever its parser raises
        raise _damaged() from error
    sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    return [Table(sheet.title, _lines(sheet)) for sheet in sheets]


def _look_inside(content: bytes) -> None:
    """What the archive says of itself; zipfile never unpacks more of a part than is said there."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise _damaged() from error
    if not any(part.filename == "xl/workbook.xml" for part in parts):
        raise UnreadableFile(
            "Ce fichier n’est pas un classeur Excel. Enregistrez-le au format .xlsx ou .csv.",
            code="not_a_spreadsheet",
        )
    if len(parts) > PARTS_AT_MOST or sum(part.file_size for part in parts) > UNPACKED_AT_MOST:
        raise UnreadableFile(
            "Ce classeur est trop volumineux une fois décompressé. Ne gardez que la feuille des contacts.",
            code="file_too_large",
        )


def _lines(sheet: Any) -> Iterator[Line]:
    sheet.reset_dimensions()  # what the file says of its size is often wrong
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for number, values in enumerate(sheet.iter_rows(values_only=True), start=1):
                yield Line(number, _cells(number, values))
    except UnreadableFile:
        raise
    except Exception as error:  # as above
        raise _damaged() from error


def _cells(number: int, values: tuple[Any, ...]) -> list[str]:
    for index in range(COLUMNS_AT_MOST, len(values)):
        if values[index] not in (None, ""):
            raise UnreadableFile(
                f"Ligne {number}, colonne {letter(index)} : un fichier a {COLUMNS_AT_MOST} colonnes au plus.",
                code="too_many_columns",
            )
    return [_text(value) for value in values[:COLUMNS_AT_MOST]]


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return _string(value)
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else str(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, ArrayFormula | DataTableFormula):
        return Formula("=")
    return clean(str(value))


def _string(value: str) -> str:
    if value.startswith("=") and len(value) > 1:
        return Formula(value)
    return ErrorValue(value) if value in _ERRORS else clean(value)


def _damaged() -> UnreadableFile:
    return UnreadableFile(
        "Ce fichier ne peut pas être lu : ce n’est pas un classeur Excel, ou il est endommagé. "
        "Ouvrez-le dans votre tableur et enregistrez-le de nouveau au format .xlsx.",
        code="not_a_spreadsheet",
    )
