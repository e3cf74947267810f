"""After rows changed hands: what persons repeat of them is worked out again, and everybody is told."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db.models import QuerySet

from backend.contacts import present
from backend.contacts.changes import (
    AUDIENCE,
    ContactChanged,
    ContactRemoved,
    OrganisationChanged,
    OrganisationRemoved,
)
from backend.contacts.models import Organisation, Person
from backend.contacts.organisations import describe_organisation
from backend.contacts.queries import with_details
from backend.contacts.summaries import DERIVED, summarise
from backend.core.clock import now
from backend.live.publish import publish

_AT_ONCE = 500
_ANNOUNCED_AT_MOST = 100


def refresh_persons(ids: Iterable[UUID]) -> None:
    """Bring the persons up to date and announce them: the living as changed, the others as removed.

    Beyond a hundred nothing is announced one by one: the change of the organisation says it.
    """
    wanted = sorted(set(ids))
    for start in range(0, len(wanted), _AT_ONCE):
        persons = list(with_details(_locked(wanted[start : start + _AT_ONCE])))
        for person in persons:
            summarise(person, person.positions.all(), list(present.points(person)))
            person.version += 1
            person.updated_at = now()
        Person.objects.bulk_update(persons, [*DERIVED, "version", "updated_at"])
        for person in persons if len(wanted) <= _ANNOUNCED_AT_MOST else ():
            gone = person.deleted_at is not None
            publish(AUDIENCE, ContactRemoved(id=person.pk) if gone else ContactChanged(id=person.pk))


def _locked(ids: Sequence[UUID]) -> QuerySet[Person]:
    return Person.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk")


def refresh_organisations(ids: Iterable[UUID]) -> None:
    """Organisations, and all who hold a position there."""
    wanted = list(ids)
    for organisation in Organisation.objects.filter(pk__in=wanted).order_by("pk"):
        describe_organisation(organisation)
        organisation.version += 1
        organisation.save(update_fields=["sort_name", "search", "version", "updated_at"])
        gone = organisation.deleted_at is not None
        changed = OrganisationRemoved(id=organisation.pk) if gone else OrganisationChanged(id=organisation.pk)
        publish(AUDIENCE, changed)
    persons = Person.objects.filter(positions__organisation__in=wanted, deleted_at=None)
    refresh_persons(persons.values_list("pk", flat=True))
