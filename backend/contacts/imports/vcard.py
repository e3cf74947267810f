"""Electronic cards (.vcf): vCard 2.1 (Outlook: code pages, quoted-printable), 3.0 (RFC 2426), 4.0 (RFC 6350).

Read by hand: cards of real programs break the grammar in ways that a strict reader refuses. Each card becomes a
line of a table, under headers that columns.py knows.
"""

import quopri
import re
from collections.abc import Iterator

from backend.contacts.errors import UnreadableFile
from backend.contacts.imports.encoding import decode_text
from backend.contacts.imports.lines import ROWS_AT_MOST, Line, Table, clean

_BEGIN = re.compile(rb"^(?:\xef\xbb\xbf)?\s*BEGIN:VCARD", re.IGNORECASE)
_BEGIN_16 = "BEGIN:VCARD"
_CHARSET = re.compile(r"charset=\"?([\w-]+)", re.IGNORECASE)
_ESCAPED = re.compile(r"\\([nN,;:\\])")
HEADERS = [
    *(
        "Civilité",
        "Prénom",
        "Nom",
        "Nom complet",
        "Organisme",
        "Service",
        "Fonction",
        "E-mail",
        "Téléphone",
        "Mobile",
    ),
    *("Fax", "Téléphone privé", "Adresse", "Code postal", "Ville", "Pays", "Site", "Réseau social"),
    *("Date de naissance", "Catégorie", "Notes", "Identifiant externe"),
]
_PLACE = {name: place for place, name in enumerate(HEADERS)}
Property = tuple[str, set[str], str]


def is_vcard(content: bytes) -> bool:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content[:80].decode("utf-16", "ignore").lstrip("\ufeff \r\n").upper().startswith(_BEGIN_16)
    return bool(_BEGIN.match(content[:200]))


def read_vcard(content: bytes) -> list[Table]:
    """One table, one line a card; its numbers count the cards, below a line of headers."""
    return [Table("", _lines(content))]


def _lines(content: bytes) -> Iterator[Line]:
    yield Line(1, list(HEADERS))
    number = 1
    for card in _cards(content):
        number += 1
        if number > ROWS_AT_MOST + 1:
            raise UnreadableFile("Ce fichier contient trop de cartes.", code="too_many_rows")
        yield Line(number, _cells(card))


def _cards(content: bytes) -> Iterator[list[Property]]:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        content = content.decode("utf-16", "replace").encode()
    card: list[Property] = []
    for raw in _unfolded(content.removeprefix(b"\xef\xbb\xbf")):
        found = _property(raw)
        if found is None:
            continue
        name, _, value = found
        if name == "BEGIN":
            card = []
        elif name == "END" and value.strip().upper() == "VCARD":
            yield card
            card = []
        else:
            card.append(found)


def _unfolded(content: bytes) -> Iterator[bytes]:
    """Logical lines: a leading space goes on with the line before, as does an = at the end of a 2.1 line."""
    current: bytes | None = None
    soft = False
    for line in content.splitlines():
        if soft and current is not None:
            current += b"\n" + line
        elif current is not None and line[:1] in (b" ", b"\t"):
            current += line[1:]
        else:
            if current is not None:
                yield current
            current = line
        soft = b"QUOTED-PRINTABLE" in (current or b"")[:200].upper() and line.endswith(b"=")
    if current is not None:
        yield current


def _property(raw: bytes) -> Property | None:
    head, colon, body = _cut(raw)
    if not colon:
        return None
    names = head.decode("latin-1").split(";")
    name = names[0].rsplit(".", 1)[-1].strip().upper()
    told = ";".join(names[1:])
    if "QUOTED-PRINTABLE" in told.upper():
        body = quopri.decodestring(body)
    charset = _CHARSET.search(told)
    value = _decoded(body, charset.group(1) if charset else "")
    kinds = {
        word.strip().strip('"').lower()
        for part in names[1:]
        for word in part.rsplit("=", maxsplit=1)[-1].split(",")
    }
    return name, kinds, value


def _cut(raw: bytes) -> tuple[bytes, bytes, bytes]:
    """At the first colon that is not between quotes."""
    quoted = False
    for place, char in enumerate(raw):
        if char == 0x22:
            quoted = not quoted
        elif char == 0x3A and not quoted:
            return raw[:place], b":", raw[place + 1 :]
    return raw, b"", b""


