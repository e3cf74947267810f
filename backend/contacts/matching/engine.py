"""The whole run: prepare, block, learn, score, group. One `Matcher` for one base or one file."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import combinations

import numpy as np
import numpy.typing as npt

from backend.contacts.matching import blocking, groups
from backend.contacts.matching.columns import Columns
from backend.contacts.matching.compare import compare
from backend.contacts.matching.evidence import Pair, by_way_of, explained
from backend.contacts.matching.learning import Sample, learn
from backend.contacts.matching.records import Prepared, Record, prepare
from backend.contacts.matching.scoring import Learned, Model, Scores
from backend.contacts.matching.weights import THRESHOLD

Ids = npt.NDArray[np.int64]
Progress = Callable[[float], None]
_LEARN_FROM = 2_000_000
_HOPELESS = 0.001


class Matcher:
    """Finds the duplicates of RECORDS, whose ids are distinct. The same records give the same answer in any order.

    LEARNED spares the learning pass: keep `matcher.learned` of a whole run for the incremental ones. TOTAL is the
    size of the base where RECORDS are only those that look like a new one: then nothing is learned, and frequencies
    are taken over the whole.
    """

    def __init__(
        self,
        records: Iterable[Record | Prepared],
        *,
        learned: Learned | None = None,
        total: int | None = None,
    ) -> None:
        prepared = [prepare(record) if isinstance(record, Record) else record for record in records]
        prepared.sort(key=lambda record: record.id)
        self.places = {record.id: place for place, record in enumerate(prepared)}
        self.columns = Columns(prepared, total)
        self.model = Model(self.columns, learned or Learned())
        if learned is None and self.columns.are_all and len(prepared) > 1:
            learn(self.model, self._sample())

    @property
    def learned(self) -> Learned:
        return self.model.learned

    def pairs(self, threshold: float = THRESHOLD, *, progress: Progress | None = None) -> Iterator[Pair]:
        """Every pair from THRESHOLD on, as scored one by one; PROGRESS is told the part that is done, 0 to 1."""
        return self._pairs(None, threshold, progress)

    def pairs_of(self, ids: Collection[str], threshold: float = THRESHOLD) -> Iterator[Pair]:
        """Every pair of which one side is among IDS: what a change, or an import, brings."""
        changed = np.zeros(len(self.columns), dtype=bool)
        changed[[self.places[name] for name in ids if name in self.places]] = True
        return self._pairs(changed, threshold, None)

    def compare(self, a: str, b: str) -> Pair:
        """One pair, whatever its score. Symmetric: `compare(a, b) == compare(b, a)`."""
        [pair] = self._compared([(min(a, b), max(a, b))])
        return pair

    def compare_with(self, name: str, others: Iterable[str]) -> list[Pair]:
        """NAME beside each of OTHERS, whatever their score: all at once."""
        return list(self._compared([(min(name, other), max(name, other)) for other in others]))

    def clusters(self, pairs: Iterable[Pair]) -> list[list[str]]:
        """The groups of records that are one person, by PAIRS, without weak bridges; ids sorted."""
        records = self.columns.records
        return [[records[place].id for place in group] for group in self._groups(pairs) if len(group) > 1]

    def duplicates(self, threshold: float = THRESHOLD) -> list[Pair]:
        """The answer for an administrator: every pair inside every cluster, the certain first.

        A pair that is below THRESHOLD by itself is held by its neighbours, and says so; a pair that bridges two
        persons is left out.
        """
        direct = {(pair.a, pair.b): pair for pair in self.pairs(threshold)}
        group_of = {name: group for group in self.clusters(direct.values()) for name in group}
        inside = {ends for group in map(tuple, group_of.values()) for ends in combinations(group, 2)}
        found = [pair for ends, pair in direct.items() if ends in inside]
        for pair in self._compared(sorted(inside - direct.keys())):
            near = pair.score >= threshold  # they share no key, and are alike all the same
            found.append(pair if near else by_way_of(pair, group_of[pair.a], direct, threshold))
        return sorted(found, key=lambda pair: (-pair.score, pair.a, pair.b))

    def _compared(self, names: Sequence[tuple[str, str]]) -> Iterator[Pair]:
        if names:
            a, b = np.array([[self.places[a], self.places[b]] for a, b in names], dtype=np.int64).T
            scores = self.model.score(a, b)
            yield from (explained(self.columns, scores, place) for place in range(len(names)))

    def _pairs(
        self, changed: npt.NDArray[np.bool_] | None, threshold: float, progress: Progress | None
    ) -> Iterator[Pair]:
        for a, b in blocking.pairs(self.columns, changed):
            scores = self.model.score(a, b)
            yield from (
                explained(self.columns, scores, int(place))
                for place in np.flatnonzero(scores.probability >= threshold)
            )
            if progress is not None and len(a):
                progress(float(a[-1] + 1) / len(self.columns))

    def _sample(self) -> Sample:
        """Candidate pairs to learn from: drawn evenly over the base where there are many, without the hopeless."""
        random = np.random.default_rng(len(self.columns))
        share = min(1.0, _LEARN_FROM / max(blocking.count(self.columns), 1))
        kept = [(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))]
        for a, b in blocking.pairs(self.columns):
            drawn = random.random(len(a)) < share
            scores = self.model.score(a[drawn], b[drawn])
            hoped = np.maximum.reduce([scores.probability, *scores.shares.values()]) >= _HOPELESS
            kept.append((a[drawn][hoped], b[drawn][hoped]))
        one, other = (np.concatenate(side) for side in zip(*kept, strict=True))
        return Sample(compare(self.columns, one, other), 1 / share)

    def _groups(self, pairs: Iterable[Pair]) -> Iterator[list[int]]:
        links = [(self.places[pair.a], self.places[pair.b], pair.score) for pair in pairs]
        parts = groups.manageable(links)
        inner = [groups.inner_pairs(part) for part in parts]
        odds = self._odds(inner)
        start = 0
        for part, (one, _) in zip(parts, inner, strict=True):
            for group in groups.split(len(part), odds[start : start + len(one)]):
                yield [part[place] for place in group]
            start += len(one)

    def _odds(self, inner: list[tuple[Ids, Ids]]) -> groups.Bits:
        if not inner:
            return np.zeros(0)
        scores: Scores = self.model.score(
            np.concatenate([one for one, _ in inner]), np.concatenate([other for _, other in inner])
        )
        return groups.kept_apart(scores.odds, scores.shares)
