"""The persons of the base as the engine compares them: a fixed number of queries, whatever their number."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from backend.contacts.matching import Record
from backend.contacts.models import ContactPoint, Person, Position

_AT_ONCE = 5000
_PHONES = ("phone", "mobile")


def records_of(ids: Collection[UUID] | None = None, *, private: bool = True) -> list[Record]:
    """All persons who are not in the bin, or those of IDS; with their PRIVATE coordinates or without."""
    persons = Person.objects.filter(deleted_at=None)
    points = ContactPoint.objects.filter(kind__in=("email", "address", *_PHONES))
    if not private:
        points = points.filter(is_private=False)
    positions = Position.objects.filter(person__deleted_at=None, organisation__isnull=False)
    if ids is not None:
        wanted = list(ids)
        persons, positions = persons.filter(pk__in=wanted), positions.filter(person__in=wanted)
        own, at_work = points.filter(person__in=wanted), points.filter(position__person__in=wanted)
    else:
        own, at_work = points.filter(person__isnull=False), points.filter(position__isnull=False)
    few = ids is not None
    houses = _organisations(positions, few=few)
    told = _points(own, "person_id", few=few), _points(at_work, "position__person_id", few=few)
    fields = ("id", "given_name", "family_name", "birth_name", "civility", "birth_date")
    return [_record(row, houses, told) for row in _read(persons.values_list(*fields).order_by("pk"), few=few)]


Points = dict[UUID, list[tuple[str, str, dict[str, Any]]]]


def _record(row: tuple[Any, ...], houses: dict[UUID, str], told: tuple[Points, Points]) -> Record:
    pk, given, family, birth_name, civility, born = row
    points = [*told[0].get(pk, ()), *told[1].get(pk, ())]
    address: dict[str, Any] = next((parts for kind, _, parts in points if kind == "address"), {})
    return Record(
        id=str(pk),
        given_name=given,
        surname=family,
        other_surname=birth_name,
        civility=civility,
        birth_date=born,
        address=address.get("street", ""),
        postcode=address.get("postal_code", ""),
        city=address.get("city", ""),
        emails=[value for kind, value, _ in points if kind == "email"],
        phones=[value for kind, value, _ in points if kind in _PHONES],
        organisation=houses.get(pk, ""),
    )


def _organisations(positions: QuerySet[Position], *, few: bool) -> dict[UUID, str]:
    """The organisation of the main position; that of the last one first, for a later row replaces an earlier."""
    rows = positions.order_by("is_main", "-created_at").values_list("person_id", "organisation__name")
    return {pk: name for pk, name in _read(rows, few=few) if name}


def _points(points: QuerySet[ContactPoint], owner: str, *, few: bool) -> Points:
    found: Points = defaultdict(list)
    rows = points.order_by("-is_main", "rank").values_list(owner, "kind", "value", "address")
    for pk, kind, value, address in _read(rows, few=few):
        found[pk].append((kind, value, address))
    return found


def _read(rows: Any, *, few: bool) -> Iterable[tuple[Any, ...]]:
    """Many in pieces, by a cursor of the server; a FEW at once, which spares its coming and going."""
    return rows if few else rows.iterator(chunk_size=_AT_ONCE)  # type: ignore[no-any-return]
