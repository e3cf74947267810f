"""Persons as the API gives them; a record's rows come from queries.with_details, so nothing is asked here."""

from collections.abc import Iterable
from typing import Any

from backend.contacts.models import ContactPoint, Person, Position
from backend.contacts.phones import show_phone
from backend.contacts.summaries import FAX, NOTHING, PHONES


def card(person: Person) -> dict[str, Any]:
    told = {**NOTHING, **person.summary}
    return {
        "id": person.pk,
        "name": person.name,
        "sort_name": person.sort_name,
        "civility": person.civility,
        "function": told["function"],
        "organisation": told["organisation"],
        "email": next(iter(told["emails"]), ""),
        "phone": next(iter(told["phones"]), ""),
        "updated_at": person.updated_at,
    }


def offline(person: Person) -> dict[str, Any]:
    return {
        "id": person.pk,
        "name": person.name,
        **NOTHING,
        **person.summary,
        "search": person.search.strip(),
    }


def record(person: Person) -> dict[str, Any]:
    kept = (
        "civility",
        "title",
        "given_name",
        "family_name",
        "name",
        "sort_name",
        "birth_date",
        "contact_type",
    )
    return {
        "id": person.pk,
        **{field: getattr(person, field) for field in kept},
        "note": person.note,
        "positions": [_position(position) for position in person.positions.all()],
        "contact_points": [_point(point) for point in person.contact_points.all()],
        "origin": {"source": person.source, "file": person.origin_file, "row": person.origin_row},
        "deleted": person.deleted_at is not None,
        "created_at": person.created_at,
        "updated_at": person.updated_at,
        "version": person.version,
    }


def points(person: Person) -> Iterable[ContactPoint]:
    """What reaches the person: their own points, then those of their positions."""
    yield from person.contact_points.all()
    for position in person.positions.all():
        yield from position.contact_points.all()


def display(point: ContactPoint) -> str:
    if point.kind in {*PHONES, FAX}:
        return show_phone(point.value, point.extension)
    return point.value


def _point(point: ContactPoint) -> dict[str, Any]:
    kept = ("id", "kind", "value", "extension", "label", "state", "is_main")
    return {**{field: getattr(point, field) for field in kept}, "display": display(point)}


def _position(position: Position) -> dict[str, Any]:
    organisation = position.organisation
    return {
        "id": position.pk,
        "function": position.function,
        "service": position.service,
        "organisation": {"id": organisation.pk, "name": organisation.name} if organisation else None,
        "is_main": position.is_main,
        "contact_points": [_point(point) for point in position.contact_points.all()],
    }
