"""Folding of French text for comparison and search; the SQL function `fold` in migration 0001 does the same."""

import re
import unicodedata

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "đ": "d", "ł": "l", "ı": "i"})
_OTHER = re.compile(r"[^a-z0-9@.+]+")
_COMBINING = range(0x300, 0x20000)  # where Unicode has combining characters; a test looks at all of it
_MARKS = re.compile(f"[{''.join(char for char in map(chr, _COMBINING) if unicodedata.combining(char))}]")


def fold(text: str) -> str:
    """Lower case, no accents, no ligatures; whatever is not a letter, a digit or one of @ . + is one space."""
    plain = text.lower()
    if not plain.isascii():
        plain = _MARKS.sub("", unicodedata.normalize("NFKD", plain)).translate(_LIGATURES)
    return _OTHER.sub(" ", plain).strip()


def words(text: str) -> list[str]:
    return fold(text).split()
