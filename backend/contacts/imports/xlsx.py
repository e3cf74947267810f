"""Workbooks. Macros, links and formulas are never run."""

import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from typing import Any

from openpyxl import load_workbook
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula
from python_calamine import CalamineWorkbook, PasswordError, SheetVisibleEnum

from backend.contacts.errors import UnreadableFile
from backend.contacts.imports.lines import COLUMNS_AT_MOST, ErrorValue, Formula, Line, Table, clean, letter

UNPACKED_AT_MOST = 250 * 1024 * 1024
PARTS_AT_MOST = 2_000
_PIECE = 1 << 20
_SPECIAL = re.compile(rb'<(?:\w+:)?f[ >/]|\bt="e"')
_ERRORS = frozenset({"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#VALEUR!", "#NOM?"})


def read_xlsx(content: bytes) -> list[Table]:
    """The visible sheets of a workbook.

    calamine is ten times as fast as openpyxl, but gives the last value of a formula and nothing for an error: a
    workbook that holds either is read by openpyxl, which tells them apart.

    Raises:
        UnreadableFile: it is no workbook, is damaged, or would unpack to more than memory should hold.
    """
    if _look_inside(content):
        return _read_by_openpyxl(content)
    return read_by_calamine(content)


def _read_by_openpyxl(content: bytes) -> list[Table]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl tells of styles and extensions that it leaves out
            book = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
    except Exception as error:  # a damaged part raises whatever its parser raises
        raise damaged() from error
    sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    return [Table(sheet.title, _lines(sheet)) for sheet in sheets]


def read_by_calamine(content: bytes) -> list[Table]:
    """The visible sheets of any workbook that calamine knows: xlsx, xlsb, xls, ods."""
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        names = [sheet.name for sheet in book.sheets_metadata if sheet.visible == SheetVisibleEnum.Visible]
    except PasswordError as error:
        raise protected() from error
    except Exception as error:  # as above
        raise damaged() from error
    return [Table(name, _calamine_lines(book, name)) for name in names]


def _calamine_lines(book: CalamineWorkbook, name: str) -> Iterator[Line]:
    try:
        sheet = book.get_sheet_by_name(name)
    except Exception as error:  # as above
        raise damaged() from error
    for number, values in enumerate(sheet.iter_rows(), start=1):
        yield Line(number, _cells(number, values))


def look_into_archive(content: bytes, needed: Iterable[str]) -> bool:
    """Whether a part holds a formula or an error. Each part is unpacked once, never further than it says.

    Raises:
        UnreadableFile: none of the parts NEEDED is there, or a part is damaged, or too big, or declares entities.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            names = {part.filename for part in parts}
            if not names & set(needed):
                raise UnreadableFile(
                    "Ce fichier n’est pas un classeur. Enregistrez-le au format .xlsx ou .csv.",
                    code="not_a_spreadsheet",
                )
            if len(parts) > PARTS_AT_MOST or sum(part.file_size for part in parts) > UNPACKED_AT_MOST:
                raise UnreadableFile(
                    "Ce classeur est trop volumineux une fois décompressé. "
                    "Ne gardez que la feuille des contacts.",
                    code="file_too_large",
                )
            special = [_is_special(archive, part) for part in parts if part.filename.endswith(".xml")]
            return any(special)
    except UnreadableFile:
        raise
    except Exception as error:  # a damaged archive raises whatever zipfile and zlib raise
        raise damaged() from error


def _is_special(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    """Whether PART is a sheet with a formula or an error in a cell."""
    is_sheet, special, rest = part.filename.startswith("xl/worksheets/"), False, b""
    with archive.open(part) as opened:
        first = True
        while piece := opened.read(_PIECE):
            if first and b"<!DOCTYPE" in piece[:2000]:
                raise damaged()
            first = False
            if is_sheet and not special:
                special = bool(_SPECIAL.search(rest + piece))
                rest = piece[-40:]
    return special


def _look_inside(content: bytes) -> bool:
    return look_into_archive(content, ("xl/workbook.xml", "xl/workbook.bin"))


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
        raise damaged() from error


def _cells(number: int, values: Sequence[Any]) -> list[str]:
    for index in range(COLUMNS_AT_MOST, len(values)):
        if values[index] not in (None, ""):
            raise UnreadableFile(
                f"Ligne {number}, colonne {letter(index)} : un fichier a {COLUMNS_AT_MOST} colonnes au plus.",
                code="too_many_columns",
            )
    return [_text(value) for value in values[:COLUMNS_AT_MOST]]


def _text(value: Any) -> str:
    if isinstance(value, str):
        return _string(value) if value else ""
    if value is None:
        return ""
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
    text = clean(value)
    if text.startswith("=") and len(text) > 1 and value.lstrip().startswith("="):  # else `'=…`: text, guarded
        return Formula(text)
    return ErrorValue(text) if text in _ERRORS else text


def damaged() -> UnreadableFile:
    return UnreadableFile(
        "Ce fichier ne peut pas être lu : ce n’est pas un classeur Excel, ou il est endommagé. "
        "Ouvrez-le dans votre tableur et enregistrez-le de nouveau au format .xlsx.",
        code="not_a_spreadsheet",
    )


def protected() -> UnreadableFile:
    return UnreadableFile(
        "Ce classeur est protégé par un mot de passe. Enlevez la protection, puis recommencez.",
        code="password_protected",
    )
