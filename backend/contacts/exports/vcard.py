"""vCards: 3.0 (RFC 2426), which every address book reads, or 4.0 (RFC 6350). UTF-8, lines of 75 octets."""

from collections.abc import Iterable, Iterator
from datetime import UTC
from typing import BinaryIO

from backend.contacts.exports.columns import postal
from backend.contacts.exports.job import Format, Job
from backend.contacts.exports.records import Record
from backend.contacts.models import ContactPoint
from backend.contacts.present import display

VERSIONS = {"3.0": "vCard 3.0", "4.0": "vCard 4.0"}
_OCTETS = 75
_TEL = {"phone": "WORK,VOICE", "mobile": "CELL", "fax": "WORK,FAX"}
_ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": None})


def write(job: Job, records: Iterable[Record], out: BinaryIO) -> None:
    version = str(job.options.get("version", "3.0"))
    for record in records:
        for line in _card(record, version, sensitive=job.may_see_sensitive):
            out.write(folded(line))
        job.report.count += 1


def escaped(text: str) -> str:
    """TEXT as a value (RFC 6350, section 3.4)."""
    return text.replace("\r\n", "\n").translate(_ESCAPED)


def folded(line: str) -> bytes:
    """LINE in pieces of at most 75 octets, no character cut in two (RFC 6350, section 3.2)."""
    pieces, piece = [], b""
    for character in line:
        octets = character.encode("utf-8", "replace")
        if len(piece) + len(octets) > _OCTETS:
            pieces.append(piece)
            piece = b" "
        piece += octets
    return b"\r\n".join([*pieces, piece]) + b"\r\n"


def _card(record: Record, version: str, *, sensitive: bool) -> Iterator[str]:
    person, new = record.person, version == "4.0"
    yield "BEGIN:VCARD"
    yield f"VERSION:{version}"
    yield "PRODID:-//Entregent//FR"
    yield f"UID:urn:uuid:{person.pk}"
    yield f"REV:{person.updated_at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    if new:
        yield "KIND:individual"
    names = (person.family_name, person.given_name, "", person.civility, "")
    yield f"N:{_parts(names)}"
    yield f"FN:{escaped(person.name)}"
    yield from _job(record)
    yield from _points(record, new=new)
    yield from _address(record, new=new)
    if person.contact_type:
        yield f"CATEGORIES:{escaped(person.contact_type)}"
    if sensitive:
        yield from _sensitive(record, new=new)
    yield "END:VCARD"


def _job(record: Record) -> Iterator[str]:
    service = record.position.service if record.position else ""
    name = record.organisation.name if record.organisation else ""
    if name or service:
        yield f"ORG:{_parts((name, service) if service else (name,))}"
    if record.position and record.position.function:
        yield f"TITLE:{escaped(record.position.function)}"


def _points(record: Record, *, new: bool) -> Iterator[str]:
    for place, point in enumerate(record.points("email")):
        kind = "TYPE=work" if new else "TYPE=INTERNET"
        yield f"EMAIL;{kind}{_preferred(place, new=new)}:{escaped(point.value)}"
    for kind, types in _TEL.items():
        for place, point in enumerate(record.points(kind)):
            yield _number(point, types, _preferred(place, new=new), new=new)
    for point in [*record.points("web"), *record.points("social")]:
        if point.value.startswith(("http://", "https://")):
            yield f"URL:{escaped(point.value)}"


def _number(point: ContactPoint, types: str, preferred: str, *, new: bool) -> str:
    if not new:
        return f"TEL;TYPE={types}{preferred}:{escaped(display(point))}"
    extension = f";ext={point.extension}" if point.extension else ""
    return f'TEL;VALUE=uri;TYPE="{types.lower()}"{preferred}:tel:{point.value}{extension}'


def _preferred(place: int, *, new: bool) -> str:
    return "" if place else ";PREF=1" if new else ";TYPE=PREF"


def _address(record: Record, *, new: bool) -> Iterator[str]:
    where = postal(record)
    if where.city or where.lines:
        parts = ("", "", "\n".join(where.lines), where.city, "", where.postal_code, where.country)
        yield f"ADR;TYPE={'work' if new else 'WORK'}:{_parts(parts)}"


def _sensitive(record: Record, *, new: bool) -> Iterator[str]:
    if born := record.person.birth_date:
        yield f"BDAY:{born:%Y%m%d}" if new else f"BDAY:{born.isoformat()}"
    if record.person.note:
        yield f"NOTE:{escaped(record.person.note)}"


def _parts(values: Iterable[str]) -> str:
    return ";".join(map(escaped, values))


FORMAT = Format(
    key="vcard",
    label="Cartes de visite",
    hint="Un fichier .vcf pour un carnet d’adresses ou un téléphone",
    suffix="vcf",
    media_type="text/vcard",
    write=write,
    kinds=("email", "phone", "mobile", "fax", "address"),
)
