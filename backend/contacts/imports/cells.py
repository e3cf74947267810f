"""From cells to values. Each reader returns what can be kept, and says what can't."""

import re
from collections.abc import Iterator
from datetime import date, datetime

from backend.contacts.emails import read_email, split_emails
from backend.contacts.phones import Phone, read_phone

_BETWEEN_NUMBERS = re.compile(r"\s*(?:[;,\n|]|\s/\s|\bou\b|\bet\b|/(?=\s*(?:\+|0)))\s*", re.IGNORECASE)
_LOST_ZERO = re.compile(r"^[1-9]\d{8}$")
_NO_DATE = re.compile(r"0{1,4}[/.-]0{1,2}[/.-]0{1,4}")
_DATES = ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d/%m/%y")
_PARTICLES = {"de", "du", "des", "d", "la", "le", "von", "van", "der", "den", "el", "ben", "di"}


def emails_in(text: str) -> Iterator[tuple[str, str | None]]:
    """Each piece of TEXT with the address it holds, or None."""
    for piece in split_emails(text):
        yield piece, read_email(piece)


def phones_in(text: str) -> Iterator[tuple[str, Phone | None]]:
    """Each number of TEXT, or None for a piece that is none."""
    whole = read_phone(_with_zero(text))
    if whole is not None:
        yield text, whole
        return
    for piece in _BETWEEN_NUMBERS.split(text):
        if piece:
            yield piece, read_phone(_with_zero(piece))


def is_no_date(text: str) -> bool:
    """« 0/0/00 », which is how Outlook writes that it knows none; also 00/00/0000."""
    return bool(_NO_DATE.fullmatch(text))


def date_in(text: str) -> date | None:
    """A birth date in the ways it is typed in France; None when it is none, or can't be one."""
    for shape in _DATES:
        try:
            found = datetime.strptime(text.split(" ", maxsplit=1)[0], shape).date()  # noqa: DTZ007  (a day has no zone)
        except ValueError:
            continue
        return found if 1900 <= found.year <= 2100 else None
    return None


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


def address_of(street: str, postal_code: str, city: str, country: str) -> str:
    """The lines of an address, empty without a street or a town."""
    code = (
        postal_code.zfill(5)
        if postal_code.isdigit() and len(postal_code) == 4 and _in_france(country)
        else postal_code
    )
    lines = [street, f"{code} {city}".strip(), "" if _in_france(country) else country]
    return "\n".join(line for line in lines if line) if street or city else ""


def _in_france(country: str) -> bool:
    return country.strip().lower() in {"", "france", "fr", "f"}


def _with_zero(text: str) -> str:
    digits = text.strip()
    return f"0{digits}" if _LOST_ZERO.match(digits) else text
