"""Words that a typing error or two turns into one another.

Symmetric deletes (W. Garbe, SymSpell, 2012): words within N errors of each other share a form with at most N
letters left out of each. Forms are taken of the first seven letters and kept as 32-bit hashes; the words that share
one are then measured.
"""

from collections.abc import Iterable
from itertools import combinations
from zlib import crc32

from rapidfuzz.distance import OSA

BEGINNING = 7
LONG, SHORTEST = 8, 4


def errors_allowed(word: str) -> int:
    """None in three letters, one up to seven, two in more."""
    return 0 if len(word) < SHORTEST else 1 if len(word) < LONG else 2


def near_forms(word: str, errors: int) -> list[int]:
    """Hashes of the beginning of WORD with up to ERRORS letters left out; signed, as PostgreSQL keeps them."""
    letters = word[:BEGINNING]
    forms = {
        "".join(letters[at] for at in kept)
        for left_out in range(errors + 1)
        for kept in combinations(range(len(letters)), max(0, len(letters) - left_out))
    }
    return sorted(_signed(crc32(form.encode())) for form in forms)


def stored_forms(token: str) -> list[int]:
    """What the lexicon keeps of TOKEN: nothing of numbers, or of what is too short to be mistaken."""
    if not token.isalpha() or len(token) < SHORTEST - 1:
        return []
    return near_forms(token, 1 if len(token) < LONG - 1 else 2)


def measured(word: str, tokens: Iterable[str]) -> dict[str, int]:
    """Of TOKENS those that are WORD but for the errors allowed, with how many (a swap of neighbours is one)."""
    most = errors_allowed(word)
    found = {token: OSA.distance(word, token, score_cutoff=most) for token in tokens}
    return {token: errors for token, errors in found.items() if 0 < errors <= most}


def _signed(number: int) -> int:
    return number - (1 << 32) if number >= 1 << 31 else number
