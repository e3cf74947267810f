"""How French names sound: recall and precision on both halves of the table, time a name, Soundex beside it."""

import itertools
import time
from collections.abc import Callable, Collection
from typing import Any

from backend.contacts import phonetics
from backend.core.text import fold
from tests.backend.contacts.phonetics_table import HALVES, judge, spellings

_SOUNDEX = {
    letter: digit for digit, of in enumerate(("bfpv", "cgjkqsxz", "dt", "l", "mn", "r"), 1) for letter in of
}
CODES: dict[str, Callable[[str], Collection[str]]] = {
    "phonetics": phonetics.codes,
    "phonetics, accents lost": lambda name: phonetics.codes(fold(name)),
    "phonetics, strict code only": lambda name: {phonetics.strict(name)},
    "soundex, as fuzzystrmatch": lambda name: {_soundex(fold(name))},
}


def measure() -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for (what, codes_of), half in itertools.product(CODES.items(), HALVES):
        verdict = judge(half, codes_of)
        rows.append(
            {
                "what": f"{what}: {half}",
                "recall": round(verdict.recall, 3),
                "precision": round(verdict.precision, 3),
                "us a name": round(_microseconds(codes_of, half), 1),
            }
        )
    return rows


def _microseconds(codes_of: Callable[[str], Collection[str]], half: str) -> float:
    names = [row.name for row in spellings(half)]
    started = time.perf_counter()
    for name in names:
        codes_of(name)
    return (time.perf_counter() - started) / len(names) * 1e6


def _soundex(word: str) -> str:
    """American Soundex as PostgreSQL computes it: vowels part two equal digits, h and w as well."""
    digits = [_SOUNDEX.get(letter, 0) for letter in word]
    kept = [digit for before, digit in itertools.pairwise(digits) if digit and digit != before]
    return (word[:1].upper() + "".join(map(str, kept)) + "000")[:4]
