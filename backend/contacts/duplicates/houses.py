"""Which organisations are the same: by number, by what their name amounts to, by acronym. Pure functions."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from rapidfuzz.distance import DamerauLevenshtein

from backend.contacts.matching import Evidence, Pair
from backend.contacts.names import match_key
from backend.core.text import fold

_AT_MOST = 60
_SMALL = {"de", "du", "des", "la", "le", "les", "et", "l", "d", "en", "pour", "a", "au", "aux"}
_SAID = {
    "siren": ("même SIREN", 20.0),
    "name": ("mêmes mots dans le nom", 8.0),
    "close": ("noms presque identiques", 8.0),
    "acronym": ("le sigle de l’un est le nom de l’autre", 8.0),
    "point": ("même téléphone ou même adresse e-mail", 4.0),
}
_OTHER_SIREN = Evidence("siren", "different", "SIREN différents", -20.0)
_PRIOR = -4.0


@dataclass(frozen=True, slots=True)
class House:
    id: str
    name: str
    acronym: str = ""
    legal_name: str = ""
    siren: str = ""
    points: Sequence[str] = ()


def pairs_of_houses(houses: Iterable[House]) -> Iterator[Pair]:
    """Pairs likelier than not to be one organisation; each once."""
    every = {house.id: house for house in houses}
    blocks: dict[tuple[str, str], set[str]] = defaultdict(set)
    for house in every.values():
        for key in _keys(house):
            blocks[key].add(house.id)
    seen: set[tuple[str, str]] = set()
    for members in blocks.values():
        if len(members) <= _AT_MOST:
            seen |= set(combinations(sorted(members), 2))
    for a, b in sorted(seen):
        pair = compare_houses(every[a], every[b])
        if pair.score >= 0.9:
            yield pair


def compare_houses(a: House, b: House) -> Pair:
    why = list(_why(a, b))
    bits = _PRIOR + sum(one.bits for one in why)
    score = 1 / (1 + 2 ** -max(min(bits, 60), -60))
    return Pair(min(a.id, b.id), max(a.id, b.id), round(score, 4), tuple(why))


def _why(a: House, b: House) -> Iterator[Evidence]:
    if a.siren and b.siren:
        yield _said("siren") if a.siren == b.siren else _OTHER_SIREN
    one, other = _words(a.name), _words(b.name)
    if one and one == other:
        yield _said("name")
    elif _close(match_key(a.name), match_key(b.name)):
        yield _said("close")
    if _acronyms(a) & _acronyms(b) and one != other:
        yield _said("acronym")
    if set(a.points) & set(b.points):
        yield _said("point")


def _said(level: str) -> Evidence:
    sentence, bits = _SAID[level]
    return Evidence("organisation", level, sentence, bits)


def _keys(house: House) -> Iterator[tuple[str, str]]:
    if house.siren:
        yield "siren", house.siren
    words = _words(house.name)
    yield "name", " ".join(sorted(words))
    glued = match_key(house.name).replace(" ", "")
    yield "head", glued[:5]
    yield "tail", glued[-5:]
    for acronym in _acronyms(house):
        yield "acronym", acronym
    for point in house.points:
        yield "point", point


def _words(name: str) -> frozenset[str]:
    return frozenset(match_key(name).split()) - _SMALL


def _acronyms(house: House) -> set[str]:
    """`afp` of « Agence France-Presse », of its acronym, and of a name that is one word in capitals."""
    found = {fold(house.acronym).replace(" ", "").replace(".", "")}
    letters = "".join(word[0] for word in match_key(house.name).split() if word not in _SMALL)
    found.add(letters if len(letters) >= 3 else "")
    if house.name.isupper() and " " not in house.name.strip():
        found.add(fold(house.name).replace(".", ""))
    return found - {""}


def _close(one: str, other: str) -> bool:
    """A typing error in a long name; a name that differs by a number is another organisation."""
    digits = [[char for char in text if char.isdigit()] for text in (one, other)]
    if min(len(one), len(other)) < 8 or digits[0] != digits[1]:
        return False
    return DamerauLevenshtein.distance(one.replace(" ", ""), other.replace(" ", ""), score_cutoff=2) <= 2
