"""Reads a name token by the rules. The phone does the same (pwa/src/lib/people/phonetics.ts)."""

import re
import unicodedata
from collections.abc import Iterator

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
_OTHER = re.compile("[^a-z+]+")
_LOOSER = [(re.compile(pattern), sound) for pattern, sound in LOOSER]

# A letter whose accent says how it sounds is marked with a + behind it, which `fold` keeps.
_MARKS = str.maketrans({"é": "e+", "è": "e+", "ê": "e+", "ë": "e+", "ç": "c+", "+": " "})


def strict(token: str) -> str:
    """The first reading of one token, without its accents: `Baudouin` -> `BODW1`; empty when it has no letters."""
    word, _ = _word(_marked(token))
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
    """All readings of one token, the strict one among them: two tokens that share one may sound the same.

    Names are read as if they had lost their accents; one that still has them gets one reading more, with them. So
    `codes("Fouqué")` holds `codes("fouque")`, and the code of Fouquet.
    """
    return frozenset(_codes(_marked(token)))


def text_codes(text: str) -> frozenset[str]:
    """The codes of every token of a name, and of particles joined to what follows them.

    `de La Tour` -> those of `tour`, `latour`, `delatour`; a particle alone has none, unless there is nothing else.
    """
    tokens = [token for token in _OTHER.sub(" ", _marked(text)).split() if _bare(token)]
    found: set[str] = set()
    for at, token in enumerate(tokens):
        if _bare(token) not in PARTICLES:
            found.update(_codes(token), *map(_codes, _joined(tokens, at)))
    return frozenset(found or {code for token in tokens for code in _codes(token)})


def _joined(tokens: list[str], end: int) -> Iterator[str]:
    """tokens[end] in one piece with the particles before it, one by one, three at most."""
    word = tokens[end]
    for token in reversed(tokens[max(0, end - 3) : end]):
        bare = _bare(token)
        if bare not in PARTICLES and bare not in SAINTS:
            return
        word = RESPELLED.get(bare, bare) + word
        yield word


def _marked(text: str) -> str:
    return fold(unicodedata.normalize("NFC", text.lower()).translate(_MARKS))


def _bare(marked: str) -> str:
    return marked.replace("+", "")


def _word(marked: str) -> tuple[str, set[int]]:
    """The letters to read, and which of them have an accent."""
    kept = _OTHER.sub("", marked)
    word = _bare(kept)[:LETTERS_AT_MOST]
    if word in RESPELLED:
        return RESPELLED[word], set()
    return word, {plus.start() - before - 1 for before, plus in enumerate(re.finditer(r"\+", kept))}


def _codes(marked: str) -> set[str]:
    word, accents = _word(marked)
    readings = [""]
    for sound, other in _read(word):
        if other is None or 2 * len(readings) > READINGS_AT_MOST:
            readings = [reading + sound for reading in readings]
        else:
            readings = [reading + choice for reading in readings for choice in (sound, other)]
    if accents:
        readings.append(_read_with(accents, word))
    return {_finished(reading, word) for reading in readings if word}


def _read(word: str) -> list[tuple[str, str | None]]:
    return [_SOUNDS[match.lastindex or 0] for match in _SPELLINGS.finditer(word)]


def _read_with(accents: set[int], word: str) -> str:
    """One reading in which no accented e is silent or weak, and ç is soft."""
    sounds = ""
    for match in _SPELLINGS.finditer(word):
        sound, _ = _SOUNDS[match.lastindex or 0]
        if match.start() not in accents:
            sounds += sound
        elif match.group() == "c":
            sounds += "S"
        elif sound in ("", "Q"):
            sounds += match.group().upper()  # E; ES in Pagès
        else:
            sounds += sound
    return sounds


def _finished(sounds: str, word: str) -> str:
    """A sound said twice is one. A single sound says too little (Hue, Eu, Haye): then the letters are the code."""
    code = _TWICE.sub(r"\1", sounds)
    return code if len(code) > 1 else word
