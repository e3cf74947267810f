"""CSV as French Excel opens it on a double click: semicolons, dates as 21/11/2026, cp1252 or UTF-8 with a mark."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import BinaryIO

from backend.contacts.exports.columns import Value
from backend.contacts.exports.job import Format, Job
from backend.contacts.exports.latin import encoded, in_cp1252, is_changed, mark
from backend.contacts.exports.records import Record
from backend.contacts.formulas import guarded


def write(job: Job, records: Iterable[Record], out: BinaryIO) -> None:
    encoding = str(job.options.get("encoding", "utf-8"))
    out.write(mark(encoding))
    out.write(encoded(line([column.header for column in job.columns]), encoding))
    for record in records:
        cells = [cell(column.read(record), phone=column.kind == "phone") for column in job.columns]
        job.report.changed += write_line(cells, encoding, out)
        job.report.count += 1


def write_line(cells: Sequence[str], encoding: str, out: BinaryIO) -> bool:
    """Whether a character had to be replaced."""
    plain = [in_cp1252(text) for text in cells] if encoding == "cp1252" else cells
    out.write(encoded(line([guarded(text) for text in plain]), encoding))
    return any(is_changed(text, encoding) for text in cells)


def cell(value: Value, *, phone: bool = False) -> str:
    """VALUE as French Excel types it; a number abroad begins with 00, which one dials, and not with a plus."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.strftime("%d/%m/%Y %H:%M")
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else str(value).replace(".", ",")
    text = str(value)
    return dialled(text) if phone else text


def dialled(numbers: str) -> str:
    """« +32 2 555 12 12 » -> « 0032 2 555 12 12 »."""
    return " ; ".join(f"00{one[1:]}" if one.startswith("+") else one for one in numbers.split(" ; "))


def line(cells: Sequence[str], separator: str = ";") -> str:
    made = io.StringIO()
    csv.writer(made, delimiter=separator, lineterminator="\r\n").writerow(cells)
    return made.getvalue()


FORMAT = Format(
    key="csv",
    label="CSV",
    hint="Un tableau .csv à points-virgules, colonnes au choix",
    suffix="csv",
    media_type="text/csv",
    write=write,
    chooses_columns=True,
)
