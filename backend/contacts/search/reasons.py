"""Why somebody was found, in the words of who searches; empty where the name says it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from backend.contacts.search.lexicon import Alike
from backend.contacts.search.words import SAINTS, SHORT
from backend.core.text import fold

_PARTS: dict[str, str] = {
    "f": "fonction",
    "o": "organisme",
    "e": "e-mail",
    "p": "téléphone",
    "s": "site ou réseau social",
    "a": "adresse",
    "t": "classement",
    "c": "autre champ",
}
_WORD = re.compile(r"[\w'’.-]+")


@dataclass(frozen=True, slots=True)
class Found:
    """What of a search row tells why."""

    names: str
    text: str
    tokens: list[str]


def reason(row: Found, words: Sequence[str], meant: Mapping[str, Alike], shown: str) -> str:
    """`e-mail`; `se prononce comme « Lefèvre »`; several joined. SHOWN holds the words as they are written."""
    told = (_of_word(row, word, meant.get(word), shown) for word in words)
    return ", ".join(dict.fromkeys(one for one in told if one))


def _of_word(row: Found, word: str, meant: Alike | None, shown: str) -> str:
    pattern = f" {word}" if len(word) <= SHORT else word
    if pattern in row.names:
        return _of_name(word, re.sub(r"[ .]", "", fold(shown)))
    at = row.text.find(pattern)
    if at >= 0:
        mark = row.text.rfind("|", 0, at)
        return _PARTS[row.text[mark + 1]] if mark >= 0 else ""
    if meant is None:
        return "champ réservé"
    if token := next((token for token in meant.sounds if token in row.tokens), ""):
        return f"se prononce comme « {_written(token, shown)} »"
    if token := next((token for token in meant.errors if token in row.tokens), ""):
        return f"faute de frappe : « {_written(token, shown)} »"
    return "champ réservé"


def _of_name(word: str, shown: str) -> str:
    if word.replace(".", "") in shown or word in SAINTS:
        return ""
    return "initiales" if len(word) <= SHORT + 1 else "autre nom"


def _written(token: str, shown: str) -> str:
    """TOKEN as the person writes it: lefevre -> Lefèvre; a compound name as far as it is one."""
    written: list[str] = [*_WORD.findall(shown), *re.split(r"[\s'’-]+", shown)]
    for text in written:
        if fold(text).replace(" ", "") == token:
            return text
    return token.capitalize()
