"""What is done to many persons at once: thrown away, taken back, filed under a term. Each in one transaction."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import F

from backend.contacts.changes import AUDIENCE, ContactChanged, ContactRemoved
from backend.contacts.models import Classification, Person
from backend.contacts.queries import visible_to
from backend.contacts.terms import choosable
from backend.core.actor import Actor
from backend.core.clock import now
from backend.core.work import writing
from backend.live.publish import publish


def delete_persons(actor: Actor, *, user: Any, ids: Sequence[UUID]) -> list[UUID]:
    """Those of IDS that USER sees go to the bin; says whom."""
    return _moved(actor, user, ids, deleted=True)


def restore_persons(actor: Actor, *, user: Any, ids: Sequence[UUID]) -> list[UUID]:
    """Those of IDS that USER sees in the bin come back, who was merged left out; says whom."""
    return _moved(actor, user, ids, deleted=False)


def _moved(actor: Actor, user: Any, ids: Sequence[UUID], *, deleted: bool) -> list[UUID]:
    moment = now()
    with writing(actor):
        there = visible_to(user, deleted=not deleted).filter(pk__in=ids, merged_into=None)
        found = list(there.select_for_update(of=("self",)).order_by("id").values_list("pk", flat=True))
        Person.objects.filter(pk__in=found).update(
            deleted_at=moment if deleted else None, updated_at=moment, version=F("version") + 1
        )
        for pk in found:
            publish(AUDIENCE, ContactRemoved(id=pk) if deleted else ContactChanged(id=pk))
    return found


def file_persons(
    actor: Actor, *, user: Any, ids: Sequence[UUID], term_id: UUID, filed: bool = True
) -> list[UUID]:
    """Those of IDS that USER sees are filed under a term, or not any more; says for whom that is new.

    Raises:
        Invalid: the term can't be chosen.
    """
    with writing(actor):
        term = choosable(term_id) if filed else None
        seen = visible_to(user).filter(pk__in=ids).select_for_update(of=("self",)).order_by("id")
        locked = list(seen.values_list("pk", flat=True))  # first: what they hold may change until then
        uses = Classification.objects.filter(person__in=locked, term_id=term.pk if term else term_id)
        held = set(uses.values_list("person_id", flat=True))
        changed = [pk for pk in locked if (pk in held) != filed]
        if term is not None:
            Classification.objects.bulk_create(Classification(term=term, person_id=pk) for pk in changed)
        else:
            uses.filter(person__in=changed).delete()
        Person.objects.filter(pk__in=changed).update(updated_at=now(), version=F("version") + 1)
        for pk in changed:
            publish(AUDIENCE, ContactChanged(id=pk))
    return changed
