"""What a person or an organisation is found by: pure functions from what they hold to their search row.

TEXT begins with the names and goes on with parts, each after a mark: ` lefevre helene |f redactrice |o tele`. A
word of a query holds no `|`, so no match runs over a mark, and the mark before a match says why it is one.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from backend.contacts.names import match_key, sort_name
from backend.contacts.phones import search_forms
from backend.contacts.search.words import acronym, other_saints, spellings, text_words
from backend.core.text import fold

JOB, HOUSE, EMAIL, PHONE, SITE, PLACE, TERM, MORE = "f", "o", "e", "p", "s", "a", "t", "c"
_PART_OF = {
    "email": EMAIL,
    "phone": PHONE,
    "mobile": PHONE,
    "fax": PHONE,
    "social": SITE,
    "web": SITE,
    "address": PLACE,
}
_SPOKEN = (JOB, HOUSE, PLACE, TERM, MORE)
_LONGEST = 2_000  # characters of one value


@dataclass(slots=True)
class Row:
    id: UUID
    sort_name: str
    names: list[str]
    parts: dict[str, list[str]] = field(default_factory=dict)
    private: list[str] = field(default_factory=list)
    ends_on: date | None = None
    is_past: bool = False

    def add(self, mark: str, *texts: str, private: bool = False) -> None:
        """TEXTS, folded already, to the part of MARK."""
        kept = self.private if private else self.parts.setdefault(mark, [])
        kept += [text[:_LONGEST] for text in texts if text]

    @property
    def names_text(self) -> str:
        return " " + " ".join(dict.fromkeys(name for name in self.names if name))

    @property
    def text(self) -> str:
        parts = [f"|{mark} " + " ".join(dict.fromkeys(texts)) for mark, texts in self.parts.items() if texts]
        return " ".join([self.names_text, *parts])

    @property
    def private_text(self) -> str:
        return " " + " ".join(dict.fromkeys(self.private)) if self.private else ""

    @property
    def name_tokens(self) -> list[str]:
        return sorted(text_words(self.names))

    @property
    def tokens(self) -> list[str]:
        """All words but those of addresses and numbers; of these, what tells how common a beginning is."""
        spoken = [text for mark in _SPOKEN for text in self.parts.get(mark, [])]
        found = text_words([*self.names, *spoken])
        for address in self.parts.get(EMAIL, []):
            found |= text_words([address.partition("@")[2]])
        for number in " ".join(self.parts.get(PHONE, [])).split():
            found |= {number.lstrip("+")[:4], number.lstrip("+")[:6]}
        return sorted(found)


def person_row(held: Mapping[str, Any], fields: Mapping[str, bool], today: date) -> Row:
    """HELD is a line of gather.PERSONS; FIELDS tells of each custom field in use whether it is sensitive."""
    given, family, birth = held["given_name"], held["family_name"], held["birth_name"]
    row = Row(id=held["id"], sort_name=sort_name(given, family), names=list(_names(family, given, birth)))
    row.add(JOB, fold(held["title"]), fold(held["contact_type"]))
    for job in held["positions"] or []:
        row.add(JOB, fold(job["function"]), fold(job["service"]))
        row.add(HOUSE, *_house(job["name"], job["legal_name"], job["acronym"]))
        _add_custom(row, job["custom"], fields)
    _add_shared(row, held, fields)
    if held["birth_date"]:
        born = held["birth_date"]
        row.add(MORE, born.isoformat().replace("-", ""), f"{born:%d%m%Y}", private=True)
    main = next(iter(held["positions"] or []), None)
    row.ends_on = date.fromisoformat(main["ended_on"]) if main and main["ended_on"] else None
    row.is_past = row.ends_on is not None and row.ends_on < today
    return row


def organisation_row(held: Mapping[str, Any], fields: Mapping[str, bool]) -> Row:
    """HELD is a line of gather.ORGANISATIONS."""
    names = [fold(held["name"]), *_house(held["name"], held["legal_name"], held["acronym"])]
    row = Row(id=held["id"], sort_name=fold(held["name"])[:250], names=names)
    row.names += [joined for text in names[:1] for joined in spellings(text)]
    row.add(HOUSE, fold(held["parent"] or ""))
    row.add(MORE, held["siren"], held["siret"], fold(held["vat"]))
    _add_shared(row, held, fields)
    return row


def _add_shared(row: Row, held: Mapping[str, Any], fields: Mapping[str, bool]) -> None:
    """What persons and organisations have alike: points, terms, custom fields, a note."""
    for point in held["points"] or []:
        mark = _PART_OF[point["kind"]]
        row.add(mark, *_point(mark, point), private=point["is_private"])
    row.add(TERM, *map(fold, held["terms"] or []))
    _add_custom(row, held["custom"], fields)
    row.add(MORE, fold(held["note"]), private=True)


def _add_custom(row: Row, custom: Mapping[str, Any], fields: Mapping[str, bool]) -> None:
    for key, value in custom.items():
        if key in fields:
            row.add(MORE, fold(str(value)), private=fields[key])


def _names(family: str, given: str, birth: str) -> Iterator[str]:
    yield fold(family)
    yield fold(given)
    yield from (fold(name.replace(".", " ")) for name in (family, given) if "." in name)
    yield fold(birth)
    for name in (family, given, birth):
        yield from spellings(name)


def _house(name: str | None, legal_name: str | None, short: str | None) -> Iterator[str]:
    for text in (name, legal_name, short):
        if text:
            yield from (fold(text), match_key(text), acronym(text), other_saints(fold(text)))


def _point(mark: str, point: Mapping[str, Any]) -> Iterable[str]:
    value, label = point["value"], fold(point["label"])
    if mark == PHONE:
        return (search_forms(value), label) if value else ()
    if mark == EMAIL:
        return (value.lower(), label)
    return (fold(value), other_saints(fold(value)), label)
