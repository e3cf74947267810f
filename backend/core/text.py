"""Folding of French text for comparison and search; the SQL function `fold` in migration 0001 does the same."""

import re
import unicodedata

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "đ": "d", "ł": "l", "ı": "i"})
_OTHER = re.compile(r"[^a-z0-9@.+]+")


def fold(text: str) -> str:
    """Lower case, no accents, no ligatures; whatever is not a letter, a digit or one of @ . + is one space."""
    decomposed = unicodedata.normalize("NFKD", text.lower())
    plain = "".join(char for char in decomposed if not unicodedata.combining(char))
    return _OTHER.sub(" ", plain.translate(_LIGATURES)).strip()


def words(text: str) -> list[str]:
    return fold(text).split()
