"""The names that fields of letters may have, and what stands in their place for one contact."""

from collections.abc import Callable, Iterable
from typing import Any

from backend.contacts.exports.addressee import addressee_of, full_name
from backend.contacts.exports.columns import Column
from backend.contacts.exports.delimited import cell
from backend.contacts.exports.records import Record
from backend.contacts.imports.columns import field_of
from backend.core.clock import today
from backend.core.dates import day_in_words
from backend.core.text import fold

Read = Callable[[Record], str]
_POSTAL = {"address", "postal_code", "city", "country"}
_OTHER_NAMES = {
    "type contact": "contact_type",
    "telephone principal": "phone",
    "email principal": "email",
    "fax principal": "fax",
    "courriel": "email",
    "nom de famille": "family_name",
}


def _block(record: Record) -> str:
    return "\n".join(addressee_of(record).printed.lines)


def _address_line(number: int) -> Read:
    def read(record: Record) -> str:
        lines = addressee_of(record).printed.lines
        return lines[number] if number < len(lines) else ""

    return read


def greeting(record: Record) -> str:
    """« Madame, », « Monsieur, »; both where the civility does not tell."""
    known = {"M.": "Monsieur,", "Mme": "Madame,"}
    return known.get(record.person.civility, "Madame, Monsieur,")


def _today(_: Record) -> str:
    return day_in_words(today())


SPECIAL: dict[str, Read] = {
    "Adresse complète": _block,
    "Formule d’appel": greeting,
    "Nom complet": lambda record: full_name(record.person),
    "Date du jour": _today,
    **{f"Ligne d’adresse {number + 1}": _address_line(number) for number in range(6)},
}
_ADDRESSED = {fold(name) for name in SPECIAL if "dresse" in name}
_SPECIAL = {fold(name): (name, read) for name, read in SPECIAL.items()}


class Names:
    """The fields that one user may fill: the columns they may export, and a few that only letters need."""

    def __init__(self, columns: Iterable[Column]) -> None:
        self._columns = {column.key: column for column in columns}
        self._by_header = {fold(column.header): column.key for column in self._columns.values()}

    def offered(self) -> list[str]:
        return [*SPECIAL, *(column.header for column in self._columns.values())]

    def label(self, name: str) -> str | None:
        """What NAME stands for, as the screen calls it; None where it stands for nothing."""
        if special := _SPECIAL.get(fold(name)):
            return special[0]
        column = self._column(name)
        return column.header if column else None

    def is_sensitive(self, name: str) -> bool:
        column = self._column(name)
        return bool(column and column.is_sensitive)

    def needs_address(self, name: str) -> bool:
        column = self._column(name)
        return fold(name) in _ADDRESSED or bool(column and column.key in _POSTAL)

    def read(self, name: str, record: Record) -> str:
        if special := _SPECIAL.get(fold(name)):
            return special[1](record)
        column = self._column(name)
        return cell(column.read(record)) if column else ""

    def _column(self, name: str) -> Column | None:
        """By header, by key, or by any heading that our imports would know."""
        folded = fold(name)
        key: Any = self._by_header.get(folded) or _OTHER_NAMES.get(folded)
        return self._columns.get(key or name) or self._columns.get(field_of(name) or "")
