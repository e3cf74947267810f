"""Writing the positions of a person."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from backend.contacts.custom import CustomReader
from backend.contacts.models import Organisation, Person, Position
from backend.contacts.names import match_key
from backend.contacts.organisations import organisations_named
from backend.contacts.provenance import differing, of_custom, of_position, own_by_hand
from backend.contacts.queries import followed
from backend.contacts.schemas import PositionIn
from backend.contacts.sensitive import Sight
from backend.contacts.services.parts import check_ids, replace_points
from backend.contacts.terms import set_terms
from backend.core.errors import Invalid

_PLAIN = ("function", "service", "started_on", "ended_on", "preferred_channel")
_FROM_SOURCES = ("function", "service")
_HOLDS_HIDDEN = (
    "Une fonction que vous retirez porte des informations que vous n’avez pas le droit de voir. "
    "Indiquez plutôt sa date de fin."
)


def replace_positions(person: Person, wanted: Sequence[PositionIn], sight: Sight) -> None:
    """The positions WANTED become all that PERSON has; exactly one is the main one.

    Raises:
        Invalid: a value can't be kept, or a position that goes holds what the writer may not see.
    """
    current = {position.pk: position for position in person.positions.select_related("organisation")}
    check_ids("positions", wanted, current)
    given = {item.id for item in wanted if item.id}
    gone = [position for pk, position in current.items() if pk not in given]
    _refuse_hidden(gone, sight)
    by_name, by_id = organisations_named(_names(wanted)), _organisations(wanted)
    main = next((number for number, item in enumerate(wanted) if item.is_main), 0)
    person.positions.filter(pk__in=[position.pk for position in gone]).delete()
    person.positions.filter(is_main=True).update(is_main=False)
    reader = CustomReader("position", sight) if any(item.custom for item in wanted) else None
    for number, item in enumerate(wanted):
        path = f"positions.{number}"
        position = current[item.id] if item.id else Position(person=person)
        before = _from_sources(position)
        _set_plain(position, item, path)
        _set_organisation(position, item, by_name, by_id, path)
        if reader and item.custom:
            position.custom = reader.read(item.custom, position.custom, path=f"{path}.custom")
        _own_by_hand(person, position, before)
        position.is_main = number == main
        position.save()
        if "terms" in item.model_fields_set:
            set_terms(position, item.terms, path=f"{path}.terms")
        if "contact_points" in item.model_fields_set:
            replace_points(position, item.contact_points, sight, path=f"{path}.contact_points")


def _names(wanted: Sequence[PositionIn]) -> list[str]:
    return [item.organisation for item in wanted if item.organisation_id is None]


def _organisations(wanted: Sequence[PositionIn]) -> dict[UUID, Organisation]:
    ids = {item.organisation_id for item in wanted if item.organisation_id}
    if not ids:
        return {}
    stand = followed(Organisation, ids)  # a form may have been opened before a merge
    found = Organisation.objects.filter(deleted_at=None).in_bulk(list(stand.values()))
    return {pk: found[end] for pk, end in stand.items() if end in found}


def _set_plain(position: Position, item: PositionIn, path: str) -> None:
    for field in _PLAIN:
        if item.id is None or field in item.model_fields_set:
            setattr(position, field, getattr(item, field))
    if position.started_on and position.ended_on and position.ended_on < position.started_on:
        raise Invalid(fields={f"{path}.ended_on": "La fin précède le début."})


def _from_sources(position: Position) -> dict[str, Any]:
    """What a source may have written, by its name in the provenance."""
    return {field: getattr(position, field) for field in _FROM_SOURCES} | of_custom(position.custom)


def _own_by_hand(person: Person, position: Position, before: Mapping[str, Any]) -> None:
    for name in differing(before, _from_sources(position)):
        if (key := of_position(position.pk, name)) in person.provenance:
            own_by_hand(person, key)


def _set_organisation(
    position: Position,
    item: PositionIn,
    by_name: Mapping[str, Organisation],
    by_id: Mapping[UUID, Organisation],
    path: str,
) -> None:
    if item.organisation_id:
        if item.organisation_id not in by_id and item.organisation_id != position.organisation_id:
            raise Invalid(fields={f"{path}.organisation_id": "Cet organisme n’existe pas."})
        position.organisation = by_id.get(item.organisation_id, position.organisation)
    elif item.id is None or "organisation" in item.model_fields_set:
        position.organisation = by_name.get(match_key(item.organisation))


def _refuse_hidden(gone: Sequence[Position], sight: Sight) -> None:
    if sight.sees or not gone:
        return
    for position in gone:
        secret = any(sight.hides_key(key) for key in position.custom)
        if secret or position.contact_points.filter(is_private=True).exists():
            raise Invalid(fields={"positions": _HOLDS_HIDDEN})
