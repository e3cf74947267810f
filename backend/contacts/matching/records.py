"""What the engine compares: a record as it is given, and the same record prepared once for comparison."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from backend.contacts.matching.normal import (
    birth_digits,
    email_in,
    is_mobile,
    phone_tail,
    place_in,
    split_generation,
    street_and_number,
    surname_words,
    value,
)
from backend.contacts.names import civility as usual_civility
from backend.contacts.names import match_key
from backend.core.text import fold


@dataclass(frozen=True, slots=True)
class Record:
    """One row or one person. Everything but ID is optional; text as people typed it.

    Attributes:
        other_surname: birth name beside the married name, or the other way round.
        birth_date: a date, or text (`1965-02-10`, `19650210`, `10/02/1965`, `1965`), even an impossible one.
        address: street with its number; the postcode and the town may be at its end.
    """

    id: str
    given_name: str = ""
    surname: str = ""
    other_surname: str = ""
    civility: str = ""
    birth_date: date | str | None = None
    address: str = ""
    postcode: str = ""
    city: str = ""
    emails: Sequence[str] = ()
    phones: Sequence[str] = ()
    organisation: str = ""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A record in normal form; "" is missing, and a missing value neither helps nor hurts.

    Attributes:
        given: folded words.
        surnames: the surname, then the other ones (birth name, married name), folded, without particles.
        generation: `fils` or `pere` where the name says so (« fils », « Jr », « père », « Sr »).
        birth: eight digits `yyyymmdd`, or four where only the year is known.
        street: folded words that tell streets apart, in the order given; `number` the house number.
        postcode: without spaces and leading zeros (spreadsheets lose them).
        phones: the last nine digits of each number; those of mobiles apart, for a mobile is one person's.
    """

    id: str
    given: str
    surnames: tuple[str, ...]
    generation: str
    civility: str
    birth: str
    street: str
    number: str
    postcode: str
    city: str
    emails: tuple[str, ...]
    phones: tuple[str, ...]
    mobiles: tuple[str, ...]
    organisation: str


def prepare(record: Record) -> Prepared:
    given, generation = split_generation(fold(value(record.given_name)))
    surname, said = split_generation(fold(value(record.surname)))
    street, number = street_and_number(value(record.address))
    postcode, city = place_in(value(record.address), value(record.postcode), value(record.city))
    phones = [value(text) for text in record.phones]
    names = [surname_words(surname), surname_words(fold(value(record.other_surname)))]
    return Prepared(
        id=record.id,
        given=given,
        surnames=tuple(dict.fromkeys(name for name in names if name)),
        generation=generation or said,
        civility={"M.": "M.", "Mme": "Mme"}.get(usual_civility(record.civility), ""),
        birth=birth_digits(record.birth_date),
        street=street,
        number=number,
        postcode=postcode,
        city=city,
        emails=_distinct(email_in(value(text)) for text in record.emails),
        phones=_distinct(phone_tail(text) for text in phones if not is_mobile(text)),
        mobiles=_distinct(phone_tail(text) for text in phones if is_mobile(text)),
        organisation=match_key(value(record.organisation)) if record.organisation else "",
    )


def _distinct(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found for found in values if found))
