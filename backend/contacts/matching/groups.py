"""From pairs to groups: the records that are one person, without what a weak link would bring in."""

from collections.abc import Collection, Iterable, Iterator, Mapping

import numpy as np
import numpy.typing as npt

from backend.contacts.matching.weights import Reading

Ids = npt.NDArray[np.int64]
Bits = npt.NDArray[np.float64]
AT_MOST = 40
"""Records of one group. More than this is a shared mailbox or a default value, not a person."""
COMPARED_AT_MOST = 400
"""Records of one connected part that are compared each with each; a larger one is cut by its surest links."""
_SURER = (0.9, 0.95, 0.99, 0.999, 0.9999)
_LEAST_MEAN, _LEAST_OF_ALL = 0.5, -7.0
_CLIPPED = 10.0


def components(links: Iterable[tuple[int, int]]) -> list[list[int]]:
    """The connected parts of LINKS, each sorted, in order of their first member."""
    parent: dict[int, int] = {}

    def root(place: int) -> int:
        parent.setdefault(place, place)
        while parent[place] != place:
            parent[place] = parent[parent[place]]
            place = parent[place]
        return place

    for a, b in links:
        low, high = sorted((root(a), root(b)))
        parent[high] = low
    found: dict[int, list[int]] = {}
    for place in sorted(parent):
        found.setdefault(root(place), []).append(place)
    return list(found.values())


def manageable(links: Collection[tuple[int, int, float]]) -> list[list[int]]:
    """The connected parts of LINKS (both ends and their score), none too large to compare each with each.

    What is too large even by the surest links is a default value that passes for an identity, and is left out.
    """
    found = []
    for least in (0.0, *_SURER):
        links = [link for link in links if link[2] >= least]
        parts = components((a, b) for a, b, _ in links)
        found += [part for part in parts if len(part) <= COMPARED_AT_MOST]
        large = {place for part in parts if len(part) > COMPARED_AT_MOST for place in part}
        links = [link for link in links if link[0] in large]
    return found


def inner_pairs(members: list[int]) -> tuple[Ids, Ids]:
    one, other = np.triu_indices(len(members), 1)
    places = np.array(members, dtype=np.int64)
    return places[one], places[other]


def kept_apart(odds: Bits, shares: Mapping[Reading, Bits]) -> Bits:
    """ODDS, without any hope where a pair is rather a father and his son, or two colleagues, than one person.

    A record that tells too little lies between such two, and must not unite them.
    """
    other = np.maximum(shares[Reading.NAMESAKES], shares[Reading.COLLEAGUES])
    return np.where((odds < 0) & (other >= 0.5), -np.inf, odds)


def split(size: int, odds: Bits) -> Iterator[list[int]]:
    """Average linkage over the SIZE members of a component; ODDS in bits, in the order of `inner_pairs`.

    Two groups unite while their mean odds are clearly in favour and no pair between them speaks clearly against it:
    a father, his son, and a record without a birth date stay apart.
    """
    matrix = np.zeros((size, size))
    matrix[np.triu_indices(size, 1)] = np.clip(odds, -_CLIPPED, _CLIPPED)
    matrix += matrix.T
    groups = [[place] for place in range(size)]
    means, least = matrix.copy(), matrix.copy()
    np.fill_diagonal(means, -np.inf)
    while len(groups) > 1:
        best = np.where((least >= _LEAST_OF_ALL) & (means >= _LEAST_MEAN), means, -np.inf)
        one, other = sorted(map(int, np.unravel_index(np.argmax(best), best.shape)))
        if best[one, other] == -np.inf or len(groups[one]) + len(groups[other]) > AT_MOST:
            break
        means, least = _united(means, least, one, other, len(groups[one]), len(groups[other]))
        groups[one] += groups.pop(other)
    yield from (sorted(group) for group in groups)


def _united(means: Bits, least: Bits, one: int, other: int, size: int, size_other: int) -> tuple[Bits, Bits]:
    mean = (means[one] * size + means[other] * size_other) / (size + size_other)
    low = np.minimum(least[one], least[other])
    means[one], means[:, one], least[one], least[:, one] = mean, mean, low, low
    means[one, one] = -np.inf
    return tuple(np.delete(np.delete(table, other, 0), other, 1) for table in (means, least))  # type: ignore[return-value]
