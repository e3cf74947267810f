"""The CSV file that French Outlook imports, with the eight columns of RF-11 under exactly these names."""

from collections.abc import Callable, Iterable
from typing import BinaryIO

from backend.contacts.exports.columns import Value
from backend.contacts.exports.delimited import cell, dialled, line, write_line
from backend.contacts.exports.job import Format, Job
from backend.contacts.exports.latin import encoded, mark
from backend.contacts.exports.records import Record
from backend.contacts.present import display


def _reached(*kinds: str) -> Callable[[Record], Value]:
    def read(record: Record) -> str:
        found = next((point for kind in kinds if (point := record.point(kind))), None)
        return dialled(display(found)) if found else ""

    return read


COLUMNS: dict[str, Callable[[Record], Value]] = {
    "Nom": lambda record: record.person.family_name,
    "Prénom": lambda record: record.person.given_name,
    "Type contact": lambda record: record.person.contact_type,
    "Fonction": lambda record: record.position.function if record.position else "",
    "Organisme": lambda record: record.organisation.name if record.organisation else "",
    "Email principal": _reached("email"),
    "Fax principal": _reached("fax"),
    "Téléphone principal": _reached("phone", "mobile"),
}


def write(job: Job, records: Iterable[Record], out: BinaryIO) -> None:
    encoding = str(job.options.get("encoding", "cp1252"))
    out.write(mark(encoding))
    out.write(encoded(line(list(COLUMNS)), encoding))
    for record in records:
        cells = [cell(read(record)) for read in COLUMNS.values()]
        job.report.changed += write_line(cells, encoding, out)
        job.report.count += 1


FORMAT = Format(
    key="outlook",
    label="Outlook",
    hint="Les huit colonnes d’Outlook en français, en .csv",
    suffix="csv",
    media_type="text/csv",
    write=write,
    kinds=("email", "fax", "phone"),
)
