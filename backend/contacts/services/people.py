"""Writing persons: create, change, delete, restore. Each in one transaction, traced and announced."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import F, prefetch_related_objects

from backend.contacts import present
from backend.contacts.changes import AUDIENCE, ContactChanged, ContactRemoved
from backend.contacts.errors import ContactChangedMeanwhile, ContactNotFound
from backend.contacts.models import ContactPoint, Person, Position, Source
from backend.contacts.names import civility, match_key
from backend.contacts.organisations import organisations_named
from backend.contacts.points import Kept, read_point
from backend.contacts.queries import details, with_details
from backend.contacts.schemas import ContactIn, ContactPatch, ContactPointIn, PositionIn
from backend.contacts.summaries import summarise
from backend.core.actor import Actor
from backend.core.clock import now
from backend.core.errors import Invalid
from backend.core.work import writing
from backend.live.publish import publish

_PLAIN = ("civility", "title", "given_name", "family_name", "birth_date", "contact_type", "note")


def create_person(actor: Actor, *, data: ContactIn, source: str = Source.MANUAL) -> Person:
    """Raises Invalid where a name, a number or an address can't be kept."""
    kept = _read_points(data.contact_points)
    with writing(actor):
        person = Person(source=source)
        _set_plain(person, data.model_dump(include=set(_PLAIN)))
        person.save()
        _replace_positions(person, data.positions)
        _replace_points(person, data.contact_points, kept)
        return _finish(person)


def change_person(actor: Actor, *, person: Person, patch: ContactPatch) -> Person:
    """Change what PATCH gives, if nobody has changed the person since the version it names.

    Raises:
        ContactChangedMeanwhile: somebody has.
        Invalid: a value can't be kept, or an id is not the person's.
    """
    given = patch.model_dump(exclude_unset=True)
    kept = _read_points(patch.contact_points)
    with writing(actor):
        person = _claimed(person, patch.version)
        _set_plain(person, {field: given[field] for field in _PLAIN if field in given})
        if "positions" in given:
            _replace_positions(person, patch.positions)
        if "contact_points" in given:
            _replace_points(person, patch.contact_points, kept)
        return _finish(person)


def delete_person(actor: Actor, *, person: Person) -> None:
    """The person goes to the bin, from where they can be restored. Deleting twice is deleting once."""
    with writing(actor):
        moment = now()
        current = Person.objects.filter(pk=person.pk, deleted_at=None)
        if current.update(deleted_at=moment, updated_at=moment, version=F("version") + 1):
            publish(AUDIENCE, ContactRemoved(id=person.pk))


def restore_person(actor: Actor, *, person: Person) -> Person:
    with writing(actor):
        Person.objects.filter(pk=person.pk).update(
            deleted_at=None, updated_at=now(), version=F("version") + 1
        )
        publish(AUDIENCE, ContactChanged(id=person.pk))
    return with_details(Person.objects.filter(pk=person.pk)).get()


def _claimed(person: Person, version: int) -> Person:
    """The row of PERSON, locked, with its version raised by one."""
    locked = Person.objects.select_for_update().filter(pk=person.pk, deleted_at=None).first()
    if locked is None:
        raise ContactNotFound
    if locked.version != version:
        raise ContactChangedMeanwhile
    locked.version += 1
    return locked


def _set_plain(person: Person, values: dict[str, Any]) -> None:
    for field, value in values.items():
        setattr(person, field, civility(value) if field == "civility" else value)
    if not person.family_name:
        raise Invalid(fields={"family_name": "Le nom est obligatoire."})


def _read_points(points: Sequence[ContactPointIn]) -> list[Kept]:
    kept, wrong = [], {}
    for number, point in enumerate(points):
        try:
            kept.append(read_point(point.kind, point.value))
        except ValueError as error:
            wrong[f"contact_points.{number}.value"] = str(error)
    if wrong:
        raise Invalid(fields=wrong)
    return kept


def _replace_positions(person: Person, wanted: Sequence[PositionIn]) -> None:
    """The positions WANTED become all that PERSON has; exactly one is the main one."""
    current = {position.pk: position for position in person.positions.all()}
    _check_ids("positions", wanted, current)
    organisations = organisations_named(item.organisation for item in wanted)
    main = next((number for number, item in enumerate(wanted) if item.is_main), 0)
    person.positions.exclude(pk__in=[item.id for item in wanted if item.id]).delete()
    person.positions.filter(is_main=True).update(is_main=False)
    for number, item in enumerate(wanted):
        position = current[item.id] if item.id else Position(person=person)
        position.function, position.service = item.function, item.service
        position.organisation = organisations.get(match_key(item.organisation))
        position.is_main = number == main
        position.save()


def _replace_points(person: Person, wanted: Sequence[ContactPointIn], kept: Sequence[Kept]) -> None:
    """The contact points WANTED become all that PERSON has; those of positions and organisations are left."""
    current = {point.pk: point for point in person.contact_points.all()}
    _check_ids("contact_points", wanted, current)
    person.contact_points.exclude(pk__in=[item.id for item in wanted if item.id]).delete()
    main = {item.kind: rank for rank, item in reversed(list(enumerate(wanted)))}  # the first of each kind,
    main |= {item.kind: rank for rank, item in enumerate(wanted) if item.is_main}  # or the one that is told
    for rank, (item, value) in enumerate(zip(wanted, kept, strict=True)):
        point = current[item.id] if item.id else ContactPoint(person=person)
        point.kind, point.value, point.extension = item.kind, value.value, value.extension
        point.label, point.state = item.label, item.state
        point.is_main, point.rank = main[item.kind] == rank, rank
        point.save()


def _check_ids(path: str, wanted: Sequence[Any], current: Mapping[UUID, Any]) -> None:
    """An id that is given twice, or is another person's, is refused."""
    seen: set[UUID] = set()
    for number, item in enumerate(wanted):
        if item.id and (item.id not in current or item.id in seen):
            raise Invalid(fields={f"{path}.{number}.id": "Cet élément n’appartient pas à la fiche."})
        seen |= {item.id} if item.id else set()


def _finish(person: Person) -> Person:
    """What is repeated in the person, the announcement, and the person as readers get them."""
    prefetch_related_objects([person], *details())
    summarise(person, person.positions.all(), present.points(person))
    person.save()
    publish(AUDIENCE, ContactChanged(id=person.pk))
    return person
