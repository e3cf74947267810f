"""From levels to a probability: Fellegi and Sunter's weights, summed over the readings of a pair."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from backend.contacts.matching.chances import Chances, estimate, of_strangers
from backend.contacts.matching.columns import Columns
from backend.contacts.matching.compare import Comparison, compare
from backend.contacts.matching.levels import MISSING, NameLevel, StreetLevel, WordsLevel
from backend.contacts.matching.weights import (
    FIELDS,
    LEAST_RECORDS,
    MOVED,
    NAME_CHANGES,
    NEW_POSITION,
    PER_RECORD,
    RELATED,
    SAME,
    SWAPPED,
    Reading,
    Table,
)

Ids = npt.NDArray[np.int64]
Bits = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Scores:
    """How pairs were judged. All in bits (base-2 logarithms of odds) but PROBABILITY.

    Attributes:
        odds: that both records are one person.
        probability: the same, 0 to 1.
        weights: for each field, what its agreement says against strangers; 0 where missing.
        related: for each other reading, how much likelier it makes the pair than strangers do.
        shares: for each other reading, its probability.
        prior: what is held before any comparison.
    """

    found: Comparison
    odds: Bits
    probability: Bits
    weights: dict[str, Bits]
    related: dict[Reading, Bits]
    shares: dict[Reading, Bits]
    prior: float


@dataclass(frozen=True, slots=True)
class Learned:
    """What may differ from base to base: the shipped weights, or those that learning.py found (see weights.py)."""

    same: dict[str, Table] = field(default_factory=lambda: dict(SAME))
    per_record: dict[Reading, float] = field(default_factory=lambda: dict(PER_RECORD))


@dataclass(slots=True)
class Model:
    """Judges pairs of one base."""

    columns: Columns
    learned: Learned = field(default_factory=Learned)
    chances: Chances = field(init=False)

    def __post_init__(self) -> None:
        self.chances = estimate(self.columns)

    def score(self, a: Ids, b: Ids) -> Scores:
        return self.judge(compare(self.columns, a, b))

    def judge(self, found: Comparison) -> Scores:
        strangers = of_strangers(self.columns, self.chances, found)
        weights = {name: self._weight(name, found, strangers[name]) for name in FIELDS}
        swap = np.where(found.swapped, np.log2(SWAPPED), 0.0)
        weights["swapped"] = swap
        prior = {
            reading: np.log2(share / max(self.columns.total, LEAST_RECORDS))
            for reading, share in self.learned.per_record.items()
        }
        same = prior[Reading.SAME] + sum(weights.values())
        related = {
            reading: prior[reading] + swap + _against_strangers(found, tables, strangers)
            for reading, tables in RELATED.items()
        }
        others = np.logaddexp2.reduce([np.zeros(len(found.a)), *related.values()])
        odds = np.clip(same - others, -60, 60)
        everything = np.logaddexp2(same, others)
        shares = {reading: np.exp2(bits - everything) for reading, bits in related.items()}
        return Scores(
            found, odds, 1 / (1 + np.exp2(-odds)), weights, related, shares, float(prior[Reading.SAME])
        )

    def _marries(self, found: Comparison) -> Bits:
        """How many times as often as anybody a woman, or a man, is known under another surname."""
        civility = np.maximum(self.columns.civility[found.a], self.columns.civility[found.b])
        return NAME_CHANGES[civility]

    def _weight(self, name: str, found: Comparison, strangers: Bits) -> Bits:
        levels = found.levels[name]
        known = np.maximum(levels, 0)
        shares = self.learned.same[name][known]
        street = found.levels["street"]
        if name == "surname":
            shares = np.where(levels == NameLevel.DIFFERENT, shares * self._marries(found), shares)
        if name in NEW_POSITION:
            elsewhere = found.levels["organisation"] >= WordsLevel.FAR
            if name in MOVED:
                elsewhere &= street == MISSING
            shares = np.where(elsewhere, NEW_POSITION[name][known], shares)
        if name in MOVED:
            shares = np.where(street >= StreetLevel.FAR, MOVED[name][known], shares)
        return np.where(levels == MISSING, 0.0, np.log2(shares / strangers))


def _against_strangers(found: Comparison, tables: dict[str, Table], strangers: dict[str, Bits]) -> Bits:
    total = np.zeros(len(found.a))
    for name, table in tables.items():
        levels = found.levels[name]
        total += np.where(levels == MISSING, 0.0, np.log2(table[np.maximum(levels, 0)] / strangers[name]))
    return total
