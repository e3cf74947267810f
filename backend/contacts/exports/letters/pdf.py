"""The same letters, ready to print: merged, then turned into PDF by LibreOffice."""

from collections.abc import Iterable
from dataclasses import replace
from typing import BinaryIO

from backend.contacts.exports.job import Job
from backend.contacts.exports.letters import merge
from backend.contacts.exports.letters.soffice import as_pdf
from backend.contacts.exports.records import Record


def write(job: Job, records: Iterable[Record], out: BinaryIO) -> None:
    out.write(as_pdf(merge.merged(job, records)))


FORMAT = replace(
    merge.FORMAT,
    key="letters_pdf",
    label="Courrier PDF",
    hint="Une lettre par contact, prête à imprimer, à partir d’un modèle Word",
    suffix="pdf",
    media_type="application/pdf",
    write=write,
)
