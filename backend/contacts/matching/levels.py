"""How much two values of one field agree: a small whole number, the level. MISSING where either says nothing.

Every function takes two arrays of value ids of the same length (-1: missing) and returns an array of levels. Each
pair of values is compared once, in RapidFuzz, however many pairs of records hold it.
"""

from collections.abc import Callable
from enum import IntEnum

import numpy as np
import numpy.typing as npt
from rapidfuzz import distance, fuzz, process

from backend.contacts.matching.vocabulary import Names, Words

Ids = npt.NDArray[np.int64]
Levels = npt.NDArray[np.int8]
MISSING = -1
_FEW = 5_000


class NameLevel(IntEnum):
    EXACT = 0
    SOUND = 1
    CLOSE = 2  # a typing error or two
    SHORT = 3  # a nickname, one part of a compound name
    INITIAL = 4
    FAR = 5
    DIFFERENT = 6


class BirthLevel(IntEnum):
    EXACT = 0
    SWAPPED = 1  # day and month
    CLOSE = 2  # one figure, or two figures in the wrong order
    PARTS = 3  # two of day, month and year
    YEAR = 4  # the same year is all that is known, or all that agrees
    DIFFERENT = 5
    GENERATION = 6  # 15 to 50 years apart


class StreetLevel(IntEnum):
    EXACT = 0  # street and number
    STREET = 1  # same street, a number missing
    CLOSE = 2  # a street spelled otherwise, no other number
    OTHER_NUMBER = 3
    FAR = 4
    DIFFERENT = 5


class CodeLevel(IntEnum):
    EXACT = 0
    CLOSE = 1
    AREA = 2  # same department
    DIFFERENT = 3


class WordsLevel(IntEnum):
    """Towns and organisations."""

    EXACT = 0
    CLOSE = 1
    FAR = 2
    DIFFERENT = 3


class PointLevel(IntEnum):
    """E-mail addresses and telephone numbers; several a record, the best pair counts."""

    EXACT = 0
    LOCAL = 1  # e-mail only: same name before the @
    CLOSE = 2
    DIFFERENT = 3


class SameLevel(IntEnum):
    SAME = 0
    CONFLICT = 1


def names(table: Names, a: Ids, b: Ids) -> Levels:
    return _by_value(a, b, lambda one, other: _name_levels(table, one, other))


def _name_levels(table: Names, a: Ids, b: Ids) -> Levels:
    one, other = table.glued[a], table.glued[b]
    edits = process.cpdist(one, other, scorer=distance.OSA.distance, dtype=np.uint8, workers=_workers(a))
    winkler = process.cpdist(
        one, other, scorer=distance.JaroWinkler.similarity, dtype=np.float32, workers=_workers(a)
    )
    longest = np.maximum(table.length[a], table.length[b])
    shortest = np.minimum(table.length[a], table.length[b])
    levels = np.full(len(a), NameLevel.DIFFERENT, dtype=np.int8)
    compounds = (table.parts[a] > 1) & (table.parts[b] > 1)
    far = ((winkler >= 0.85) | (edits <= 0.35 * longest)) & ~compounds & (shortest >= 3)
    levels[far] = NameLevel.FAR
    close = ((edits <= 1) & (longest >= 4)) | ((edits <= 2) & (longest >= 6))
    established = (table.holders[a] >= 3) & (table.holders[b] >= 3)
    levels[table.one_is_initial_of_other(a, b)] = NameLevel.INITIAL
    short = (table.full[a] == table.full[b]) | table.one_is_part_of_other(a, b)
    levels[short] = NameLevel.SHORT
    levels[close & ~established & ~short] = NameLevel.CLOSE
    levels[close & established & ~short] = NameLevel.FAR
    alike = np.flatnonzero(table.sound_alike(a, b) & (shortest >= 3) & (edits > 0))
    levels[alike[~table.one_is_feminine_of_other(a[alike], b[alike])]] = NameLevel.SOUND
    levels[edits == 0] = NameLevel.EXACT
    return levels


def births(table: Words, a: Ids, b: Ids) -> Levels:
    return _by_value(a, b, lambda one, other: _birth_levels(table, one, other))


def _birth_levels(table: Words, a: Ids, b: Ids) -> Levels:
    one, other = table.values[a], table.values[b]
    edits = process.cpdist(one, other, scorer=distance.OSA.distance, dtype=np.uint8, workers=_workers(a))
    whole = (table.cut(4, 8)[a] >= 0) & (table.cut(4, 8)[b] >= 0)
    year, month, day = (table.cut(*ends)[a] == table.cut(*ends)[b] for ends in ((0, 4), (4, 6), (6, 8)))
    gap = np.abs(_years(table)[a] - _years(table)[b])
    levels = np.full(len(a), BirthLevel.DIFFERENT, dtype=np.int8)
    levels[year] = BirthLevel.YEAR
    levels[whole & ((year & (month | day)) | (month & day))] = BirthLevel.PARTS
    levels[(gap >= 15) & (gap <= 50)] = BirthLevel.GENERATION
    levels[whole & (edits <= 1)] = BirthLevel.CLOSE
    levels[whole & year & _swapped(table, a, b)] = BirthLevel.SWAPPED
    levels[whole & (edits == 0)] = BirthLevel.EXACT
    return levels


