"""Which value survives a merge: criteria in the order that an administrator chose, field by field (RF-7)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from backend.contacts.models import SurvivorshipRule
from backend.contacts.models.sources import UNRANKED
from backend.core.text import fold

CRITERIA = ("source", "verified", "newest", "complete", "used")
BOTH = "both"  # a choice: one value after the other


@dataclass(frozen=True, slots=True)
class Candidate:
    """The value of one field in one record, and what the criteria ask of it.

    RANK is that of its source, the lower the more it is believed; USES counts where the record is used.
    """

    record: UUID
    value: Any
    rank: int = UNRANKED
    verified: bool = False
    at: datetime | None = None
    uses: int = 0

    @property
    def is_empty(self) -> bool:
        return self.value in (None, "", [], {})


@dataclass(frozen=True, slots=True)
class Decision:
    """RECORD's value survives. REASON is a criterion, or `only` (the others are empty), `same` (none differs),
    `keeper` (nothing sets them apart), `chosen` (by a person), `both`."""

    record: UUID
    value: Any
    reason: str
    differs: bool


_Score = Callable[[Candidate], Any]
_SCORES: dict[str, _Score] = {
    "source": lambda one: -one.rank,
    "verified": lambda one: one.verified,
    "newest": lambda one: one.at.timestamp() if one.at else 0.0,
    "complete": lambda one: _completeness(one.value),
    "used": lambda one: one.uses,
}


def decide(candidates: Sequence[Candidate], criteria: Iterable[str]) -> Decision:
    """What survives of CANDIDATES, the keeper's first. The order of the others does not matter."""
    told = [one for one in candidates if not one.is_empty]
    if not told:
        return Decision(candidates[0].record, candidates[0].value, "same", False)
    if len({_form(one.value) for one in told}) == 1:
        best = max(told, key=lambda one: (_completeness(one.value), one is told[0]))
        only = len(told) < len(candidates)
        return Decision(best.record, best.value, "only" if only else "same", False)
    left, reason = told, "keeper"
    for criterion in criteria:
        score = _SCORES[criterion]
        highest = max(map(score, left))
        best_ones = [one for one in left if score(one) == highest]
        if len(best_ones) < len(left):
            left, reason = best_ones, criterion
        if len({_form(one.value) for one in left}) == 1:
            break
    winner = next((one for one in left if one.record == candidates[0].record), min(left, key=_by_value))
    return Decision(winner.record, winner.value, reason, True)


def rules_for(kind: str) -> dict[str, list[str]]:
    """The criteria by field; under the empty name those of all others."""
    rules = {"": list(CRITERIA)}
    rules |= dict(SurvivorshipRule.objects.filter(kind=kind).values_list("field", "criteria"))
    return {name: [item for item in order if item in CRITERIA] for name, order in rules.items()}


def criteria_of(rules: Mapping[str, list[str]], field: str) -> list[str]:
    return rules.get(field, rules[""])


def _form(value: Any) -> Any:
    """Equal for two spellings of one value."""
    return fold(value) or value if isinstance(value, str) else str(value)


def _completeness(value: Any) -> tuple[int, int, bool]:
    """The longer text, then the one with accents, then the one that is not all capitals."""
    text = str(value)
    accents = sum(not char.isascii() for char in text)
    return len(fold(text)), accents, not text.isupper()


def _by_value(one: Candidate) -> tuple[str, str]:
    return str(one.value), str(one.record)
