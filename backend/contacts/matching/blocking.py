"""Which pairs are worth a comparison: those that share a key. Several keys, so that no single error hides a pair.

A key that too many records share says little and costs much: it is left out, for other keys join it with something
more. Pairs come in slices of bounded size, each pair once.
"""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from backend.contacts.matching.columns import Columns
from backend.contacts.matching.vocabulary import Words

Ids = npt.NDArray[np.int64]
AT_MOST = 150
"""Records that may share a key; a larger group is left to the other keys."""
SLICE = 500_000


def pairs(columns: Columns, changed: npt.NDArray[np.bool_] | None = None) -> Iterator[tuple[Ids, Ids]]:
    """Slices (a, b) of candidate pairs, a before b; with CHANGED, those where one of both is flagged."""
    records, ends = _groups(columns, changed)
    partners = ends - np.arange(len(records)) - 1
    by_record = np.argsort(records, kind="stable")
    totals = np.cumsum(partners[by_record])
    start = 0
    while start < len(by_record):
        before = totals[start - 1] if start else 0
        stop = max(int(np.searchsorted(totals, before + SLICE, side="right")), start + 1)
        last = records[by_record[min(stop, len(by_record)) - 1]]
        stop = int(np.searchsorted(records[by_record], last, side="right"))
        yield from _slice(records, partners, by_record[start:stop], len(columns), changed)
        start = stop


def count(columns: Columns) -> int:
    """Candidate pairs, those that share several keys counted once a key."""
    records, ends = _groups(columns, None)
    return int((ends - np.arange(len(records)) - 1).sum())


def _slice(
    records: Ids, partners: Ids, entries: Ids, size: int, changed: npt.NDArray[np.bool_] | None
) -> Iterator[tuple[Ids, Ids]]:
    counts = partners[entries]
    total = int(counts.sum())
    if not total:
        return
    a = np.repeat(records[entries], counts)
    offset = np.arange(total) - np.repeat(np.cumsum(counts) - counts, counts)
    b = records[np.repeat(entries, counts) + 1 + offset]
    distinct = np.unique(a * size + b)
    a, b = distinct // size, distinct % size
    kept = a != b if changed is None else (a != b) & (changed[a] | changed[b])
    yield a[kept], b[kept]


def _groups(columns: Columns, changed: npt.NDArray[np.bool_] | None) -> tuple[Ids, Ids]:
    """Entries sorted by key then record, and where the group of each ends; groups too large are gone."""
    keys, records = _entries(columns)
    order = np.lexsort((records, keys))
    keys, records = keys[order], records[order]
    fresh = np.ones(len(keys), dtype=bool)
    fresh[1:] = (keys[1:] != keys[:-1]) | (records[1:] != records[:-1])
    keys, records = keys[fresh], records[fresh]
    starts = np.flatnonzero(np.r_[True, keys[1:] != keys[:-1]]) if len(keys) else np.zeros(0, dtype=np.int64)
    sizes = np.diff(np.r_[starts, len(keys)])
    wanted = (sizes > 1) & (sizes <= AT_MOST)
    if changed is not None and len(starts):
        wanted &= np.add.reduceat(changed[records].astype(np.int64), starts) > 0
    kept = np.repeat(wanted, sizes)
    return records[kept], np.repeat(np.cumsum(sizes[wanted]), sizes[wanted])


def _entries(columns: Columns) -> tuple[Ids, Ids]:
    keys, records = [], []
    every = np.arange(len(columns))
    for rank, parts in enumerate(_keys(columns)):
        known = np.logical_and.reduce([part >= 0 for part in parts])
        keys.append(_mixed(rank, [part[known] for part in parts]))
        records.append(every[known])
    return np.concatenate(keys), np.concatenate(records)


def _mixed(rank: int, parts: list[Ids]) -> Ids:
    """One number for several; 63 bits, so that two keys meet by chance about never."""
    mixed = np.full(len(parts[0]), rank + 1, dtype=np.uint64)
    for part in parts:
        mixed ^= part.astype(np.uint64) + np.uint64(0x9E3779B97F4A7C15) + (mixed << np.uint64(6))
        mixed *= np.uint64(0xBF58476D1CE4E5B9)
        mixed ^= mixed >> np.uint64(31)
    return (mixed >> np.uint64(1)).astype(np.int64)


def _keys(columns: Columns) -> Iterator[list[Ids]]:
    """The keys: each a list of columns that must agree together; -1 in one of them means no key."""
    table = columns.names
    given, surname, other = (
        _looked_up(table.skeleton, ids) for ids in (columns.given, columns.surname, columns.other)
    )
    born = _Born(columns)
    street = _texts(columns.streets.values, columns.street, _longest_word)
    head = _texts(columns.streets.values, columns.street, lambda text: text.replace(" ", "")[:5])
    code_sorted = _texts(columns.postcodes.values, columns.postcode, lambda text: "".join(sorted(text)))
    town = _texts(columns.cities.values, columns.city, lambda text: text.replace(" ", "")[:5])
    yield [np.minimum(given, surname), np.maximum(given, surname)]
    yield [given, other]
    for name in (given, surname, other):
        for beside in (columns.postcode, code_sorted, columns.city, columns.organisation, street):
            yield [name, beside]
        for beside in (born.year, born.month_day, born.year_month):
            yield [name, beside]
    # one name typed in the place of the other
    yield [surname, born.year, columns.postcode]
    for one, beside in ((given, born.sorted), (surname, born.sorted), (street, born.sorted)):
        yield [one, beside]
    yield [born.sorted]
    yield [born.sorted, code_sorted]
    yield [born.year, columns.postcode]
    yield [born.year_month, code_sorted]
    yield [born.month_day, code_sorted]
    yield [born.month_day, town]
    yield [columns.number, street]
    yield [columns.number, head]
    yield [columns.number, columns.postcode]
    yield [street, columns.postcode]
    yield [street, town]
    for several in (columns.email, columns.phone):
        for rank in range(several.shape[1]):
            yield [several[:, rank]]


def _looked_up(attribute: Ids, ids: Ids) -> Ids:
    return np.where(ids >= 0, attribute[ids], -1) if len(attribute) else ids


def _texts(values: npt.NDArray[np.object_], ids: Ids, cut: object) -> Ids:
    cuts = [cut(str(text)) for text in values]  # type: ignore[operator]
    return _looked_up(Words(cuts).of(cuts), ids)


def _longest_word(street: str) -> str:
    return max(street.split(), key=lambda word: (len(word), word), default="")


class _Born:
    """Parts of birth dates that survive one error: SORTED is the date with day and month in either order."""

    def __init__(self, columns: Columns) -> None:
        values, ids = columns.births.values, columns.birth
        self.year = _texts(values, ids, lambda text: text[:4])
        self.year_month = _texts(values, ids, lambda text: text[:6] if len(text) == 8 else "")
        self.month_day = _texts(values, ids, lambda text: text[4:])
        self.sorted = _texts(values, ids, lambda text: text[:4] + "".join(sorted((text[4:6], text[6:]))))
