"""Persons as the API gives them; a record's rows come from queries.with_record, so nothing is asked here."""

from collections.abc import Iterable, Sequence
from typing import Any

from backend.contacts.models import ContactPoint, Person, PersonSearch, Position
from backend.contacts.present.parts import intermediary_out, points_out, principal_out, terms_out
from backend.contacts.present.reach import alerts, reach
from backend.contacts.search.rows import Row
from backend.contacts.sensitive import PERSON_FIELDS, Sight
from backend.contacts.summaries import NOTHING, PHONES

_PLAIN = (
    *("civility", "title", "given_name", "family_name", "birth_name", "name", "sort_name"),
    *("contact_type", "preferred_channel", "created_at", "updated_at", "version"),
)
_INHERITED: tuple[Sequence[str], ...] = (PHONES, ("fax",), ("email",), ("address",))


def card(person: Person, matched: str = "") -> dict[str, Any]:
    """MATCHED says why a search found the person."""
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
        "matched": matched,
    }


def offline(person: Person, row: PersonSearch | Row | None) -> dict[str, Any]:
    """ROW is what is searched of the person; without one there is the name."""
    return {
        "id": person.pk,
        "name": person.name,
        **NOTHING,
        **person.summary,
        "search": row.text.strip() if row else person.sort_name,
        "sort_name": person.sort_name,
        "is_past": bool(row and row.is_past),
    }


def record(person: Person, sight: Sight) -> dict[str, Any]:
    """PERSON as one reader sees them: what SIGHT hides is absent, and `hidden` says so."""
    return {
        "id": person.pk,
        **{field: getattr(person, field) for field in _PLAIN},
        "birth_date": person.birth_date if sight.sees else None,
        "note": person.note if sight.sees else "",
        "custom": sight.custom(person.custom),
        "terms": terms_out(person.classifications.all()),
        "positions": [_position(position, sight) for position in person.positions.all()],
        "contact_points": points_out(person.contact_points.all(), sight),
        "intermediaries": [intermediary_out(found) for found in person.intermediaries.all()],
        "principals": [principal_out(found) for found in person.principals.all()],
        "reach": reach(person, sight),
        "alerts": alerts(person, sight),
        "hidden": [
            *sight.hidden("person", PERSON_FIELDS),
            *(f"positions.custom.{key}" for key in sight.hidden_keys("position")),
        ],
        "origin": {"source": person.source, "file": person.origin_file, "row": person.origin_row},
        "deleted": person.deleted_at is not None,
    }


def points(person: Person) -> Iterable[ContactPoint]:
    """What reaches the person: their own points, then those of their positions."""
    yield from person.contact_points.all()
    for position in person.positions.all():
        yield from position.contact_points.all()


def _position(position: Position, sight: Sight) -> dict[str, Any]:
    organisation = position.organisation
    kept = ("function", "service", "is_main", "started_on", "ended_on", "is_current", "preferred_channel")
    own = sight.points(position.contact_points.all())
    return {
        "id": position.pk,
        **{field: getattr(position, field) for field in kept},
        "organisation": {"id": organisation.pk, "name": organisation.name} if organisation else None,
        "custom": sight.custom(position.custom),
        "terms": terms_out(position.classifications.all()),
        "contact_points": points_out(own, sight),
        "inherited": points_out(inherited(position, own), sight),
    }


def inherited(position: Position, own: Sequence[ContactPoint]) -> list[ContactPoint]:
    """The points of the organisation of the kinds that the position has none of itself."""
    if position.organisation is None:
        return []
    kinds = {point.kind for point in own}
    wanted = {kind for group in _INHERITED if not kinds & set(group) for kind in group}
    return [point for point in position.organisation.contact_points.all() if point.kind in wanted]
