"""The feed that fills a phone's local base, and keeps it fresh: page after page, by date of change."""

import base64
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from backend.contacts.models import Person, PersonSearch, SearchDue
from backend.contacts.queries import VIEW, visible_to
from backend.contacts.search.refresh import persons_read_anew
from backend.contacts.search.rows import Row
from backend.core.clock import now
from backend.core.errors import Invalid

# A transaction may commit a little after the dates it wrote. The last page steps back by this much,
# so that the next reading finds what came late; reading a contact twice does no harm.
OVERLAP = timedelta(seconds=20)
_NOBODY = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the feed: after the row with this date and id."""

    at: datetime
    id: UUID


@dataclass(frozen=True, slots=True)
class Slice:
    persons: list[Person]
    removed: list[UUID]
    next: str | None
    more: bool
    rows: dict[UUID, PersonSearch | Row]


def offline_slice(user: Any, *, after: str, limit: int) -> Slice:
    """Up to LIMIT persons changed after the place AFTER, and the ids of those deleted on the way.

    Raises:
        Invalid: AFTER was not given by an earlier page.
    """
    place = _read(after) if after else None
    persons = list(_beyond(visible_to(user), place)[:limit])
    more = len(persons) == limit
    upto = Place(persons[-1].updated_at, persons[-1].pk) if more else None
    rows = _rows([person.pk for person in persons])
    return Slice(persons, _removed(user, place, upto), _next(place, persons, more=more), more, rows)


def _rows(ids: list[UUID]) -> dict[UUID, PersonSearch | Row]:
    """What is searched of these. A phone reads a change once: so what the sweep has yet to make is made here."""
    due = SearchDue.objects.filter(kind=SearchDue.Kind.PERSON, owner_id=OuterRef("pk"))
    kept = PersonSearch.objects.only("text", "is_past").alias(due=Exists(due)).filter(due=False).in_bulk(ids)
    late = [pk for pk in ids if pk not in kept]
    return {**kept, **(persons_read_anew(late) if late else {})}


def _beyond(persons: QuerySet[Person], place: Place | None) -> QuerySet[Person]:
    ordered = persons.order_by("updated_at", "id")
    if place is None:
        return ordered
    return ordered.filter(Q(updated_at__gt=place.at) | Q(updated_at=place.at, id__gt=place.id)).filter(
        updated_at__gte=place.at
    )


def _removed(user: Any, place: Place | None, upto: Place | None) -> list[UUID]:
    """A base that is filled for the first time holds nobody to remove."""
    if place is None or not user.has_perm(VIEW):
        return []
    gone = _beyond(visible_to(user, deleted=True), place)
    if upto is not None:
        gone = gone.filter(updated_at__lte=upto.at)
    return list(gone.values_list("pk", flat=True))


def _next(place: Place | None, persons: list[Person], *, more: bool) -> str | None:
    last = Place(persons[-1].updated_at, persons[-1].pk) if persons else place
    if last is None:
        return None
    if not more and last.at > (safe := now() - OVERLAP):
        last = Place(safe, _NOBODY)
    return _write(last)


def _write(place: Place) -> str:
    return base64.urlsafe_b64encode(json.dumps([place.at.isoformat(), str(place.id)]).encode()).decode()


def _read(text: str) -> Place:
    try:
        at, person_id = json.loads(base64.urlsafe_b64decode(text.encode()))
        place = Place(datetime.fromisoformat(at), UUID(person_id))
    except (ValueError, TypeError, AttributeError):
        raise Invalid(fields={"after": "Ce repère n’est pas valable."}) from None
    if place.at.tzinfo is None:
        raise Invalid(fields={"after": "Ce repère n’est pas valable."})
    return place
