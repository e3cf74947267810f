"""One row as it would be written: checked values, ready to be compared with the base, storable as JSON."""

from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from backend.contacts.names import match_key, name_key


@dataclass(frozen=True, slots=True)
class DraftPoint:
    kind: str
    value: str
    extension: str = ""
    label: str = ""


@dataclass(slots=True)
class Draft:
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
    points: list[DraftPoint] = field(default_factory=list)

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def name_key(self) -> str:
        return name_key(self.given_name, self.family_name)

    @property
    def organisation_key(self) -> str:
        return match_key(self.organisation)

    @property
    def emails(self) -> list[str]:
        return [point.value for point in self.points if point.kind == "email"]

    @property
    def born(self) -> date | None:
        return date.fromisoformat(self.birth_date) if self.birth_date else None

    def as_json(self) -> dict[str, Any]:
        return {key: value for key, value in asdict(self).items() if value}

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> "Draft":
        points = [DraftPoint(**point) for point in values.get("points", [])]
        return cls(**{**values, "points": points})


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
