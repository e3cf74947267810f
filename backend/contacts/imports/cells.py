"""From cells to values. Each reader returns what can be kept, and says what can't."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache

from backend.contacts.addresses import Address, country_code, read_address
from backend.contacts.addresses.countries import DOMESTIC
from backend.contacts.emails import read_email, split_emails
from backend.contacts.phones import Phone, read_phone
from backend.contacts.points import Kept, read_address_parts, read_point
from backend.core.clock import today
from backend.core.dates import typed_day
from backend.core.text import fold

_BETWEEN_NUMBERS = re.compile(r"\s*(?:[;,\n|]|\s/\s|\bou\b|\bet\b|/(?=\s*(?:\+|0)))\s*", re.IGNORECASE)
_LOST_ZERO = re.compile(r"^[1-9]\d{8}$")
_NO_DATE = re.compile(r"0{1,4}[/.-]0{1,2}[/.-]0{1,4}")
_COUNTED = re.compile(r"[1-5]\d{4}")  # from 1927 to 2064
_EXCEL_BEGINS = date(1899, 12, 30)
_NAMED_NUMBER = re.compile(
    r"\s*(?:t[ée]l(?:[ée]phone)?|mob(?:ile)?|port(?:able)?|fixe|fax|std|standard|ligne directe|bureau)\b"
    r"\.?\s*:?\s*(?=[+\d(])",
    re.IGNORECASE,
)
_FRANCE = {"", "f", "fr", "france"}
_PARTICLES = {"de", "du", "des", "d", "la", "le", "von", "van", "der", "den", "el", "ben", "di"}


def emails_in(text: str) -> Iterator[tuple[str, str | None]]:
    """Each piece of TEXT with the address it holds, or None."""
    for piece in split_emails(text):
        yield piece, read_email(piece)


def phones_in(text: str) -> Iterator[tuple[str, Phone | None]]:
    """Each number of TEXT, or None for a piece that is none."""
    whole = read_phone(_with_zero(text)) or read_phone(_with_zero(_unnamed(text)))
    if whole is not None:
        yield text, whole
        return
    for piece in _BETWEEN_NUMBERS.split(text):
        if piece:
            yield piece, read_phone(_with_zero(_unnamed(piece)))


def is_no_date(text: str) -> bool:
    """« 0/0/00 », which is how Outlook writes that it knows none; also 00/00/0000."""
    return bool(_NO_DATE.fullmatch(text))


def date_in(text: str, *, is_past: bool = False) -> date | None:
    """A day in the ways it is typed in France, or as Excel counts days; None when it is none, or can't be one.

    IS_PAST: two figures of a year are those of a day gone by (`4/5/60` is 1960), and no day to come is taken.
    """
    found = typed_day(text, is_past=is_past) or _counted_date(text)
    if found is None or (is_past and found > today()):
        return None
    return found if 1900 <= found.year <= 2100 else None


def _counted_date(text: str) -> date | None:
    """22040, what Excel shows of a date in a cell that is not formatted as one: days since 30 December 1899."""
    return _EXCEL_BEGINS + timedelta(days=int(text)) if _COUNTED.fullmatch(text) else None


def split_name(text: str) -> tuple[str, str]:
    """« LEFÈVRE Hélène », « Hélène Lefèvre », « Lefèvre, Hélène » -> ("Hélène", "Lefèvre")."""
    if "," in text:
        before, _, after = text.partition(",")
        return after.strip(), before.strip()
    words = text.split()
    capitals = [word for word in words if len(word) > 1 and word.isupper() and "." not in word]
    if capitals and len(capitals) < len(words):
        given = [
            word for word in words if word not in capitals and word.lower().strip("'’") not in _PARTICLES
        ]
        return " ".join(given), " ".join(word for word in words if word not in given)
    cut = next(
        (place for place, word in enumerate(words) if place and word.lower() in _PARTICLES), len(words) - 1
    )
    return " ".join(words[:cut]), " ".join(words[cut:])


@lru_cache(maxsize=20_000)
def address_in(streets: str, postal_code: str, city: str, country: str) -> Kept | None:
    """An address from its cells, None where they hold none; an organisation's comes with each of its people.

    What columns say of postcode, town and country is believed; in one cell alone they are looked for.

    Raises:
        ValueError: it is too long.
    """
    if not (streets or postal_code or city):
        return None
    if not (postal_code or city):
        return read_point("address", "\n".join(text for text in (streets, country) if text))
    known = "" if fold(country) in _FRANCE else country_code(country)
    lost_zero = known in DOMESTIC and postal_code.isdigit() and len(postal_code) == 4
    way = read_address(f"{streets}\n75001 Paris") if streets else Address()  # any town: it is replaced
    return read_address_parts(
        {
            **way.as_json(),
            "postal_code": postal_code.zfill(5) if lost_zero else postal_code,
            "city": city if known is not None else ", ".join(text for text in (city, country) if text),
            "country": known or "",
        }
    )


def _unnamed(text: str) -> str:
    """« Tél. : 01 99 00 12 34 » without its first word."""
    return _NAMED_NUMBER.sub("", text, count=1) if _NAMED_NUMBER.match(text) else text


def _with_zero(text: str) -> str:
    digits = text.strip()
    return f"0{digits}" if _LOST_ZERO.match(digits) else text