def _decoded(body: bytes, charset: str) -> str:
    if charset:
        try:
            return body.decode(charset)
        except (LookupError, UnicodeDecodeError):
            pass
    return decode_text(body) or body.decode("cp1252", "replace")


def _parts(value: str) -> list[str]:
    """The pieces between semicolons that are not escaped."""
    return [_plain(piece) for piece in re.split(r"(?<!\\);", value)]


def _plain(value: str) -> str:
    return _ESCAPED.sub(lambda found: "\n" if found.group(1) in "nN" else found.group(1), value).strip()


class _Cells:
    """The cells of one card, filled property by property."""

    def __init__(self) -> None:
        self.cells: list[list[str]] = [[] for _ in HEADERS]

    def put(self, column: str, text: str) -> None:
        if text and text not in self.cells[_PLACE[column]]:
            self.cells[_PLACE[column]].append(text)

    def has(self, column: str) -> bool:
        return bool(self.cells[_PLACE[column]])

    def take(self, name: str, kinds: set[str], value: str) -> None:
        if name == "N":
            family, given, more, prefix, *_ = [*_parts(value), "", "", "", ""]
            for column, text in (
                ("Nom", family),
                ("Prénom", f"{given} {more}".strip()),
                ("Civilité", prefix),
            ):
                self.put(column, text)
        elif name == "ORG":
            organisation, *units = _parts(value)
            self.put("Organisme", organisation)
            self.put("Service", " - ".join(unit for unit in units if unit))
        elif name == "TEL":
            self.put(_number_column(kinds), _plain(value).removeprefix("tel:"))
        elif name == "ADR":
            self._address(_parts(value))
        elif name == "BDAY":
            self.put("Date de naissance", _birth(_plain(value)))
        elif name in _PLAIN_COLUMNS:
            self.put(_PLAIN_COLUMNS[name], _plain(value).removeprefix("mailto:"))

    def _address(self, parts: list[str]) -> None:
        box, more, street, city, _, code, country, *_ = [*parts, *[""] * 7]
        lines = "\n".join(text for text in (more, street, box) if text)
        if self.has("Adresse") or self.has("Ville"):
            self.put(
                "Notes",
                "Autre adresse : " + ", ".join(t for t in (lines, f"{code} {city}".strip(), country) if t),
            )
            return
        for column, text in (("Adresse", lines), ("Code postal", code), ("Ville", city), ("Pays", country)):
            self.put(column, text)

    def line(self) -> list[str]:
        if self.has("Nom") or self.has("Prénom"):
            self.cells[_PLACE["Nom complet"]] = []
            if not self.has("Nom"):  # some programs put the whole name there
                self.cells[_PLACE["Nom"]], self.cells[_PLACE["Prénom"]] = self.cells[_PLACE["Prénom"]], []
        return [
            clean(("\n" if place in _LONG else " ; ").join(texts)) for place, texts in enumerate(self.cells)
        ]


def _cells(card: list[Property]) -> list[str]:
    cells = _Cells()
    for name, kinds, value in card:
        cells.take(name, kinds, value)
    return cells.line()


_LONG = {_PLACE["Notes"], _PLACE["Adresse"]}
_PLAIN_COLUMNS = {
    "FN": "Nom complet",
    "TITLE": "Fonction",
    "EMAIL": "E-mail",
    "URL": "Site",
    "NOTE": "Notes",
    "CATEGORIES": "Catégorie",
    "X-SOCIALPROFILE": "Réseau social",
    "SOCIALPROFILE": "Réseau social",
    "UID": "Identifiant externe",
}


def _number_column(kinds: set[str]) -> str:
    if "fax" in kinds:
        return "Fax"
    if kinds & {"cell", "iphone"}:
        return "Mobile"
    return "Téléphone privé" if "home" in kinds else "Téléphone"


def _birth(value: str) -> str:
    """19600504, 1960-05-04T00:00:00Z -> 1960-05-04; a date without a year is left out (RFC 6350, --0504)."""
    digits = value.split("T", maxsplit=1)[0]
    if re.fullmatch(r"\d{8}", digits):
        return f"{digits[:4]}-{digits[4:6]}-{digits[6:]}"
    return "" if digits.startswith("--") else digits
