"""Which pairs are worth a comparison: those that share a key. Several keys, so that no single error hides a pair.

A key that too many records share says little and costs much: it is left out, for other keys join it with something
more. Pairs come in slices of bounded size, each pair once.
"""

from collections.abc import Callable, Iterator

import numpy as np
import numpy.typing as npt

from backend.contacts.matching.columns import Columns
from backend.contacts.matching.vocabulary import Words

Ids = npt.NDArray[np.int64]
Key = tuple[str, list[Ids]]
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
    ranks: dict[str, int] = {}
    for kind, parts in _keys(columns):
        known = np.logical_and.reduce([part >= 0 for part in parts])
        keys.append(_mixed(ranks.setdefault(kind, len(ranks)), [part[known] for part in parts]))
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


def _keys(columns: Columns) -> Iterator[Key]:
    """Kind of key, and the columns that must agree together; -1 in one of them means no key.

    Keys of one kind meet whatever column they come from: a given name meets a surname, a birth name a married name,
    the first e-mail address of one the second of another.
    """
    born = _Born(columns)
    skeleton = columns.names.skeleton
    given, surname, other = (
        _looked_up(skeleton, ids) for ids in (columns.given, columns.surname, columns.other)
    )
    code_sorted = _texts(columns.postcodes, columns.postcode, lambda text: "".join(sorted(text)))
    street = _texts(columns.streets, columns.street, _longest_word)
    besides = {
        "postcode": columns.postcode,
        "figures of the postcode": code_sorted,
        "city": columns.city,
        "organisation": columns.organisation,
        "street": street,
        "year": born.year,
        "month and day": born.month_day,
        "year and month": born.year_month,
        "birth": born.either,
    }
    yield "names", [np.minimum(given, surname), np.maximum(given, surname)]
    yield "names", [np.minimum(given, other), np.maximum(given, other)]
    for kind, beside in besides.items():
        for name in (given, surname, other):
            yield f"name, {kind}", [name, beside]
    yield from _without_names(columns, born, street, code_sorted)
    for kind, several in (("email", columns.email), ("phone", columns.phone), ("mobile", columns.mobile)):
        for place in range(several.shape[1]):
            yield kind, [several[:, place]]


def _without_names(
    columns: Columns, born: "_Born", street: Ids, code_sorted: Ids
) -> Iterator[tuple[str, list[Ids]]]:
    head = _texts(columns.streets, columns.street, lambda text: text.replace(" ", "")[:5])
    town = _texts(columns.cities, columns.city, lambda text: text.replace(" ", "")[:5])
    yield "birth", [born.either]
    yield "birth, postcode", [born.either, code_sorted]
    yield "birth, street", [born.either, street]
    yield "year, postcode", [born.year, columns.postcode]
    yield "month, postcode", [born.year_month, code_sorted]
    yield "day, postcode", [born.month_day, code_sorted]
    yield "day, town", [born.month_day, town]
    yield "house", [columns.number, street]
    yield "house, by its start", [columns.number, head]
    yield "number, postcode", [columns.number, columns.postcode]
    yield "street, postcode", [street, columns.postcode]
    yield "street, town", [street, town]


def _looked_up(attribute: Ids, ids: Ids) -> Ids:
    return np.where(ids >= 0, attribute[ids], -1) if len(attribute) else ids


def _texts(table: Words, ids: Ids, cut: Callable[[str], str]) -> Ids:
    cuts = [cut(str(text)) for text in table.values]
    return _looked_up(Words(cuts).of(cuts), ids)


def _longest_word(street: str) -> str:
    return max(street.split(), key=lambda word: (len(word), word), default="")


class _Born:
    """Parts of birth dates that survive one error; EITHER is the date, day and month in either order."""

    def __init__(self, columns: Columns) -> None:
        table, ids = columns.births, columns.birth
        self.year = _texts(table, ids, lambda text: text[:4])
        self.year_month = _texts(table, ids, lambda text: text[:6] if len(text) == 8 else "")
        self.month_day = _texts(table, ids, lambda text: text[4:])
        self.either = _texts(table, ids, lambda text: text[:4] + "".join(sorted((text[4:6], text[6:]))))
