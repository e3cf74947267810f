"""Which persons an export is about: those selected, those found, those of a list, or everybody one may see."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from backend.contacts.models import Export
from backend.contacts.queries import search, visible_to

Scope = Export.Scope
_EVERY = 1_000_000


@dataclass(frozen=True, slots=True)
class Chosen:
    """IDS in the order of the file; ADDRESSED says by which position a person is meant, where a list knows."""

    ids: Sequence[UUID]
    addressed: Mapping[UUID, UUID] = field(default_factory=dict)


def chosen(user: Any, scope: str, criteria: Mapping[str, Any]) -> Chosen:
    """Only persons that USER may see, by name. CRITERIA as in `Export`."""
    visible = visible_to(user)
    if scope == Scope.SEARCH:
        found = search(visible, str(criteria.get("q", "")), limit=_EVERY, sort="name")
        return Chosen([person.pk for person in found.persons])
    if scope == Scope.SELECTION:
        visible = visible.filter(pk__in=criteria.get("ids", []))
    return Chosen(list(visible.order_by("sort_name", "id").values_list("pk", flat=True)))


def how_many(user: Any, scope: str, criteria: Mapping[str, Any]) -> int:
    visible = visible_to(user)
    if scope == Scope.SEARCH:
        return search(visible, str(criteria.get("q", "")), limit=1).total
    if scope == Scope.SELECTION:
        visible = visible.filter(pk__in=criteria.get("ids", []))
    return visible.count()
