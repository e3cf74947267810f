"""One contact as an export addresses it: the person, one position, and the points that reach them there."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet
from django.db.models.query import prefetch_related_objects

from backend.contacts.models import (
    Classification,
    ContactPoint,
    Intermediary,
    Organisation,
    Person,
    Position,
)
from backend.core.clock import now

AT_ONCE = 1_000
_POINTS = ContactPoint.objects.order_by("-is_main", "rank", "id")
_POSITIONS = Position.objects.select_related("organisation").order_by("-is_main", "created_at", "id")
_TERMS = Classification.objects.select_related("term").order_by("term__label", "id")


@dataclass(frozen=True, slots=True)
class Reach:
    """Which points may be used: REFUSED includes those that bounce or refuse, PRIVATE the private ones."""

    refused: bool = False
    private: bool = False


@dataclass(slots=True)
class Record:
    person: Person
    position: Position | None
    reach: Reach = field(default_factory=Reach)
    _points: dict[str, list[ContactPoint]] = field(default_factory=dict)

    @property
    def organisation(self) -> Organisation | None:
        return self.position.organisation if self.position else None

    def points(self, kind: str) -> list[ContactPoint]:
        """The usable points of KIND: of the position first, then of the person, then of the organisation.

        Who refused to be reached at an own address is not reached through the organisation's instead.
        """
        if kind not in self._points:
            self._points[kind] = self._usable(kind)
        return self._points[kind]

    def point(self, kind: str) -> ContactPoint | None:
        return next(iter(self.points(kind)), None)

    def held_back(self, kind: str) -> str:
        """`refused` or `bounced` where a point of KIND exists that may not be used, and no other does."""
        if self.points(kind):
            return ""
        states = {point.state for point in self._own(kind)}
        return next((state for state in ("refused", "bounced") if state in states), "")

    def _own(self, kind: str) -> list[ContactPoint]:
        held = [*self.position.contact_points.all()] if self.position else []
        held += self.person.contact_points.all()
        return [
            point for point in held if point.kind == kind and (self.reach.private or not point.is_private)
        ]

    def _usable(self, kind: str) -> list[ContactPoint]:
        own = self._own(kind)
        usable = [point for point in own if self.reach.refused or point.state == "valid"]
        if usable or any(point.state == "refused" for point in own) or self.organisation is None:
            return usable
        shared = [point for point in self.organisation.contact_points.all() if point.kind == kind]
        return [
            point
            for point in shared
            if (self.reach.refused or point.state == "valid") and (self.reach.private or not point.is_private)
        ]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be read beyond persons, positions and points: each costs a query or three a thousand rows."""

    terms: bool = False
    intermediaries: bool = False


def records(
    persons: QuerySet[Person],
    ids: Sequence[UUID],
    *,
    reach: Reach,
    wanted: Wanted,
    addressed: Mapping[UUID, UUID] | None = None,
    every_position: bool = False,
) -> Iterator[Record]:
    """Those of PERSONS whose ids are IDS, in that order: one record each, a thousand read at a time.

    ADDRESSED tells for some of them which position is meant; else it is the main one of those that have not
    ended. EVERY_POSITION gives one record a current position instead. The number of queries a thousand is fixed.
    """
    addressed = addressed or {}
    for start in range(0, len(ids), AT_ONCE):
        some = ids[start : start + AT_ONCE]
        found = {person.pk: person for person in persons.filter(pk__in=some).defer("summary", "provenance")}
        people = [found[pk] for pk in some if pk in found]
        prefetch_related_objects(people, *_details(wanted))
        for person in people:
            for position in _positions(person, addressed.get(person.pk), every_position):
                yield Record(person, position, reach)


def _positions(person: Person, meant: UUID | None, every: bool) -> Iterable[Position | None]:
    held = list(person.positions.all())
    today = now().date()
    current = [item for item in held if item.ended_on is None or item.ended_on >= today]
    if every and current:
        return current
    named = next((item for item in held if item.pk == meant), None)
    return [named or next(iter(current), None)]


def _details(wanted: Wanted) -> list[Any]:
    details = [
        Prefetch("contact_points", queryset=_POINTS),
        Prefetch("positions", queryset=_POSITIONS),
        Prefetch("positions__contact_points", queryset=_POINTS),
        Prefetch("positions__organisation__contact_points", queryset=_POINTS),
    ]
    if wanted.terms:
        owners = ("classifications", "positions__classifications", "positions__organisation__classifications")
        details += [Prefetch(owner, queryset=_TERMS) for owner in owners]
    if wanted.intermediaries:
        today = now().date()
        current = Intermediary.objects.filter(Q(ended_on=None) | Q(ended_on__gte=today)).select_related(
            "via_person", "via_organisation"
        )
        details += [
            Prefetch("intermediaries", queryset=current.order_by("created_at", "id")),
            Prefetch("intermediaries__via_person__contact_points", queryset=_POINTS),
            Prefetch("intermediaries__via_organisation__contact_points", queryset=_POINTS),
        ]
    return details
