"""From the bytes of a file to its tables. A new format is a module beside xlsx.py, and a line here."""

from backend.contacts.errors import UnreadableFile
from backend.contacts.imports.delimited import read_delimited
from backend.contacts.imports.lines import BYTES_AT_MOST, Table
from backend.contacts.imports.old_office import MARK as OLD_OFFICE
from backend.contacts.imports.old_office import read_old_office
from backend.contacts.imports.vcard import is_vcard, read_vcard
from backend.contacts.imports.xlsx import look_into_archive, read_by_calamine, read_xlsx
from backend.core.errors import TooLarge

_ZIP = b"PK\x03\x04"
_OPEN_DOCUMENT = b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet"


def tables_of(content: bytes) -> list[Table]:
    """Raises UnreadableFile, or TooLarge, with what is to be done about it."""
    check_kind(content)
    if content.startswith(_ZIP):
        if _OPEN_DOCUMENT in content[:200]:
            look_into_archive(content, ("content.xml",))
            return read_by_calamine(content)
        return read_xlsx(content)
    if content.startswith(OLD_OFFICE):
        return read_old_office(content)
    if is_vcard(content):
        return read_vcard(content)
    return read_delimited(content)


def check_kind(content: bytes) -> None:
    """What a glance at the first bytes refuses."""
    if len(content) > BYTES_AT_MOST:
        raise TooLarge("Ce fichier dépasse 20 Mo. Partagez-le en plusieurs.", code="file_too_large")
    if not content[:4096].strip() and not content.strip():
        raise UnreadableFile("Ce fichier est vide.", code="empty_file")
    if content[:4096].lstrip()[:1] in {b"<", b"{", b"%"}:  # a web page, JSON, a PDF
        raise UnreadableFile(
            "Ce fichier n’est pas un tableau. Choisissez un classeur .xlsx ou un fichier .csv.",
            code="not_a_spreadsheet",
        )
