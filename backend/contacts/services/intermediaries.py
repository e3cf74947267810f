"""Writing through whom a person is reached (RF-3)."""

from collections.abc import Sequence
from uuid import UUID

from backend.contacts.models import Intermediary, Organisation, Person
from backend.contacts.schemas import IntermediaryIn
from backend.contacts.services.parts import check_ids
from backend.core.errors import Invalid

_PLAIN = ("role", "routing", "started_on", "ended_on")


def replace_intermediaries(person: Person, wanted: Sequence[IntermediaryIn]) -> None:
    """The intermediaries WANTED become all that PERSON has.

    Raises:
        Invalid: somebody who does not exist, or the person themself, or dates in the wrong order.
    """
    current = {found.pk: found for found in person.intermediaries.all()}
    check_ids("intermediaries", wanted, current)
    _check_vias(person, wanted, list(current.values()))
    given = {item.id for item in wanted if item.id}
    person.intermediaries.filter(pk__in=[pk for pk in current if pk not in given]).delete()
    for item in wanted:
        found = current[item.id] if item.id else Intermediary(principal=person)
        found.via_person_id, found.via_organisation_id = item.via_person, item.via_organisation
        found.position_id = item.position_id
        found.channels = list(dict.fromkeys(channel for channel in item.channels if channel))
        for field in _PLAIN:
            setattr(found, field, getattr(item, field))
        found.save()


def _check_vias(person: Person, wanted: Sequence[IntermediaryIn], current: Sequence[Intermediary]) -> None:
    """Those who were there already may be in the bin meanwhile; new ones may not."""
    known = {found.via_person_id for found in current} | {found.via_organisation_id for found in current}
    persons = set(_living(Person, [item.via_person for item in wanted])) | known
    organisations = set(_living(Organisation, [item.via_organisation for item in wanted])) | known
    positions = set(person.positions.values_list("pk", flat=True)) if wanted else set()
    for number, item in enumerate(wanted):
        path = f"intermediaries.{number}"
        if item.via_person == person.pk:
            raise Invalid(fields={f"{path}.via_person": "Une personne n’est pas son propre intermédiaire."})
        if item.via_person and item.via_person not in persons:
            raise Invalid(fields={f"{path}.via_person": "Ce contact n’existe pas."})
        if item.via_organisation and item.via_organisation not in organisations:
            raise Invalid(fields={f"{path}.via_organisation": "Cet organisme n’existe pas."})
        if item.position_id and item.position_id not in positions:
            raise Invalid(fields={f"{path}.position_id": "Cette fonction n’appartient pas à la fiche."})
        if item.started_on and item.ended_on and item.ended_on < item.started_on:
            raise Invalid(fields={f"{path}.ended_on": "La fin précède le début."})


def _living(model: type[Person] | type[Organisation], ids: Sequence[UUID | None]) -> list[UUID]:
    asked = [pk for pk in ids if pk]
    if not asked:
        return []
    return list(model._default_manager.filter(pk__in=asked, deleted_at=None).values_list("pk", flat=True))
