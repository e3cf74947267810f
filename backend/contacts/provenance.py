"""Who wrote each field of a person last: `Person.provenance`, by the name of the field.

Names are `title`, `custom.KEY`, `position.ID.function`, `position.ID.custom.KEY`; what they hold is
`{"source": id of a DataSource, None for what was typed by hand, "at": ISO 8601, "verified"}`.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from backend.contacts.models import Person
from backend.core.clock import now

CUSTOM, POSITION = "custom.", "position."


def written(source: UUID | None, at: datetime) -> dict[str, Any]:
    return {"source": str(source) if source else None, "at": at.isoformat(), "verified": False}


def own_by_hand(person: Person, name: str) -> None:
    """What was typed by hand is no longer its source's to correct (imports/rules.py)."""
    person.provenance[name] = written(None, now())


def of_position(position: UUID, name: str) -> str:
    return f"{POSITION}{position}.{name}"


def of_custom(values: Mapping[str, Any]) -> dict[str, Any]:
    """Added fields under the names that they have here."""
    return {f"{CUSTOM}{key}": value for key, value in values.items()}


def differing(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """The names under which the two do not say the same, in order."""
    return sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))
