"""Writing the contact points of a person, an organisation or a position."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from backend.contacts.models import ContactPoint, Organisation, Person, Position
from backend.contacts.points import Kept, fill, read_address_parts, read_point
from backend.contacts.schemas import ContactPointIn
from backend.contacts.sensitive import Sight
from backend.core.clock import now
from backend.core.errors import Invalid

_OWNERS = {Person: "person", Organisation: "organisation", Position: "position"}


def replace_points(
    owner: Person | Organisation | Position,
    wanted: Sequence[ContactPointIn],
    sight: Sight,
    *,
    path: str = "contact_points",
) -> None:
    """The contact points WANTED become all that OWNER has, beside those that the writer does not see.

    Raises:
        Invalid: one can't be kept, or an id is not the owner's.
    """
    kept = _read(wanted, path)
    every = ContactPoint.objects.filter(**{_OWNERS[type(owner)]: owner})
    current = {point.pk: point for point in every if sight.shows(point)}
    unseen = [point for point in every if point.pk not in current]
    check_ids(path, wanted, current)
    given = {item.id for item in wanted if item.id}
    every.filter(pk__in=[pk for pk in current if pk not in given]).delete()
    main = _main_ones(wanted, unseen)
    for rank, (item, value) in enumerate(zip(wanted, kept, strict=True)):
        point = current[item.id] if item.id else ContactPoint(**{_OWNERS[type(owner)]: owner})
        _set(point, item, value)
        point.is_main, point.rank = main.get(item.kind) == rank, rank
        point.save()


def check_ids(path: str, wanted: Sequence[Any], current: Mapping[UUID, Any]) -> None:
    """An id that is given twice, or is another record's, is refused."""
    seen: set[UUID] = set()
    for number, item in enumerate(wanted):
        if item.id and (item.id not in current or item.id in seen):
            raise Invalid(fields={f"{path}.{number}.id": "Cet élément n’appartient pas à la fiche."})
        seen |= {item.id} if item.id else set()


def _read(points: Iterable[ContactPointIn], path: str) -> list[Kept]:
    kept, wrong = [], {}
    for number, point in enumerate(points):
        try:
            if point.kind == "address" and point.address is not None:
                kept.append(read_address_parts(point.address.model_dump()))
            else:
                kept.append(read_point(point.kind, point.value))
        except ValueError as error:
            wrong[f"{path}.{number}.value"] = str(error)
    if wrong:
        raise Invalid(fields=wrong)
    return kept


def _main_ones(wanted: Sequence[ContactPointIn], unseen: Collection[ContactPoint]) -> dict[str, int]:
    """The rank of the main point of each kind: the one that is told, else the first, unless an unseen one is it."""
    told = {item.kind: rank for rank, item in enumerate(wanted) if item.is_main}
    first = {item.kind: rank for rank, item in reversed(list(enumerate(wanted)))}
    taken = {point.kind for point in unseen if point.is_main} - set(told)
    for point in unseen:
        if point.is_main and point.kind in told:
            point.is_main = False
            point.save(update_fields=["is_main", "updated_at"])
    return {kind: rank for kind, rank in {**first, **told}.items() if kind not in taken}


def _set(point: ContactPoint, item: ContactPointIn, value: Kept) -> None:
    given = item.model_fields_set
    same = point.kind == item.kind and (point.value, point.extension) == (value.value, value.extension)
    if not (same and item.kind == "address" and item.address is None and point.address):
        fill(
            point, value
        )  # an address whose text was not touched keeps the parts that were put right by hand
    point.kind, point.label, point.state = item.kind, item.label, item.state
    if "is_private" in given:
        point.is_private = item.is_private
    if "verified" in given:
        point.verified_at = (same and point.verified_at) or now() if item.verified else None
    elif not same:
        point.verified_at = None
