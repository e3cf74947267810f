"""Folding of French text for comparison and search; the SQL function `fold` in migration 0001 does the same."""

import re
import unicodedata
from functools import lru_cache

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "đ": "d", "ł": "l", "ı": "i"})
_SHORT = 60  # characters
_OTHER = re.compile(r"[^a-z0-9@.+]+")
_COMBINING = range(0x300, 0x20000)  # where Unicode has combining characters; a test looks at all of it
_MARKS = re.compile(f"[{''.join(char for char in map(chr, _COMBINING) if unicodedata.combining(char))}]")


def fold(text: str) -> str:
    """Lower case, no accents, no ligatures; whatever is not a letter, a digit or one of @ . + is one space."""
    return _fold_short(text) if len(text) <= _SHORT else _fold(text)


def _fold(text: str) -> str:
    plain = text.lower()
    if not plain.isascii():
        plain = _MARKS.sub("", unicodedata.normalize("NFKD", plain)).translate(_LIGATURES)
    return _OTHER.sub(" ", plain).strip()


_fold_short = lru_cache(maxsize=20_000)(_fold)
"""Names, towns, functions and labels come again and again: at most some 5 MB of them are remembered."""


def words(text: str) -> list[str]:
    return fold(text).split()
