"""A query cut into words, and the spellings under which a name is filed. Pure functions."""

import re
from collections.abc import Iterable, Iterator, Sequence

from backend.core.text import fold

SHORT = 2
WORDS_AT_MOST = 8
LETTERS_AT_MOST = 60
_NUMBER = re.compile(r"(?:\+|\b00)?\d[\d\s.\-/()\u00a0\u202f]*\d")
_TRUNK = re.compile(r"^(?:\+|00)33\s*\(?0?\)?")
SAINTS = {"saint": "st", "st": "saint", "sainte": "ste", "ste": "sainte"}
_SMALL = {"de", "du", "des", "d", "la", "le", "les", "l", "et", "en", "au", "aux", "a", "sur", "pour"}
# Left out of a query that says more: « de La Tour » is filed under La Tour as often as not.
PARTICLES = {"de", "du", "des", "d", "von", "van"}


def query_words(query: str) -> list[str]:
    """`Lefèvre 06 39` -> ['lefevre', '0639']: folded words, the digits of a number in one piece."""
    joined = _NUMBER.sub(lambda found: f" {_digits(found.group())} ", query)
    words = [word.strip(".")[:LETTERS_AT_MOST] for word in fold(joined).split()]
    return [word for word in dict.fromkeys(words) if word.strip("+@.")][:WORDS_AT_MOST]


def needed_words(words: Sequence[str]) -> list[str]:
    """WORDS without particles, where something else is left."""
    return [word for word in words if word not in PARTICLES] or list(words)


def is_number(word: str) -> bool:
    return word.lstrip("+").isdigit()


def is_spoken(word: str) -> bool:
    """Whether WORD is of letters only, so that it can sound like another or be mistyped."""
    return word.isalpha() and len(word) > SHORT


def spellings(text: str) -> Iterator[str]:
    """What else a name is looked for by: `jean francois` -> jeanfrancois, jf; `st denis` -> saint, saintdenis."""
    words = fold(text.replace(".", " ")).split()
    yield from _joined(words)
    other = [SAINTS.get(word, word) for word in words]
    if other != words:
        yield from (word for word in other if word not in words)
        yield from _joined(other)
    if len(words) > 1:
        yield "".join(word[0] for word in words)


def other_saints(folded: str) -> str:
    """`mairie de saint denis` -> `st denis`, and the other way round; empty without a saint."""
    words = folded.split()
    return " ".join(
        f"{SAINTS[word]} {following}"
        for word, following in zip(words, [*words[1:], ""], strict=True)
        if word in SAINTS
    )


def acronym(name: str) -> str:
    """`Agence France Dépêches` -> afd; empty where nobody would say it."""
    words = [word for word in fold(name.replace(".", "")).split() if word not in _SMALL]
    return "".join(word[0] for word in words) if 2 < len(words) < 8 else ""


def text_words(parts: Iterable[str]) -> set[str]:
    """The words of folded texts, without their dots; those that hold one also piece by piece."""
    found: set[str] = set()
    for part in parts:
        for word in part.split():
            if word.isalnum():
                found.add(word)
                continue
            bare = word.strip(".+@")
            found.update(piece for piece in (bare.replace(".", ""), *re.split(r"[.@+]", bare)) if piece)
    return {word for word in found if len(word) <= LETTERS_AT_MOST}


def _joined(words: Sequence[str]) -> Iterator[str]:
    """`de la tour` -> delatour, latour, dela: every run of two words, and of all that follow one."""
    for at in range(len(words) - 1):
        yield "".join(words[at : at + 2])
        yield "".join(words[at:])


def _digits(number: str) -> str:
    french = _TRUNK.match(number)
    rest = re.sub(r"\D", "", number[french.end() :] if french else number)
    if french:
        return f"+33{rest}"
    return f"+{rest}" if number.startswith("+") else f"+{rest[2:]}" if number.startswith("00") else rest
