"""What a base teaches about itself: how often people err in it, and how many duplicates and look-alikes it holds.

Expectation and maximisation over candidate pairs, without any labelled pair. The shipped weights count as `PAIRS`
certain pairs and `RECORDS` records of another base, so a small base changes little and no base changes everything.
"""

from dataclasses import dataclass, field

import numpy as np

from backend.contacts.matching.compare import Comparison
from backend.contacts.matching.levels import BirthLevel
from backend.contacts.matching.scoring import Bits, Learned, Model, Scores
from backend.contacts.matching.weights import FIELDS, PER_RECORD, SAME, Reading, Table

ROUNDS = 8
PAIRS = 150
RECORDS = 100
SURE = 0.5
_AT_LEAST, _AT_MOST = 1 / 20, 8.0
"""Duplicates and look-alikes are taken for so many times the shipped share at least, and at most."""
_NAMESAKES_AT_LEAST = 0.3
"""Where birth dates are few, fathers and sons are seen by nobody, and are there all the same."""


@dataclass(slots=True)
class Sample:
    """Candidate pairs to learn from; each stands for SCALE pairs."""

    found: Comparison
    scale: float = field(default=1.0)


def learn(model: Model, sample: Sample) -> Learned:
    """Leaves MODEL with what was learned, and returns it."""
    for _ in range(ROUNDS):
        scores = model.judge(sample.found)
        model.learned = Learned(
            same={name: _table(name, scores) for name in FIELDS},
            per_record={
                reading: _per_record(reading, scores, len(model.columns), sample.scale)
                for reading in PER_RECORD
            },
        )
    return model.learned


def _table(name: str, scores: Scores) -> Table:
    levels = scores.found.levels[name]
    known = levels >= 0
    shipped = SAME[name]
    seen = np.bincount(levels[known], weights=_sure(scores.probability[known]), minlength=len(shipped))
    table = (seen + PAIRS * shipped) / (seen.sum() + PAIRS)
    return _errors_know_no_generation(table) if name == "birth" else table


def _errors_know_no_generation(table: Table) -> Table:
    """A wrong date is 15 to 50 years off as often as shipped; what is more of them are fathers and sons."""
    wrong = [BirthLevel.DIFFERENT, BirthLevel.GENERATION]
    table[wrong] = table[wrong].sum() * SAME["birth"][wrong] / SAME["birth"][wrong].sum()
    return table


def _sure(shares: Bits) -> Bits:
    """Nothing for what is less likely than not: a mass of poor pairs would teach that people err in everything."""
    return np.where(shares >= SURE, shares, 0.0)


def _per_record(reading: Reading, scores: Scores, records: int, scale: float) -> float:
    shares = scores.probability if reading is Reading.SAME else scores.shares[reading]
    shipped = PER_RECORD[reading]
    found = (float(_sure(shares).sum()) * scale + RECORDS * shipped) / (records + RECORDS)
    least = _NAMESAKES_AT_LEAST if reading is Reading.NAMESAKES else _AT_LEAST
    return min(max(found, shipped * least), shipped * _AT_MOST)
