"""How rows go from one record to another: the plain ways, for every domain, and those of contacts themselves."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Model

from backend.contacts.merging.points import unite_points
from backend.contacts.merging.positions import unite_positions
from backend.contacts.merging.registry import ForeignKey, Moving, register_merge_handler, register_usage
from backend.contacts.models import Intermediary, ListMember, ListPin, Organisation


class Move:
    """Rows of the loser become the keeper's.

    One that says what a row of the keeper says already (the same values in the columns SAME) is taken out and kept
    whole by the journal.
    """

    def __init__(self, *, same: Sequence[str] = ()) -> None:
        self.same = tuple(same)

    def __call__(self, moving: Moving, foreign_key: ForeignKey) -> None:
        model, column = foreign_key.model, foreign_key.attname
        there = {self._key(row): row.pk for row in _rows(model, column, moving.keeper)} if self.same else {}
        going = []
        for row in _rows(model, column, moving.loser):
            if self.same and (twin := there.get(self._key(row))) is not None:
                moving.journal.take_out(model, row.pk, same_as=twin)
            else:
                going.append(row.pk)
        moving.journal.move(model, column, moving.loser, moving.keeper, going)

    def _key(self, row: Model) -> tuple[Any, ...]:
        return tuple(getattr(row, name) for name in self.same)


def stay(moving: Moving, foreign_key: ForeignKey) -> None:
    """Rows go on pointing to the loser: they tell what became of records before."""


def move_parts(moving: Moving, foreign_key: ForeignKey) -> None:
    """Parts of an organisation become the keeper's; the keeper is no part of itself, at no remove."""
    parents = dict(Organisation.objects.exclude(parent=None).values_list("pk", "parent_id"))
    above, seen = parents.get(moving.keeper), set()
    while above is not None and above != moving.loser and above not in seen:
        seen.add(above)
        above = parents.get(above)
    if above == moving.loser:
        upper = parents.get(moving.loser)
        upper = None if upper == moving.keeper else upper
        moving.journal.change(Organisation, moving.keeper, parent_id=upper)
    parts = [pk for pk, parent in parents.items() if parent == moving.loser and pk != moving.keeper]
    moving.journal.move(Organisation, "parent_id", moving.loser, moving.keeper, parts)


def move_intermediaries(moving: Moving, foreign_key: ForeignKey) -> None:
    """Nobody is their own intermediary, and none stands twice."""
    column = foreign_key.attname
    for row in _rows(Intermediary, column, moving.loser):
        assert isinstance(row, Intermediary)
        setattr(row, column, moving.keeper)
        twins = Intermediary.objects.filter(
            principal=row.principal_id,
            position=row.position_id,
            via_person=row.via_person_id,
            via_organisation=row.via_organisation_id,
            routing=row.routing,
        )
        twin = twins.exclude(pk=row.pk).first()
        if row.principal_id == row.via_person_id:
            moving.journal.take_out(Intermediary, row.pk)
        elif twin is not None:
            moving.journal.take_out(Intermediary, row.pk, same_as=twin.pk)
        else:
            moving.journal.move(Intermediary, column, moving.loser, moving.keeper, [row.pk])


def unite_pins(moving: Moving, foreign_key: ForeignKey) -> None:
    """Who is kept out of a list stays out of it, under whichever name."""
    out = ListPin.objects.filter(person=moving.loser, way=ListPin.Way.OUT).values("list")
    for pin in ListPin.objects.filter(person=moving.keeper, way=ListPin.Way.IN, list__in=out).order_by("pk"):
        moving.journal.change(ListPin, pin.pk, way=ListPin.Way.OUT)
    Move(same=("list_id",))(moving, foreign_key)


def times_listed(ids: Iterable[UUID]) -> Mapping[UUID, int]:
    """How often persons are pinned into lists, or were there when a list was frozen."""
    wanted, found = list(ids), Counter[UUID]()
    for rows in (ListPin.objects.filter(way=ListPin.Way.IN), ListMember.objects.all()):
        found.update(rows.filter(person__in=wanted).values_list("person_id", flat=True))
    return found


def register_contacts() -> None:
    """The foreign keys of this domain, in the order in which they are brought over."""
    register_merge_handler("contacts.Person.merged_into", stay)
    register_merge_handler("contacts.Organisation.merged_into", stay)
    register_merge_handler("contacts.Organisation.parent", move_parts)
    register_merge_handler("contacts.Position.person", unite_positions)
    register_merge_handler("contacts.Position.organisation", Move())
    for owner in ("person", "organisation", "position"):
        register_merge_handler(f"contacts.ContactPoint.{owner}", unite_points)
        register_merge_handler(f"contacts.Classification.{owner}", Move(same=("term_id",)))
    for end in ("principal", "position", "via_person", "via_organisation"):
        register_merge_handler(f"contacts.Intermediary.{end}", move_intermediaries)
    for target in ("organisation", "target"):
        register_merge_handler(f"contacts.PositionMove.{target}", Move())
    for label in ("ImportRow", "ExternalId"):
        register_merge_handler(f"contacts.{label}.person", Move())
    register_merge_handler("contacts.ListMember.person", Move(same=("list_id",)))
    register_merge_handler("contacts.ListMember.position", Move())
    register_merge_handler("contacts.ListPin.person", unite_pins)
    register_merge_handler("contacts.ListChangeItem.person", Move())
    register_merge_handler("contacts.Candidate.person", Move())
    register_usage("contacts.lists", times_listed)


def _rows(model: type[Model], column: str, owner: Any) -> list[Any]:
    return list(model._default_manager.filter(**{column: owner}).order_by("pk"))
