"""What a table at a desk shows of a person beside the card; nothing is asked here (queries.fill_table)."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from backend.contacts.models import ContactPoint, Person, Position
from backend.contacts.sensitive import Sight

_Kind, _State = ContactPoint.Kind, ContactPoint.State
_REACHES = {_Kind.EMAIL, _Kind.PHONE, _Kind.MOBILE}


def details(person: Person, sight: Sight, last_contact: datetime | None) -> dict[str, Any]:
    """As one reader sees them: private points count for nobody else."""
    held = [position for position in person.positions.all() if position.is_current]
    own = [point for point in _own_points(person, held) if sight.shows(point)]
    return {
        "service": held[0].service if held else "",
        "contact_type": person.contact_type,
        "town": _town([*own, *sight.points(_of_organisations(held))]),
        "terms": _terms(person, held),
        "state": _state(own),
        "preferred_channel": person.preferred_channel,
        "last_contact": last_contact,
        "created_at": person.created_at,
    }


def with_details(
    items: list[dict[str, Any]], persons: list[Person], sight: Sight, last: Mapping[UUID, datetime]
) -> list[dict[str, Any]]:
    """ITEMS, the cards of PERSONS in turn; LAST as queries.fill_table gives it."""
    return [
        item | {"details": details(person, sight, last.get(person.pk))}
        for person, item in zip(persons, items, strict=True)
    ]


def _own_points(person: Person, held: list[Position]) -> Iterator[ContactPoint]:
    for position in held:
        yield from position.contact_points.all()
    yield from person.contact_points.all()


def _of_organisations(held: list[Position]) -> Iterator[ContactPoint]:
    for position in held:
        if position.organisation is not None:
            yield from position.organisation.contact_points.all()


def _town(points: list[ContactPoint]) -> str:
    for point in points:
        town = f"{point.postal_code} {point.address.get('city', '')}".strip()
        if point.kind == _Kind.ADDRESS and town:
            return town
    return ""


def _terms(person: Person, held: list[Position]) -> list[str]:
    filed = [
        *person.classifications.all(),
        *(use for position in held for use in position.classifications.all()),
    ]
    return list(dict.fromkeys(use.term.label for use in filed))


def _state(points: list[ContactPoint]) -> str:
    """The worst that is to be known before somebody is contacted; `missing`: there is no way but the post."""
    states = {point.state for point in points}
    if _State.REFUSED in states:
        return "refused"
    if _State.BOUNCED in states:
        return "bounced"
    return "" if any(point.kind in _REACHES for point in points) else "missing"
