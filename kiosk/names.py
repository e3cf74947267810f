"""Finding a guest by name at the door, without a network: accents, particles, order and sound do not matter."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache
from heapq import nsmallest
from typing import Any

MOST = 20
SHORTEST = 2
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "đ": "d", "ł": "l", "ı": "i"})
_OTHER = re.compile(r"[^a-z0-9]+")
PARTICLES = frozenset(
    (
        "d",
        "de",
        "du",
        "des",
        "la",
        "le",
        "les",
        "l",
        "van",
        "von",
        "der",
        "den",
        "di",
        "da",
        "el",
        "al",
        "ben",
        "bin",
    )
)
_SOUNDS = [
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"(.)\1+", r"\1"),
        (r"sch|sh|ch", "2"),
        (r"ph", "f"),
        (r"gn", "3"),
        (r"bv", "v"),
        (r"(?:eau|au|o)l?[tdxs]*$", "o"),
        (r"eau|au", "o"),
        (r"[ckq]u(?=[eiy])|c?k|c(?![eiyh])|q", "k"),
        (r"gu(?=[eiy])", "9"),
        (r"g(?=[eiy])", "j"),
        (r"9", "g"),
        (r"ou|oo", "4"),
        (r"oi|oy", "5"),
        (r"(?:ain|ein|aim|in|im|yn|ym|un|um)(?![aeiouy])", "6"),
        (r"(?:an|am|en|em)(?![aeiouy])", "7"),
        (r"(?:on|om)(?![aeiouy])", "8"),
        (r"ai|ei|ay|ey|er$|ez$|et$|es$", "e"),
        (r"eu|oe", "e"),
        (r"sc(?=[eiy])|c|x|z", "s"),
        (r"w", "v"),
        (r"y", "i"),
        (r"h", ""),
        (r"(?<=.)[tdspe]+$", ""),
        (r"(.)\1+", r"\1"),
    )
]


def fold(text: str) -> str:
    """Lower case without accents; whatever is no letter or digit is one space."""
    plain = text.lower()
    if not plain.isascii():
        plain = unicodedata.normalize("NFKD", plain).translate(_LIGATURES)
        plain = "".join(char for char in plain if not unicodedata.combining(char))
    return _OTHER.sub(" ", plain).strip()


@lru_cache(maxsize=100_000)
def sound(word: str) -> str:
    """How a folded French word sounds, roughly: what is said alike is written alike."""
    for pattern, heard in _SOUNDS:
        word = pattern.sub(heard, word)
    return word


class Names:
    """The index of one evening in memory. ENTRIES as in the roster's index: the row's facts and an `id` each."""

    def __init__(self, entries: Iterable[Mapping[str, Any]] = ()) -> None:
        self._entries: dict[str, Mapping[str, Any]] = {}
        self._names: dict[str, str] = {}
        self._all: dict[str, str] = {}
        self._sounds: dict[str, set[str]] = {}
        self.put(entries)

    def __len__(self) -> int:
        return len(self._entries)

    @property
    def ids(self) -> list[str]:
        return list(self._entries)

    def put(self, entries: Iterable[Mapping[str, Any]]) -> None:
        for entry in entries:
            key = entry["id"]
            self.remove((key,))
            name = fold(entry.get("name", ""))
            self._entries[key] = entry
            self._names[key] = f" {name}"
            house = fold(entry.get("organisation", ""))
            self._all[key] = f" {name} {house}" if house else f" {name}"
            for word in name.split():
                self._sounds.setdefault(sound(word), set()).add(key)

    def remove(self, ids: Iterable[str]) -> None:
        for key in ids:
            if self._entries.pop(key, None) is None:
                continue
            for word in self._names.pop(key).split():
                self._sounds.get(sound(word), set()).discard(key)
            del self._all[key]

    def get(self, guest_id: str) -> Mapping[str, Any] | None:
        return self._entries.get(guest_id)

    def find(self, query: str) -> list[Mapping[str, Any]]:
        """At most twenty, the likeliest first: a word begins with what was typed, holds it, or sounds like it."""
        words = fold(query).split()
        weighty = [word for word in words if word not in PARTICLES] or words
        if not any(len(word) >= SHORTEST for word in weighty):
            return []
        found: set[str] | None = None
        for word in sorted(weighty, key=len, reverse=True):
            among = self._holding(word, found) | self._sounding(word, found)
            found = among
            if not found:
                return []
        nearest = nsmallest(
            MOST, found or (), key=lambda key: (*self._distance(key, weighty, words), self._names[key])
        )
        return [self._entries[key] for key in nearest]

    def _holding(self, word: str, among: set[str] | None) -> set[str]:
        if len(word) <= SHORTEST:  # in the midst of a word, two letters are everywhere
            word = f" {word}"
        if among is None:
            return {key for key, text in self._all.items() if word in text}
        return {key for key in among if word in self._all[key]}

    def _sounding(self, word: str, among: set[str] | None) -> set[str]:
        found = self._sounds.get(sound(word), set()) if len(word) > SHORTEST else set()
        return set(found) if among is None else found & among

    def _distance(self, key: str, weighty: list[str], words: list[str]) -> tuple[int, int]:
        name, text = self._names[key], self._all[key]
        steps = 0
        for word in weighty:
            if f" {word} " in f"{name} ":
                continue
            steps += 1 if f" {word}" in name else 2 if f" {word}" in text else 3 if word in text else 4
        return steps, sum(f" {word} " not in f"{text} " for word in words)
