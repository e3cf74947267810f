"""Contact cards of Outlook (.msg, MS-OXOCNTC): one card a file, read as a table of one line."""

import tempfile
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from aspose.email_foss.msg import MapiMessage, MapiNamedProperty

from backend.contacts.errors import UnreadableFile
from backend.contacts.imports.lines import Line, Table, clean

# Property numbers of MS-OXPROPS, under headers that columns.py knows.
_FIXED = {
    "Civilité": 0x3A45,
    "Prénom": 0x3A06,
    "Nom": 0x3A11,
    "Organisme": 0x3A16,
    "Service": 0x3A18,
    "Fonction": 0x3A17,
    "Téléphone": 0x3A08,
    "Téléphone 2": 0x3A1B,
    "Mobile": 0x3A1C,
    "Fax": 0x3A24,
    "Téléphone privé": 0x3A09,
    "Téléphone société": 0x3A57,
    "Date de naissance": 0x3A42,
    "Site": 0x3A51,
    "Notes": 0x1000,
}
_ADDRESS_SET = UUID("00062004-0000-0000-c000-000000000046")
_NAMED = {
    "E-mail": 0x8083,
    "E-mail 2": 0x8093,
    "E-mail 3": 0x80A3,
    "Adresse": 0x8045,
    "Ville": 0x8046,
    "Code postal": 0x8048,
    "Pays": 0x8049,
}
HEADERS = [*_FIXED, *_NAMED]


def read_outlook_card(content: bytes) -> list[Table]:
    """Raises UnreadableFile for a message, an appointment, or a damaged file."""
    message = _message(content)
    if not str(message.message_class or "").upper().startswith("IPM.CONTACT"):
        raise UnreadableFile(
            "Ce fichier Outlook est un message, pas une carte de contact. Choisissez une carte (.msg), "
            "un export CSV ou des cartes vCard (.vcf).",
            code="outlook_message",
        )
    return [Table("", _lines(message))]


def _message(content: bytes) -> MapiMessage:
    try:
        with tempfile.NamedTemporaryFile(suffix=".msg") as kept:
            kept.write(content)
            kept.flush()
            return MapiMessage.from_file(kept.name)
    except Exception as error:  # a damaged file raises whatever its parser raises
        raise UnreadableFile(
            "Cet élément Outlook ne peut pas être lu. Dans Outlook, enregistrez la carte au format vCard (.vcf).",
            code="outlook_message",
        ) from error


def _lines(message: MapiMessage) -> Iterator[Line]:
    yield Line(1, list(HEADERS))
    cells = [_text(message.get_property_value(number)) for number in _FIXED.values()]
    for number in _NAMED.values():
        found = message.get_named_property(MapiNamedProperty.numeric(number, _ADDRESS_SET))
        cells.append(_text(found.value) if found is not None else "")
    yield Line(2, cells)


def _text(value: Any) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat()
    return clean(value.rstrip("\0")) if isinstance(value, str) else ""
