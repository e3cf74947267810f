"""Reads a name token by the rules. The phone does the same (pwa/src/lib/people/phonetics.ts)."""

import re

from backend.contacts.phonetics.rules import (
    LETTERS_AT_MOST,
    LOOSER,
    PARTICLES,
    READINGS_AT_MOST,
    RESPELLED,
    RULES,
    SAINTS,
)
from backend.core.text import fold

_SPELLINGS = re.compile("|".join(f"({rule.spelling})" for rule in RULES))
_SOUNDS: list[tuple[str, str | None]] = [("", None), *((rule.sound, rule.other) for rule in RULES)]
_TWICE = re.compile(r"(.)\1+")
_NOT_LETTERS = re.compile("[^a-z]+")
_LOOSER = [(re.compile(pattern), sound) for pattern, sound in LOOSER]


def strict(token: str) -> str:
    """The first reading of one token: `Baudouin` -> `BODW1`; empty when it has no letters."""
    word = _letters(token)
    return _finished("".join(sound for sound, _ in _read(word)), word)


def loose(token: str) -> str:
    """A coarse skeleton, for ranking and blocking only: `Baudouin`, `Bottin` -> `PTN`."""
    code = strict(token)
    if code.islower():
        return code
    for pattern, sound in _LOOSER:
        code = pattern.sub(sound, code)
    return _TWICE.sub(r"\1", code)


def codes(token: str) -> frozenset[str]:
    """All readings of one token, the strict one among them: two tokens that share one may sound the same."""
    word = _letters(token)
    readings = [""]
    for sound, other in _read(word):
        if other is None or 2 * len(readings) > READINGS_AT_MOST:
            readings = [reading + sound for reading in readings]
        else:
            readings = [reading + choice for reading in readings for choice in (sound, other)]
    return frozenset(_finished(reading, word) for reading in readings if word)


def text_codes(text: str) -> frozenset[str]:
    """The codes of every token of a name, and of particles joined to what follows them.

    `de La Tour` -> those of `tour`, `latour`, `delatour`; a particle alone has none, unless there is nothing else.
    """
    tokens = [token for token in _NOT_LETTERS.split(fold(text)) if token]
    found: set[str] = set()
    for at, token in enumerate(tokens):
        if token in PARTICLES:
            continue
        found |= codes(token)
        found |= _joined(tokens, at)
    return frozenset(found or {code for token in tokens for code in codes(token)})


def _joined(tokens: list[str], end: int) -> set[str]:
    """The codes of tokens[end] with the particles before it, one by one."""
    found: set[str] = set()
    word = tokens[end]
    for token in reversed(tokens[max(0, end - 3) : end]):
        if token not in PARTICLES and token not in SAINTS:
            break
        word = RESPELLED.get(token, token) + word
        found |= codes(word)
    return found


def _letters(token: str) -> str:
    word = _NOT_LETTERS.sub("", fold(token))[:LETTERS_AT_MOST]
    return RESPELLED.get(word, word)


def _read(word: str) -> list[tuple[str, str | None]]:
    return [_SOUNDS[match.lastindex or 0] for match in _SPELLINGS.finditer(word)]


def _finished(sounds: str, word: str) -> str:
    """A sound said twice is one. A single sound says too little (Hue, Eu, Haye): then the letters are the code."""
    code = _TWICE.sub(r"\1", sounds)
    return code if len(code) > 1 else word
