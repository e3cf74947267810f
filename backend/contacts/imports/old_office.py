"""Files in Microsoft's compound format (MS-CFB): .xls workbooks, Outlook cards (.msg), encrypted workbooks."""

from backend.contacts.errors import UnreadableFile
from backend.contacts.imports.lines import Table
from backend.contacts.imports.outlook_card import read_outlook_card
from backend.contacts.imports.xlsx import protected, read_by_calamine

MARK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_MESSAGE = "__properties_version1.0".encode("utf-16-le")


def read_old_office(content: bytes) -> list[Table]:
    """Raises UnreadableFile where it is no workbook that can be read."""
    if _ENCRYPTED in content:
        raise protected()
    if is_message(content):
        return read_outlook_card(content)
    try:
        return read_by_calamine(content)
    except UnreadableFile as error:
        if error.code == "password_protected":
            raise
        raise UnreadableFile(
            "Ce fichier est d’un ancien format qui ne peut pas être lu. Dans votre tableur, enregistrez-le "
            "au format .xlsx.",
            code="old_format",
        ) from error


def is_message(content: bytes) -> bool:
    return _MESSAGE in content
