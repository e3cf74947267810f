"""The distinct values of a field, each with a number, and what is known of each before any comparison."""

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from backend.contacts.matching.nicknames import full_form
from backend.contacts.matching.sounds import readings, skeleton, sound

Ids = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
_FEMININE = ("e", "le", "ne", "te", "que", "se")


class Words:
    """Distinct texts. `values[i]` is the text of id i; the empty text has no id (-1)."""

    def __init__(self, texts: Iterable[str]) -> None:
        self.ids = {text: place for place, text in enumerate(dict.fromkeys(text for text in texts if text))}
        self.values = np.array(list(self.ids), dtype=object)
        self._cuts: dict[tuple[int, int], Ids] = {}

    def of(self, texts: Iterable[str]) -> Ids:
        return np.array([self.ids.get(text, -1) for text in texts], dtype=np.int64)

    def cut(self, start: int, end: int) -> Ids:
        """For each value, the number of its characters START to END; equal numbers, equal characters; -1: none."""
        if (start, end) not in self._cuts:
            texts = [str(text)[start:end] for text in self.values]
            self._cuts[start, end] = Words(texts).of(texts)
        return self._cuts[start, end]

    def __len__(self) -> int:
        return len(self.values)


class Names(Words):
    """Given names and surnames in one table, for they are typed in each other's place.

    Attributes:
        holders: how many different companions a name has (see frequency.py); set by the columns.
    """

    holders: npt.NDArray[np.int64]

    def __init__(self, texts: Iterable[str]) -> None:
        super().__init__(texts)
        texts = [str(text) for text in self.values]
        split = [text.replace(".", " ").replace("+", " ").split() or [text] for text in texts]
        glued = ["".join(parts) for parts in split]
        self.glued = np.array(glued, dtype=object)
        self.length = np.array([len(text) for text in glued], dtype=np.int64)
        self.parts = np.array([len(parts) for parts in split], dtype=np.int64)
        self.sound = _numbered([sound(text) for text in texts])
        self.skeleton = _numbered([skeleton(text) for text in texts])
        self.full = _numbered([full_form(text).replace(" ", "") for text in glued])
        whole = Words(full_form(part) for parts in split for part in parts)
        self.first = whole.of(full_form(parts[0]) for parts in split)
        self.last = whole.of(full_form(parts[-1]) for parts in split)
        self.letter = np.array([ord(text[0]) for text in glued], dtype=np.int64)
        self.initials = np.array([all(len(part) == 1 for part in parts) for parts in split], dtype=bool)
        self.holders = np.zeros(len(texts), dtype=np.int64)

    def one_is_part_of_other(self, a: Ids, b: Ids) -> Flags:
        """`jean` and `jean francois`, `dupont` and `dupont durand`, but not `jean luc` and `jean marc`."""
        lone = (self.parts[a] == 1) != (self.parts[b] == 1)
        single, other = np.where(self.parts[a] == 1, a, b), np.where(self.parts[a] == 1, b, a)
        shared = (self.first[single] == self.first[other]) | (self.first[single] == self.last[other])
        return np.asarray(lone & shared & (self.length[single] >= 3))

    def one_is_initial_of_other(self, a: Ids, b: Ids) -> Flags:
        """`j` and `julie`; `j f` and `jean francois`."""
        return np.asarray((self.initials[a] | self.initials[b]) & (self.letter[a] == self.letter[b]))

    def sound_alike(self, a: Ids, b: Ids) -> Flags:
        """One of the ways to read the first is one of the ways to read the second."""
        alike = self.sound[a] == self.sound[b]
        for place in np.flatnonzero(~alike & (self.skeleton[a] == self.skeleton[b])):
            one, other = self.glued[a[place]], self.glued[b[place]]
            alike[place] = not readings(one).isdisjoint(readings(other))
        return np.asarray(alike)

    def one_is_feminine_of_other(self, a: Ids, b: Ids) -> Flags:
        """`michel` and `michele`, `daniel` and `danielle` sound alike and are two names."""
        return np.array(
            [_feminine(self.glued[x], self.glued[y]) for x, y in zip(a, b, strict=True)], dtype=bool
        )


def _feminine(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return short != long and long.startswith(short) and long[len(short) :] in _FEMININE


def _numbered(texts: Sequence[str]) -> Ids:
    return Words(texts).of(texts)
