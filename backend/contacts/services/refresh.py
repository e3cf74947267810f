"""Brings persons up to date whose positions, or whose organisation's name, changed in bulk."""

from collections.abc import Iterable
from uuid import UUID

from backend.contacts import present
from backend.contacts.changes import AUDIENCE, ContactChanged
from backend.contacts.models import Person
from backend.contacts.queries import with_details
from backend.contacts.summaries import DERIVED, summarise
from backend.core.clock import now
from backend.live.publish import publish

_AT_ONCE = 500
_ANNOUNCED_AT_MOST = 100


def refresh_persons(ids: Iterable[UUID]) -> int:
    """What persons repeat of their positions is written again; locked in the order of their keys.

    Beyond a hundred persons nothing is announced one by one: who calls announces the whole.
    """
    keys = sorted(set(ids))
    for start in range(0, len(keys), _AT_ONCE):
        batch = keys[start : start + _AT_ONCE]
        persons = list(
            with_details(Person.objects.select_for_update(of=("self",)).filter(pk__in=batch).order_by("pk"))
        )
        for person in persons:
            summarise(person, person.positions.all(), present.points(person))
            person.version += 1
            person.updated_at = now()
        Person.objects.bulk_update(persons, [*DERIVED, "version", "updated_at"])
    if len(keys) <= _ANNOUNCED_AT_MOST:
        for key in keys:
            publish(AUDIENCE, ContactChanged(id=key))
    return len(keys)
