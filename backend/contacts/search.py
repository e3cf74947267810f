"""What is searched in a person, and how a query is cut into words. Pure functions."""

import re
from collections.abc import Iterable

from backend.contacts.names import match_key
from backend.contacts.phones import search_forms
from backend.core.text import fold

SHORT = 2
WORDS_AT_MOST = 8
_NUMBER = re.compile(r"(?:\+|\b00)?\d[\d\s.\-/()\u00a0\u202f]*\d")
_TRUNK = re.compile(r"^(?:\+|00)33\s*\(?0?\)?")


def search_text(
    *,
    given_name: str,
    family_name: str,
    jobs: Iterable[str],
    organisations: Iterable[str],
    emails: Iterable[str],
    phones: Iterable[str],
) -> str:
    """The folded text of a person, family name first; it begins with a space, so each word has one before."""
    parts = [fold(family_name), fold(given_name), *map(fold, jobs)]
    for name in organisations:
        parts += [fold(name), match_key(name)]
    parts += [fold(email) for email in emails]
    parts += [search_forms(phone) for phone in phones]
    return " " + " ".join(dict.fromkeys(part for part in parts if part))


def query_words(query: str) -> list[str]:
    """`Lefèvre 06 39` -> ['lefevre', '0639']: folded words, the digits of a number in one piece."""
    joined = _NUMBER.sub(lambda found: f" {_digits(found.group())} ", query)
    words = [word.strip(".") for word in fold(joined).split()]
    return [word for word in dict.fromkeys(words) if word][:WORDS_AT_MOST]


def _digits(number: str) -> str:
    french = _TRUNK.match(number)
    rest = re.sub(r"\D", "", number[french.end() :] if french else number)
    if french:
        return f"+33{rest}"
    return f"+{rest}" if number.startswith("+") else f"+{rest[2:]}" if number.startswith("00") else rest
