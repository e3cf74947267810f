"""One row as it would be written: checked values, ready to be compared with the base, storable as JSON."""

from dataclasses import asdict, dataclass, field, fields
from datetime import date
from functools import lru_cache
from typing import Any

from backend.contacts.names import match_key, name_key

organisation_key = lru_cache(maxsize=20_000)(match_key)
"""Organisations come again and again in a file."""


@dataclass(frozen=True, slots=True)
class DraftPoint:
    kind: str
    value: str
    extension: str = ""
    label: str = ""
    is_private: bool = False
    address: dict[str, str] | None = field(default=None, compare=False)
    """The parts of a postal address."""


@dataclass(slots=True)
class Draft:
    """TERMS are labels by vocabulary; ABOUT and REACH are the organisation's own.

    CUSTOM are the added fields of the person, by key; JOB_CUSTOM those of the position, HOUSE_CUSTOM those of the
    organisation.
    """

    row: int
    civility: str = ""
    title: str = ""
    given_name: str = ""
    family_name: str = ""
    birth_date: str = ""
    contact_type: str = ""
    note: str = ""
    function: str = ""
    service: str = ""
    organisation: str = ""
    birth_name: str = ""
    preferred_channel: str = ""
    started_on: str = ""
    ended_on: str = ""
    external_id: str = ""
    points: list[DraftPoint] = field(default_factory=list)
    terms: dict[str, list[str]] = field(default_factory=dict)
    custom: dict[str, Any] = field(default_factory=dict)
    job_custom: dict[str, Any] = field(default_factory=dict)
    house_custom: dict[str, Any] = field(default_factory=dict)
    about: dict[str, str] = field(default_factory=dict)
    reach: list[DraftPoint] = field(default_factory=list)

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def name_key(self) -> str:
        return name_key(self.given_name, self.family_name)

    @property
    def organisation_key(self) -> str:
        return organisation_key(self.organisation)

    @property
    def emails(self) -> list[str]:
        return [point.value for point in self.points if point.kind == "email"]

    @property
    def born(self) -> date | None:
        return date.fromisoformat(self.birth_date) if self.birth_date else None

    def as_json(self) -> dict[str, Any]:
        """Without what is empty; quicker than asdict, which copies in depth."""
        kept = {name: value for name in _FIELDS if (value := getattr(self, name))}
        for name in _POINTS:
            if name in kept:
                kept[name] = [_point_json(point) for point in kept[name]]
        return kept

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> "Draft":
        read = {name: [DraftPoint(**point) for point in values.get(name, ())] for name in _POINTS}
        return cls(**{**values, **read})


_FIELDS = tuple(item.name for item in fields(Draft))
_POINTS = ("points", "reach")
_PARTS = tuple(item.name for item in fields(DraftPoint))


def _point_json(point: DraftPoint) -> dict[str, Any]:
    return {name: value for name in _PARTS if (value := getattr(point, name))}


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in a row (`error`: the row is refused), or was put right in it (`warning`)."""

    row: int
    column: str
    code: str
    message: str
    severity: str = "error"

    def as_json(self) -> dict[str, Any]:
        return asdict(self)
