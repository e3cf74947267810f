"""From the bytes of a file to its tables. A new format is a module beside xlsx.py, and a line here."""

from backend.contacts.errors import UnreadableFile
from backend.contacts.imports.delimited import read_delimited
from backend.contacts.imports.lines import BYTES_AT_MOST, Table
from backend.contacts.imports.xlsx import read_xlsx
from backend.core.errors import TooLarge

_ZIP = b"PK\x03\x04"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # also the envelope of an encrypted workbook (MS-OFFCRYPTO)
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def tables_of(content: bytes) -> list[Table]:
    """Raises UnreadableFile, or TooLarge, with what is to be done about it."""
    if len(content) > BYTES_AT_MOST:
        raise TooLarge("Ce fichier dépasse 20 Mo. Partagez-le en plusieurs.", code="file_too_large")
    if not content.strip():
        raise UnreadableFile("Ce fichier est vide.", code="empty_file")
    if content.startswith(_ZIP):
        return read_xlsx(content)
    if content.startswith(_OLD_OFFICE):
        raise _old_office(content)
    if content.lstrip()[:1] in {b"<", b"{", b"%"}:  # a web page, JSON, a PDF
        raise UnreadableFile(
            "Ce fichier n’est pas un tableau. Choisissez un classeur .xlsx ou un fichier .csv.",
            code="not_a_spreadsheet",
        )
    return read_delimited(content)


def _old_office(content: bytes) -> UnreadableFile:
    if _ENCRYPTED in content:
        return UnreadableFile(
            "Ce classeur est protégé par un mot de passe. Enlevez la protection, puis recommencez.",
            code="password_protected",
        )
    return UnreadableFile(
        "Ce fichier est d’un ancien format (.xls). Dans votre tableur, enregistrez-le au format .xlsx.",
        code="old_format",
    )