def _years(table: Words) -> Ids:
    return np.array([int(text[:4]) for text in table.values], dtype=np.int64)


def _swapped(table: Words, a: Ids, b: Ids) -> npt.NDArray[np.bool_]:
    turned = [text[6:] + text[4:6] for text in table.values]
    numbers = {text: place for place, text in enumerate(dict.fromkeys(turned))}
    there = np.array([numbers[text] for text in turned], dtype=np.int64)
    here = np.array([numbers.get(text[4:], -1) for text in table.values], dtype=np.int64)
    return np.asarray(here[a] == there[b])


def streets(table: Words, a: Ids, b: Ids, numbers: tuple[Ids, Ids]) -> Levels:
    """NUMBERS are ids of house numbers, one array a side."""
    alike = _by_value(a, b, lambda one, other: _street_levels(table, one, other))
    known = (numbers[0] >= 0) & (numbers[1] >= 0)
    same = known & (numbers[0] == numbers[1])
    levels = alike.copy()
    levels[(alike == StreetLevel.STREET) & same] = StreetLevel.EXACT
    levels[(alike == StreetLevel.STREET) & known & ~same] = StreetLevel.OTHER_NUMBER
    levels[(alike == StreetLevel.CLOSE) & known & ~same] = StreetLevel.FAR
    return levels


def _street_levels(table: Words, a: Ids, b: Ids) -> Levels:
    one, other = table.values[a], table.values[b]
    ordered = process.cpdist(one, other, scorer=fuzz.token_sort_ratio, dtype=np.float32, workers=_workers(a))
    common = process.cpdist(one, other, scorer=fuzz.token_set_ratio, dtype=np.float32, workers=_workers(a))
    alike = np.maximum(ordered, common * 0.9)
    levels = np.full(len(a), StreetLevel.DIFFERENT, dtype=np.int8)
    levels[alike >= 60] = StreetLevel.FAR
    levels[alike >= 75] = StreetLevel.CLOSE
    levels[alike >= 90] = StreetLevel.STREET
    return levels


def codes(table: Words, a: Ids, b: Ids) -> Levels:
    return _by_value(a, b, lambda one, other: _code_levels(table, one, other))


def _code_levels(table: Words, a: Ids, b: Ids) -> Levels:
    one, other = table.values[a], table.values[b]
    edits = process.cpdist(one, other, scorer=distance.OSA.distance, dtype=np.uint8, workers=_workers(a))
    levels = np.full(len(a), CodeLevel.DIFFERENT, dtype=np.int8)
    levels[table.cut(0, 2)[a] == table.cut(0, 2)[b]] = CodeLevel.AREA
    levels[edits == 1] = CodeLevel.CLOSE
    levels[edits == 0] = CodeLevel.EXACT
    return levels


def words(table: Words, a: Ids, b: Ids) -> Levels:
    return _by_value(a, b, lambda one, other: _words_levels(table, one, other))


def _words_levels(table: Words, a: Ids, b: Ids) -> Levels:
    one, other = table.values[a], table.values[b]
    alike = process.cpdist(one, other, scorer=fuzz.ratio, dtype=np.float32, workers=_workers(a))
    common = process.cpdist(one, other, scorer=fuzz.token_set_ratio, dtype=np.float32, workers=_workers(a))
    levels = np.full(len(a), WordsLevel.DIFFERENT, dtype=np.int8)
    levels[np.maximum(alike, common * 0.9) >= 70] = WordsLevel.FAR
    levels[alike >= 82] = WordsLevel.CLOSE
    levels[a == b] = WordsLevel.EXACT
    return levels


def points(table: Words, a: Ids, b: Ids, local: Ids | None = None) -> Levels:
    """One address or number a side; LOCAL gives for each value the id of its part before the @."""

    def compare(one: Ids, other: Ids) -> Levels:
        texts = table.values[one], table.values[other]
        edits = process.cpdist(*texts, scorer=distance.OSA.distance, dtype=np.uint8, workers=_workers(one))
        levels = np.full(len(one), PointLevel.DIFFERENT, dtype=np.int8)
        levels[edits <= 1] = PointLevel.CLOSE
        if local is not None:
            levels[(local[one] == local[other]) & (local[one] >= 0)] = PointLevel.LOCAL
        levels[one == other] = PointLevel.EXACT
        return levels

    return _by_value(a, b, compare)


def same(a: Ids, b: Ids) -> Levels:
    levels = np.where(a == b, SameLevel.SAME, SameLevel.CONFLICT).astype(np.int8)
    levels[(a < 0) | (b < 0)] = MISSING
    return levels


def _workers(pairs: Ids) -> int:
    """Threads of all processors for many values; to start them costs more than to compare a few."""
    return -1 if len(pairs) > _FEW else 1


def _by_value(a: Ids, b: Ids, compare: Callable[[Ids, Ids], Levels]) -> Levels:
    """Compare each unordered pair of values once."""
    levels = np.full(len(a), MISSING, dtype=np.int8)
    known = np.flatnonzero((a >= 0) & (b >= 0))
    if not len(known):
        return levels
    low, high = np.minimum(a[known], b[known]), np.maximum(a[known], b[known])
    base = int(high.max()) + 1
    pairs, place = np.unique(low * base + high, return_inverse=True)
    levels[known] = compare(pairs // base, pairs % base)[place]
    return levels
