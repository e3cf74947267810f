"""Writing organisations: create, change, delete, restore (RF-4)."""

from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F

from backend.contacts.changes import AUDIENCE, OrganisationChanged, OrganisationRemoved
from backend.contacts.custom import read_custom
from backend.contacts.errors import (
    OrganisationChangedMeanwhile,
    OrganisationExists,
    OrganisationInUse,
    OrganisationNotFound,
)
from backend.contacts.identifiers import read_identifiers
from backend.contacts.models import Organisation
from backend.contacts.names import match_key
from backend.contacts.organisations import describe_organisation
from backend.contacts.queries import current_positions, standing
from backend.contacts.schemas import OrganisationIn, OrganisationPatch
from backend.contacts.sensitive import EVERYTHING, ORGANISATION_FIELDS, Sight
from backend.contacts.services.moves import move_positions
from backend.contacts.services.parts import replace_points
from backend.contacts.services.refresh import refresh_persons
from backend.contacts.terms import set_terms
from backend.core.actor import Actor
from backend.core.clock import now
from backend.core.errors import Invalid
from backend.core.work import writing
from backend.live.publish import publish

_PLAIN = ("name", "legal_name", "acronym", "note")
_NUMBERS = ("siren", "siret", "vat")
_UNSEEN = "Vous n’avez pas le droit de voir ce champ : il ne peut pas être modifié."
_LEVELS = 12


def create_organisation(actor: Actor, *, data: OrganisationIn, sight: Sight = EVERYTHING) -> Organisation:
    """Raises OrganisationExists where the name is another's spelling, Invalid where a value can't be kept."""
    with writing(actor):
        organisation = Organisation()
        _set(organisation, data.model_dump(), sight)
        organisation.custom = read_custom("organisation", data.custom, sight=sight)
        _save(organisation)
        set_terms(organisation, data.terms)
        replace_points(organisation, data.contact_points, sight)
        return _finish(organisation)


def change_organisation(
    actor: Actor, *, organisation: Organisation, patch: OrganisationPatch, sight: Sight = EVERYTHING
) -> Organisation:
    """Change what PATCH gives, if nobody has changed the organisation since the version it names.

    A new name reaches the records of all who work there.

    Raises:
        OrganisationChangedMeanwhile: somebody has.
        OrganisationExists: the name is another's.
        Invalid: a value can't be kept, or a field is not seen by the writer.
    """
    given = patch.model_dump(exclude_unset=True)
    if not sight.sees:
        if wrong := {field: _UNSEEN for field in ORGANISATION_FIELDS if given.get(field)}:
            raise Invalid(fields=wrong)
        given = {field: value for field, value in given.items() if field not in ORGANISATION_FIELDS}
    with writing(actor):
        organisation = _claimed(organisation, patch.version)
        former = organisation.name
        _set(organisation, given, sight)
        organisation.custom = read_custom("organisation", patch.custom, organisation.custom, sight=sight)
        _save(organisation)
        if "terms" in given:
            set_terms(organisation, patch.terms)
        if "contact_points" in given:
            replace_points(organisation, patch.contact_points, sight)
        if organisation.name != former:
            refresh_persons(organisation.positions.values_list("person_id", flat=True))
        return _finish(organisation)


def delete_organisation(
    actor: Actor, *, organisation: Organisation, move_to: Organisation | None = None
) -> None:
    """The organisation goes to the bin. Who works there is moved to MOVE_TO first.

    Raises:
        OrganisationInUse: people have a current position there, and MOVE_TO is not given.
    """
    with writing(actor):
        moment = now()
        locked = Organisation.objects.select_for_update().filter(pk=organisation.pk, deleted_at=None)
        if not locked.exists():
            return
        if count := current_positions(organisation).count():
            if move_to is None:
                raise OrganisationInUse(count)
            move_positions(actor, organisation=organisation, target=move_to)
        locked.update(deleted_at=moment, updated_at=moment, version=F("version") + 1)
        publish(AUDIENCE, OrganisationRemoved(id=organisation.pk))


def restore_organisation(actor: Actor, *, organisation: Organisation) -> None:
    with writing(actor):
        Organisation.objects.filter(pk=organisation.pk).update(
            deleted_at=None, updated_at=now(), version=F("version") + 1
        )
        publish(AUDIENCE, OrganisationChanged(id=organisation.pk))


def _claimed(organisation: Organisation, version: int) -> Organisation:
    locked = Organisation.objects.select_for_update().filter(pk=organisation.pk, deleted_at=None).first()
    if locked is None:
        raise OrganisationNotFound
    if locked.version != version:
        raise OrganisationChangedMeanwhile
    locked.version += 1
    return locked


def _set(organisation: Organisation, values: dict[str, Any], sight: Sight) -> None:
    for field in _PLAIN:
        if field in values:
            setattr(organisation, field, values[field])
    if not match_key(organisation.name):
        raise Invalid(fields={"name": "Le nom est obligatoire."})
    numbers = {field: values.get(field, getattr(organisation, field)) for field in _NUMBERS}
    if "siren" not in values and ("siret" in values or "vat" in values):
        numbers["siren"] = ""  # it follows from what is given
    kept, wrong = read_identifiers(**numbers)
    if wrong:
        raise Invalid(fields=wrong)
    if not kept["siren"] and "siren" not in values:
        kept["siren"] = organisation.siren
    for field, value in kept.items():
        setattr(organisation, field, value)
    if "parent_id" in values:
        organisation.parent = _parent(organisation, values["parent_id"])


def _parent(organisation: Organisation, parent_id: UUID | None) -> Organisation | None:
    if parent_id is None:
        return None
    parent = Organisation.objects.filter(pk=parent_id, deleted_at=None).first()
    if parent is None:
        raise Invalid(fields={"parent_id": "Cet organisme n’existe pas."})
    above: Organisation | None = parent
    for _ in range(_LEVELS):
        if above is None:
            return parent
        if above.pk == organisation.pk:
            raise Invalid(fields={"parent_id": "Un organisme ne peut pas dépendre de lui-même."})
        above = above.parent
    raise Invalid(fields={"parent_id": f"Plus de {_LEVELS} niveaux d’organismes."})


def _save(organisation: Organisation) -> None:
    """Raises OrganisationExists where another organisation has this name, in any spelling."""
    organisation.match_key = match_key(organisation.name)
    try:
        with transaction.atomic():
            organisation.save()
    except IntegrityError:
        other = Organisation.objects.filter(match_key=organisation.match_key).first()
        if other is None:
            raise
        if (stands := standing(Organisation, other.pk)) is not None:
            other = Organisation.objects.get(pk=stands)
        raise OrganisationExists(other.pk, other.name, deleted=other.deleted_at is not None) from None


def _finish(organisation: Organisation) -> Organisation:
    describe_organisation(organisation)
    organisation.save()
    publish(AUDIENCE, OrganisationChanged(id=organisation.pk))
    return organisation
