"""The table of names that sound alike, and what a phonetic code makes of it."""

import csv
import itertools
import random
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

TABLE = Path(__file__).with_name("phonetics_pairs.csv")
SEED = 1981
HALVES = ("development", "held-out")


@dataclass(frozen=True)
class Spelling:
    half: str
    family: int
    sound: str
    name: str


@dataclass(frozen=True)
class Verdict:
    """What a code says of all pairs of a half. `missed` and `wrong` hold pairs of names."""

    found: int
    missed: list[tuple[str, str]]
    wrong: list[tuple[str, str]]

    @property
    def recall(self) -> float:
        return self.found / (self.found + len(self.missed))

    @property
    def precision(self) -> float:
        return self.found / (self.found + len(self.wrong))


def spellings(half: str | None = None) -> list[Spelling]:
    lines = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    rows = [
        Spelling(row["half"], int(row["family"]), row["sound"], row["name"]) for row in csv.DictReader(lines)
    ]
    return [row for row in rows if half in (None, row.half)]


def held_out(families: int) -> set[int]:
    """Half of the families, numbered from 1, drawn by seed."""
    return set(random.Random(SEED).sample(range(1, families + 1), families // 2))


def judge(half: str, codes_of: Callable[[str], Collection[str]]) -> Verdict:
    """Every pair of two spellings of HALF: the same when they share a code."""
    coded = [(row, frozenset(codes_of(row.name))) for row in spellings(half)]
    found = 0
    missed: list[tuple[str, str]] = []
    wrong: list[tuple[str, str]] = []
    for (one, codes), (other, others) in itertools.combinations(coded, 2):
        alike = not codes.isdisjoint(others)
        if one.sound == other.sound:
            found += alike
            if not alike:
                missed.append((one.name, other.name))
        elif alike:
            wrong.append((one.name, other.name))
    return Verdict(found, missed, wrong)
