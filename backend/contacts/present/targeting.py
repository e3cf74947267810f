"""Targetings and whom they find, as the API gives them."""

from collections.abc import Iterable, Sequence
from typing import Any

from backend.contacts.models import Person, Position
from backend.contacts.present.people import card
from backend.contacts.targeting.criteria import Criterion
from backend.contacts.targeting.finding import Matched
from backend.contacts.targeting.wording import Told


def criterion(found: Criterion) -> dict[str, Any]:
    kept = ("name", "label", "family", "scope", "vocabulary", "sensitive", "hint")
    comparisons = [{"cmp": cmp, "phrase": found.kind.comparisons[cmp].phrase} for cmp in found.offered()]
    choices = [
        {"value": choice.value, "label": choice.label}
        for choice in (found.choices() if found.choices else [])
    ]
    return {
        **{name: getattr(found, name) for name in kept},
        "kind": found.kind.name,
        "comparisons": comparisons,
        "choices": choices,
    }


def told(sentence: Told) -> dict[str, Any]:
    return {
        "text": sentence.text,
        "hidden": sentence.hidden,
        "children": [told(child) for child in sentence.children],
    }


def matches(found: Matched) -> list[dict[str, Any]]:
    """The persons of a page, each with the position that matched: one query for all."""
    positions = _positions(found)
    return [match(person, positions.get(person.pk)) for person in found.persons]


def match(person: Person, position: Position | None) -> dict[str, Any]:
    shown = {**card(person), "contact_type": person.contact_type, "position_id": None}
    if position is not None:
        shown["position_id"] = position.pk
        shown["function"] = position.function
        shown["organisation"] = position.organisation.name if position.organisation else ""
    return shown


def page(items: Sequence[Any], total: int, limit: int, offset: int) -> dict[str, Any]:
    return {"items": items, "total": total, "limit": limit, "offset": offset}


def _positions(found: Matched) -> dict[Any, Position]:
    ids: Iterable[Any] = found.positions.values()
    rows = Position.objects.select_related("organisation").filter(pk__in=list(ids))
    return {position.person_id: position for position in rows}
