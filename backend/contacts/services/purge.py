"""Deleting for good: by hand from the bin, or when thirty days are over."""

from typing import TypeVar
from uuid import UUID

from django.db.models import Manager

from backend.contacts.bin import KEPT
from backend.contacts.candidates.tidying import forget_person
from backend.contacts.changes import AUDIENCE, ContactRemoved, ListChanged, OrganisationRemoved
from backend.contacts.errors import ContactNotFound, ListNotFound, OrganisationNotFound
from backend.contacts.lists.expiry import expired_lists
from backend.contacts.merging.forgetting import forget_merges
from backend.contacts.models import ContactList, Organisation, Person, Position
from backend.core.actor import Actor, task
from backend.core.clock import now
from backend.core.errors import DomainError
from backend.core.models import Row
from backend.core.work import writing
from backend.live.publish import publish

_AT_ONCE = 100
AnyRow = TypeVar("AnyRow", bound=Row)


def purge_person(actor: Actor, *, person: Person) -> None:
    """The person is no more, and nothing is left of what proposed them; guest lists keep the name they copied.

    Raises:
        ContactNotFound: they are not in the bin.
    """
    with writing(actor):
        locked = _binned(Person.objects, person.pk, ContactNotFound)
        forget_merges(locked)
        forget_person(locked)
        locked.delete()
        publish(AUDIENCE, ContactRemoved(id=person.pk))


def purge_organisation(actor: Actor, *, organisation: Organisation) -> None:
    """The organisation is no more; positions that people once held there stay, without its name.

    Raises:
        OrganisationNotFound: it is not in the bin.
    """
    with writing(actor):
        locked = _binned(Organisation.objects, organisation.pk, OrganisationNotFound)
        forget_merges(locked)
        Position.objects.filter(organisation=locked).update(organisation=None, updated_at=now())
        locked.delete()
        publish(AUDIENCE, OrganisationRemoved(id=organisation.pk))


def purge_list(actor: Actor, *, contact_list: ContactList) -> None:
    """The list is no more, with its pins, its members and its requests. Its contacts stay.

    Raises:
        ListNotFound: it is not in the bin.
    """
    with writing(actor):
        _binned(ContactList.objects, contact_list.pk, ListNotFound).delete()
        publish(AUDIENCE, ListChanged(id=contact_list.pk))


def purge_bin() -> int:
    """A sweep: what has been in the bin for thirty days goes, some at a time. Says how many."""
    limit = now() - KEPT
    actor = task("corbeille")
    persons = list(
        Person.objects.filter(deleted_at__lt=limit, merged_into=None).order_by("deleted_at", "id")[:_AT_ONCE]
    )
    for person in persons:
        purge_person(actor, person=person)
    organisations = list(
        Organisation.objects.filter(deleted_at__lt=limit, merged_into=None).order_by("id")[:_AT_ONCE]
    )
    for organisation in organisations:
        purge_organisation(actor, organisation=organisation)
    lists = expired_lists(limit, _AT_ONCE)
    for contact_list in lists:
        purge_list(actor, contact_list=contact_list)
    return len(persons) + len(organisations) + len(lists)


def _binned(rows: Manager[AnyRow], pk: UUID, missing: type[DomainError]) -> AnyRow:
    """The row, locked. Raises MISSING where it is not in the bin any more."""
    locked = rows.select_for_update().filter(pk=pk, deleted_at__isnull=False).first()
    if locked is None:
        raise missing
    return locked
