"""Writing persons: create, change, delete, restore. Each in one transaction, traced and announced."""

from typing import Any

from django.db.models import F, prefetch_related_objects

from backend.contacts import present
from backend.contacts.changes import AUDIENCE, ContactChanged, ContactRemoved
from backend.contacts.custom import read_custom
from backend.contacts.errors import ContactChangedMeanwhile, ContactMerged, ContactNotFound
from backend.contacts.models import Person, Source
from backend.contacts.names import civility
from backend.contacts.provenance import differing, of_custom, own_by_hand
from backend.contacts.queries import record_details, standing, with_record
from backend.contacts.schemas import ContactIn, ContactPatch
from backend.contacts.sensitive import EVERYTHING, PERSON_FIELDS, Sight
from backend.contacts.services.intermediaries import replace_intermediaries
from backend.contacts.services.parts import replace_points
from backend.contacts.services.positions import replace_positions
from backend.contacts.summaries import summarise
from backend.contacts.terms import set_terms
from backend.core.actor import Actor
from backend.core.clock import now
from backend.core.errors import Invalid
from backend.core.work import writing
from backend.live.publish import publish

_PLAIN = (
    *("civility", "title", "given_name", "family_name", "birth_name", "birth_date"),
    *("contact_type", "preferred_channel", "note"),
)
_PARTS = ("positions", "contact_points", "terms", "intermediaries")
_UNSEEN = "Vous n’avez pas le droit de voir ce champ : il ne peut pas être modifié."


def create_person(
    actor: Actor,
    *,
    data: ContactIn,
    source: str = Source.MANUAL,
    origin: str = "",
    sight: Sight = EVERYTHING,
) -> Person:
    """ORIGIN is what the record says beside its SOURCE: the file or the invitation that it came from.

    Raises Invalid where a name, a number or an address can't be kept.
    """
    with writing(actor):
        person = Person(source=source, origin_file=origin)
        _set_plain(person, data.model_dump(include=set(_PLAIN)))
        _set_custom(person, data.custom, sight)
        person.save()
        _replace_parts(person, data, {part for part in _PARTS if getattr(data, part)}, sight)
        return _finish(person)


def change_person(actor: Actor, *, person: Person, patch: ContactPatch, sight: Sight = EVERYTHING) -> Person:
    """Change what PATCH gives, if nobody has changed the person since the version it names.

    What SIGHT does not show is left as it is: a form sends it empty because it never had it.

    Raises:
        ContactChangedMeanwhile: somebody has.
        Invalid: a value can't be kept, an id is not the person's, or a field is not seen by the writer.
    """
    given = patch.model_dump(exclude_unset=True)
    plain = _seen({field: given[field] for field in _PLAIN if field in given}, sight)
    with writing(actor):
        person = _claimed(person, patch.version)
        _set_plain(person, plain)
        _set_custom(person, patch.custom, sight)
        _replace_parts(person, patch, set(given), sight)
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
    return with_record(Person.objects.filter(pk=person.pk)).get()


def _claimed(person: Person, version: int) -> Person:
    """The row of PERSON, locked, with its version raised by one."""
    locked = Person.objects.select_for_update().filter(pk=person.pk).first()
    if locked is not None and locked.merged_into_id is not None:
        raise ContactMerged(standing(Person, person.pk) or locked.merged_into_id, locked.name)
    if locked is None or locked.deleted_at is not None:
        raise ContactNotFound
    if locked.version != version:
        raise ContactChangedMeanwhile
    locked.version += 1
    return locked


def _seen(values: dict[str, Any], sight: Sight) -> dict[str, Any]:
    """VALUES without the fields that SIGHT hides; raises Invalid where one of them would be overwritten."""
    if sight.sees:
        return values
    if wrong := {field: _UNSEEN for field in PERSON_FIELDS if values.get(field)}:
        raise Invalid(fields=wrong)
    return {field: value for field, value in values.items() if field not in PERSON_FIELDS}


def _set_plain(person: Person, values: dict[str, Any]) -> None:
    for field, value in values.items():
        read = civility(value) if field == "civility" else value
        if read != getattr(person, field):
            own_by_hand(person, field)
        setattr(person, field, read)
    if not person.family_name:
        raise Invalid(fields={"family_name": "Le nom est obligatoire."})


def _set_custom(person: Person, values: dict[str, Any], sight: Sight) -> None:
    before, person.custom = person.custom, read_custom("person", values, person.custom, sight=sight)
    for name in differing(of_custom(before), of_custom(person.custom)):
        own_by_hand(person, name)


def _replace_parts(person: Person, data: ContactIn | ContactPatch, given: set[str], sight: Sight) -> None:
    if "positions" in given:
        replace_positions(person, data.positions, sight)
    if "contact_points" in given:
        replace_points(person, data.contact_points, sight)
    if "terms" in given:
        set_terms(person, data.terms)
    if "intermediaries" in given:
        replace_intermediaries(person, data.intermediaries)


def _finish(person: Person) -> Person:
    """What is repeated in the person, the announcement, and the person as readers get them."""
    prefetch_related_objects([person], *record_details())
    summarise(person, person.positions.all(), present.points(person))
    person.save()
    publish(AUDIENCE, ContactChanged(id=person.pk))
    return person
