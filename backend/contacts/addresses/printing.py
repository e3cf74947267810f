"""Six lines of 38 characters, as French sorting machines read them (NF Z10-011, January 2013).

1 recipient (with organisation and service under it) · 2 delivery · 3 building · 4 number and way · 5 place or BP ·
6 postcode and town, and for another country its name in capitals last. Lines 4 to 6 are capitals without accents
or punctuation; the lines above stay as they are written. Long lines are shortened with the short forms of the
norm, never otherwise, as long as that is enough; when it is not, a warning says what is missing.
"""

import re
import unicodedata
from dataclasses import dataclass, field

from backend.contacts.addresses.abbreviations import SMALL_WORDS, STEPS
from backend.contacts.addresses.address import Address
from backend.contacts.addresses.countries import country_name

WIDTH = 38
LINES = 6
_LIGATURES = str.maketrans({"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "ß": "ss", "ø": "o", "Ø": "O"})
_NOT_PRINTED = re.compile(r"[\W_]+")
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Printed:
    lines: list[str]
    warnings: list[str] = field(default_factory=list)
    """Sentences for a person: what did not fit."""


def printed_lines(
    address: Address, *, recipient: str = "", organisation: str = "", service: str = ""
) -> list[str]:
    return print_address(address, recipient=recipient, organisation=organisation, service=service).lines


def print_address(
    address: Address, *, recipient: str = "", organisation: str = "", service: str = ""
) -> Printed:
    """What is printed on a label or in a window; at most six lines, none longer than 38 characters."""
    names = [_spaced(text) for text in (recipient, organisation, service)]
    inside = [_spaced(address.delivery), _spaced(address.building)]
    sorted_by_machine = [capitals(address.street), capitals(address.place), capitals(address.town)]
    if address.is_foreign:
        sorted_by_machine.append(capitals(country_name(address.country)))
    warnings: list[str] = []
    lines = [_fitted(text, warnings) for text in _joined([*names, *inside, *sorted_by_machine])]
    return Printed([line for line in lines if line], warnings)


def capitals(text: str) -> str:
    """« 12 bis, rue de l’Église » -> `12 BIS RUE DE L EGLISE`."""
    return _NOT_PRINTED.sub(" ", _plain(text).upper()).strip()


def _joined(texts: list[str]) -> list[str]:
    """At most six lines: what belongs together shares one, beginning with what matters least."""
    recipient, organisation, service, delivery, building, street, place, *town = texts
    pairs = [(organisation, service), (delivery, building), (street, place)]
    count = sum(1 for text in texts if text)
    for number, (one, other) in enumerate(pairs):
        if count > LINES and one and other:
            pairs[number] = (f"{one} {other}", "")
            count -= 1
    return [text for text in (recipient, *pairs[0], *pairs[1], *pairs[2], *town) if text]


def _fitted(text: str, warnings: list[str]) -> str:
    """TEXT in 38 characters: short forms first, then without small words, then with a warning cut."""
    if len(text) <= WIDTH:
        return text
    line = _spaced(text)
    for forms in STEPS:
        for long, short in forms.items():
            if len(line) <= WIDTH:
                return line
            line = _replaced(line, long, short)
    if len(line) > WIDTH:
        line = _without_small_words(line)
    if len(line) > WIDTH:
        cut = _cut(line)
        warnings.append(
            f"« {text} » ne tient pas sur une ligne de {WIDTH} caractères : « {cut} » sera imprimé."
        )
        return cut
    return line


def _replaced(line: str, long: str, short: str) -> str:
    """LINE with its words LONG (of one word or two, accents aside) written SHORT."""
    words, wanted = line.split(), long.split()
    folded = [_plain(word).upper() for word in words]
    for start in range(len(words) - len(wanted), -1, -1):
        if folded[start : start + len(wanted)] == wanted:
            words[start : start + len(wanted)] = [short]
            folded[start : start + len(wanted)] = [short]
    return " ".join(words)


def _without_small_words(line: str) -> str:
    words = line.split()
    for number in range(len(words) - 1, 0, -1):
        if len(" ".join(words)) <= WIDTH:
            break
        if _plain(words[number]).upper() in SMALL_WORDS:
            del words[number]
    return " ".join(words)


def _cut(line: str) -> str:
    """LINE without words, from the end, that hold no digit: a number is what a postman needs."""
    words = line.split()
    for number in range(len(words) - 1, -1, -1):
        if len(" ".join(words)) <= WIDTH:
            break
        if not _DIGIT.search(words[number]) and len(words) > 1:
            del words[number]
    return " ".join(words)[:WIDTH].strip()


def _spaced(text: str) -> str:
    return " ".join(text.split())


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.translate(_LIGATURES))
    return "".join(char for char in decomposed if not unicodedata.combining(char))
